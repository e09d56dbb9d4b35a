WITH days AS (
    SELECT product_id, date(moved_at) AS day, -sum(quantity) AS sold
    FROM movements
    WHERE quantity < 0
    GROUP BY product_id, day
),
placed AS (
    SELECT *, rank() OVER (PARTITION BY product_id ORDER BY sold DESC) AS place
    FROM days
)
SELECT products.name, placed.day, placed.sold
FROM placed
JOIN products USING (product_id)
WHERE placed.place = 1
ORDER BY products.name, placed.day;
