WITH pauses AS (
    SELECT
        reader_id,
        julianday(visited_on)
            - julianday(lag(visited_on) OVER (PARTITION BY reader_id ORDER BY visited_on)) AS days
    FROM visits
),
returned AS (
    SELECT DISTINCT reader_id
    FROM pauses
    WHERE days >= 60
)
SELECT
    plan,
    count(*) AS readers,
    count(returned.reader_id) AS returned
FROM readers
LEFT JOIN returned USING (reader_id)
GROUP BY plan
ORDER BY plan;
