-- vi: Bài nào đã sửa số
-- en: Which articles changed a number
SELECT title, url, indicator, time_period, old_value, new_value
FROM revision
ORDER BY title, indicator, old_value;
