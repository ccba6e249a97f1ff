-- `publishable` is for results only, so a plan or target must be as certain as a published result (the same least confidence).
WITH withdrawn AS (
    SELECT observation_id FROM correction WHERE is_applied AND corrected_value IS NULL
), stated AS (
    SELECT c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, o.obs_role AS source, c.obs_value AS target_value,
           NULL::DECIMAL(20,4) AS own_value, NULL::DECIMAL(20,4) AS printed_pct, o.observation_id
    FROM yearly_candidate c
    JOIN observation o USING (observation_id)
    JOIN indicator i ON i.indicator = c.indicator AND list_contains(i.unit_measure, c.unit_measure)
    ANTI JOIN withdrawn w ON w.observation_id = c.observation_id
    WHERE o.obs_role IN ('plan', 'target') AND o.is_current AND c.org_level IN ('province', 'national') AND c.reason = 'NOT_ACTUAL'
      AND o.period_type IN ('year', 'point_in_time') AND regexp_full_match(o.time_period, '[0-9]{4}') AND c.ref_area IS NOT NULL
      AND (c.org_level = 'national') = (c.ref_area = 'VN') AND o.sentence IS NOT NULL
      AND o.confidence >= 0.8 AND NOT list_has_any(o.flags, ['LOW_RELIABILITY', 'PERIOD_ASSUMED'])
    UNION ALL
    SELECT c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, 'ratio', o.target_value, c.obs_value, o.achievement_pct,
           o.observation_id
    FROM yearly_candidate c
    JOIN observation o USING (observation_id)
    WHERE c.reason IN ('CHOSEN', 'AGREES') AND o.ratio_kind = 'target' AND o.target_value IS NOT NULL
)
SELECT s.indicator, s.unit_measure, s.ref_area, s.org_level, s.time_period, s.source, s.target_value,
       coalesce(s.own_value, y.obs_value) AS actual_value,
       CASE WHEN s.target_value > 0 THEN round(coalesce(s.own_value, y.obs_value) * 100 / s.target_value, 2)::DECIMAL(20,4) END AS computed_pct,
       s.printed_pct, s.observation_id
FROM stated s
LEFT JOIN yearly_indicator y USING (indicator, unit_measure, ref_area, org_level, time_period)
