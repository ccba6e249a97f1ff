SELECT y.indicator, i.name_vi AS indicator_name_vi, i.name_en AS indicator_name_en, y.ref_area, r.name_vi AS area_name, y.org_level,
       y.time_period, y.obs_value, y.unit_measure, y.value_qualifier, y.ref_date, y.obs_status, y.flags, y.confidence, y.n_sources,
       y.observation_id
FROM yearly_indicator y
JOIN indicator i ON i.indicator = y.indicator
JOIN ref_area r ON r.ref_area = y.ref_area
WHERE y.obs_value IS NOT NULL
