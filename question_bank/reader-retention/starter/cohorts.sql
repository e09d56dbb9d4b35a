-- Each month of signing up: cohort, readers, active (in the first seven days)
SELECT strftime('%Y-%m', signed_up_on) AS cohort
FROM readers
LIMIT 20;
