-- Each plan: plan, readers, returned (60 days or more after the visit before)
SELECT DISTINCT plan
FROM readers;
