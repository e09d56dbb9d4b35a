-- The order is complete: two movements in the same minute are two rows of the running total.
WITH levels AS (
    SELECT
        product_id,
        movement_id,
        moved_at,
        sum(quantity) OVER (PARTITION BY product_id ORDER BY moved_at, movement_id) AS stock
    FROM movements
),
short AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY product_id ORDER BY moved_at, movement_id) AS place
    FROM levels
    WHERE stock < 0
)
SELECT products.name, short.moved_at, short.stock
FROM short
JOIN products USING (product_id)
WHERE short.place = 1
ORDER BY products.name;
