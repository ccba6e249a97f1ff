-- vi: Các chuỗi đứt vào giữa năm 2025
-- en: The series that break in mid-2025
SELECT indicator, area_name, time_period, obs_value, flags
FROM yearly_as_reported
WHERE list_has_any(flags, ['BREAK_BOUNDARY_2025', 'BREAK_COVERAGE_2025'])
ORDER BY indicator, area_name, time_period;
