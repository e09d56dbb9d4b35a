-- Members with late loans on 31 January 2025: member_id, name, items, days
SELECT member_id, name
FROM members;
