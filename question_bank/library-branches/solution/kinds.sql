-- One row for each title first, so that titles and not loans are counted.
WITH lent AS (
    SELECT titles.title_id, titles.kind, count(loans.loan_id) AS loans
    FROM titles
    LEFT JOIN loans USING (title_id)
    GROUP BY titles.title_id
)
SELECT
    kind,
    count(*) AS titles,
    sum(loans = 0) AS never_lent,
    round(avg(loans), 2) AS loans_per_title
FROM lent
GROUP BY kind
ORDER BY loans_per_title DESC, kind;
