-- Each kind of title: kind, titles, never_lent, loans_per_title
SELECT DISTINCT kind
FROM titles;
