-- The first movement after which the stock is below zero: name, moved_at, stock
SELECT name, moved_at, quantity
FROM movements JOIN products USING (product_id)
ORDER BY name, moved_at, movement_id
LIMIT 20;
