-- All cells of the triangle first, then what happened in them.
WITH RECURSIVE numbered AS (
    SELECT
        reader_id,
        strftime('%Y-%m', signed_up_on) AS cohort,
        strftime('%Y', signed_up_on) * 12 + strftime('%m', signed_up_on) AS began
    FROM readers
),
cohorts AS (
    SELECT cohort, began, count(*) AS readers
    FROM numbered
    GROUP BY cohort
),
cells AS (
    SELECT cohort, began, readers, 0 AS month FROM cohorts
    UNION ALL
    SELECT cohort, began, readers, month + 1
    FROM cells
    WHERE began + month < 2025 * 12 + 6
),
came AS (
    SELECT
        cohort,
        strftime('%Y', visited_on) * 12 + strftime('%m', visited_on) - began AS month,
        count(DISTINCT reader_id) AS active
    FROM visits
    JOIN numbered USING (reader_id)
    GROUP BY 1, 2
)
SELECT
    cells.cohort,
    cells.month,
    coalesce(came.active, 0) AS active,
    round(1.0 * coalesce(came.active, 0) / cells.readers, 3) AS share
FROM cells
LEFT JOIN came USING (cohort, month)
ORDER BY cells.cohort, cells.month;
