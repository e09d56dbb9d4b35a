-- Every branch: name, loans (lent in 2024), borrowers (different members)
SELECT name
FROM branches;
