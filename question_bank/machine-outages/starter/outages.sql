-- Silences of more than 15 minutes: name, last_seen, back_at, minutes
SELECT name, read_at
FROM readings JOIN machines USING (machine_id)
ORDER BY name, read_at
LIMIT 20;
