WITH neighbours AS (
    SELECT
        machine_id,
        read_at AS last_seen,
        lead(read_at) OVER (PARTITION BY machine_id ORDER BY read_at) AS back_at
    FROM readings
),
measured AS (
    SELECT *, strftime('%s', back_at) - strftime('%s', last_seen) AS seconds
    FROM neighbours
)
SELECT machines.name, last_seen, back_at, round(seconds / 60.0, 1) AS minutes
FROM measured
JOIN machines USING (machine_id)
WHERE seconds > 15 * 60
ORDER BY machines.name, last_seen;
