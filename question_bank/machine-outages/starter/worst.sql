-- One row: begins_at, machines
SELECT count(*) AS machines
FROM machines;
