-- Grouped by the number of the member: two have the same name.
SELECT
    members.member_id,
    members.name,
    count(*) AS items,
    CAST(julianday('2025-01-31') - julianday(min(loans.due_on)) AS INTEGER) AS days
FROM loans
JOIN members USING (member_id)
WHERE loans.returned_on IS NULL
    AND loans.due_on < '2025-01-31'
GROUP BY members.member_id
ORDER BY days DESC, members.member_id;
