-- vi: Một chỉ tiêu qua các năm, mỗi tỉnh một dòng
-- en: One indicator through the years, a row a province
SELECT area_name, time_period, obs_value, value_qualifier, ref_date
FROM yearly_as_reported
WHERE indicator = 'grassroots_unions_total'
ORDER BY area_name, time_period;
