-- Each day of March 2025 for the Oak shelf: day, sold, average (of seven days)
SELECT '2025-03-01' AS day;
