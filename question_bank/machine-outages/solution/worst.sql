-- Each silence is two events. At the same moment the ends come first: they do not overlap.
WITH neighbours AS (
    SELECT
        read_at AS last_seen,
        lead(read_at) OVER (PARTITION BY machine_id ORDER BY read_at) AS back_at
    FROM readings
),
outages AS (
    SELECT *
    FROM neighbours
    WHERE strftime('%s', back_at) - strftime('%s', last_seen) > 15 * 60
),
events AS (
    SELECT last_seen AS at, 1 AS change FROM outages
    UNION ALL
    SELECT back_at, -1 FROM outages
),
silent AS (
    SELECT at, sum(change) OVER (ORDER BY at, change ROWS UNBOUNDED PRECEDING) AS machines
    FROM events
)
SELECT at AS begins_at, machines
FROM silent
ORDER BY machines DESC, at
LIMIT 1;
