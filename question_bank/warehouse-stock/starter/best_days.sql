-- The days on which most was sold of each product: name, day, sold
SELECT name
FROM products;
