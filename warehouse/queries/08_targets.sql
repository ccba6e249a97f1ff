-- vi: Kết quả so với chỉ tiêu
-- en: Results against targets
SELECT indicator, ref_area, time_period, source, target_value, actual_value, computed_pct, printed_pct
FROM target_vs_actual
ORDER BY indicator, ref_area, time_period, source, target_value;
