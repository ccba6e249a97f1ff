-- The cells of an indicator, areas and year: those of the yearly table and those that only have candidates.
WITH touched AS (
    SELECT DISTINCT indicator, unit_measure, ref_area, org_level, time_period
    FROM yearly_candidate
    WHERE indicator = $indicator AND list_contains($areas, ref_area) AND time_period = $year AND org_level IN ('province', 'national')
)
SELECT t.*, i.name_vi, i.name_en, r.name_vi AS area_name, y.obs_value, y.obs_status, y.flags, y.choice_rule,
       k.label_vi AS choice_vi, k.label_en AS choice_en, y.observation_id
FROM touched t
JOIN indicator i ON i.indicator = t.indicator
JOIN ref_area r ON r.ref_area = t.ref_area
LEFT JOIN yearly_indicator y
    ON y.indicator = t.indicator AND y.unit_measure = t.unit_measure AND y.ref_area = t.ref_area AND y.org_level = t.org_level
   AND y.time_period = t.time_period
LEFT JOIN code k ON k.code_list = 'choice_rule' AND k.code = y.choice_rule
ORDER BY y.obs_value IS NULL, y.obs_status IS NULL, t.org_level, t.unit_measure, t.ref_area
