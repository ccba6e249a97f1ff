-- The cell one observation is a candidate of.
SELECT c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, i.name_vi, i.name_en, r.name_vi AS area_name,
       y.obs_value, y.obs_status, y.flags, y.choice_rule, k.label_vi AS choice_vi, k.label_en AS choice_en, y.observation_id
FROM yearly_candidate c
JOIN indicator i ON i.indicator = c.indicator
LEFT JOIN ref_area r ON r.ref_area = c.ref_area
LEFT JOIN yearly_indicator y
    ON y.indicator = c.indicator AND y.unit_measure = c.unit_measure AND y.ref_area = c.ref_area AND y.org_level = c.org_level
   AND y.time_period = c.time_period
LEFT JOIN code k ON k.code_list = 'choice_rule' AND k.code = y.choice_rule
WHERE c.observation_id = $id
