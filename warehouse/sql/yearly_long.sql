SELECT indicator, unit_measure, ref_area, org_level, time_period, obs_value, obs_status, flags, observation_id FROM yearly_indicator
UNION ALL
SELECT indicator, unit_measure, ref_area, org_level, time_period, NULL, obs_status, [], NULL
FROM yearly_missing
WHERE obs_status <> 'Q'
