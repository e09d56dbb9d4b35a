-- The calendar begins six days before March, so that the first averages have all their days.
WITH RECURSIVE calendar(day) AS (
    SELECT '2025-02-23'
    UNION ALL
    SELECT date(day, '+1 day') FROM calendar WHERE day < '2025-03-31'
),
sales AS (
    SELECT date(moved_at) AS day, -sum(quantity) AS sold
    FROM movements
    JOIN products USING (product_id)
    WHERE products.name = 'Oak shelf' AND quantity < 0
    GROUP BY date(moved_at)
),
complete AS (
    SELECT calendar.day, coalesce(sales.sold, 0) AS sold
    FROM calendar
    LEFT JOIN sales USING (day)
),
averaged AS (
    SELECT
        day,
        sold,
        round(avg(sold) OVER (ORDER BY day ROWS 6 PRECEDING), 3) AS average
    FROM complete
)
SELECT day, sold, average
FROM averaged
WHERE day >= '2025-03-01'
ORDER BY day;
