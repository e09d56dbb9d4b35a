SELECT
    strftime('%Y-%m', signed_up_on) AS cohort,
    count(*) AS readers,
    sum(
        EXISTS (
            SELECT 1
            FROM visits
            WHERE visits.reader_id = readers.reader_id
                AND visited_on BETWEEN signed_up_on AND date(signed_up_on, '+6 days')
        )
    ) AS active
FROM readers
GROUP BY cohort
ORDER BY cohort;
