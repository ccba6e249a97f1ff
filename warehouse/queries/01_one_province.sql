-- vi: Các chỉ tiêu năm của một tỉnh
-- en: The yearly indicators of one province
SELECT indicator_name_vi, time_period, obs_value, unit_measure, obs_status, flags
FROM yearly_as_reported
WHERE area_name = 'Lai Châu'
ORDER BY indicator, time_period;
