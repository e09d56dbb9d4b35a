-- Each cohort and month: cohort, month, active, share
SELECT reader_id, visited_on
FROM visits
LIMIT 20;
