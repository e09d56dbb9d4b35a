-- Three or more readings in a row of at least 80 degrees: name, first_at, last_at, readings, highest
SELECT name, read_at, celsius
FROM readings JOIN machines USING (machine_id)
WHERE celsius >= 80
LIMIT 20;
