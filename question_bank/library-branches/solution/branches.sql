-- The year is a condition of the join: in WHERE it would remove branches without loans.
SELECT
    branches.name,
    count(loans.loan_id) AS loans,
    count(DISTINCT loans.member_id) AS borrowers
FROM branches
LEFT JOIN loans
    ON loans.branch_id = branches.branch_id
    AND loans.lent_on BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY branches.branch_id
ORDER BY loans DESC, branches.name;
