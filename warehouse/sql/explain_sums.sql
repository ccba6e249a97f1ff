-- Sums of old provinces into the asked-for new ones.
SELECT y.indicator, y.unit_measure, y.ref_area, y.org_level, y.time_period, y.indicator_name_vi AS name_vi,
       y.indicator_name_en AS name_en, y.area_name, y.obs_value, y.obs_status, y.flags, y.part_observation_ids,
       NULL AS observation_id, k.code AS choice_rule, k.label_vi AS choice_vi, k.label_en AS choice_en
FROM yearly_on_34 y
JOIN code k ON k.code_list = 'choice_rule' AND k.code = 'SUM'
WHERE y.indicator = $indicator AND list_contains($areas, y.ref_area) AND y.time_period = $year AND y.part_observation_ids IS NOT NULL
ORDER BY y.ref_area, y.unit_measure
