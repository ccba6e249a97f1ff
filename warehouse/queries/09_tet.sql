-- vi: Chăm lo Tết theo tỉnh và năm (mỗi phát biểu một dòng, không cộng)
-- en: Care at Tết by province and year (a row a statement, not to be added up)
SELECT ref_area, time_period, indicator, obs_value, unit_measure, n_statements, published_on
FROM campaign_indicator
WHERE campaign = 'tet'
ORDER BY time_period, ref_area, indicator, obs_value;
