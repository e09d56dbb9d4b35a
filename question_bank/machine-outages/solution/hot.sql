-- Hot readings in a row have the same number of readings before them that were not hot.
WITH counted AS (
    SELECT
        *,
        sum(celsius < 80) OVER (PARTITION BY machine_id ORDER BY read_at) AS cool_before
    FROM readings
)
SELECT
    machines.name,
    min(read_at) AS first_at,
    max(read_at) AS last_at,
    count(*) AS readings,
    max(celsius) AS highest
FROM counted
JOIN machines USING (machine_id)
WHERE celsius >= 80
GROUP BY counted.machine_id, cool_before
HAVING count(*) >= 3
ORDER BY machines.name, first_at;
