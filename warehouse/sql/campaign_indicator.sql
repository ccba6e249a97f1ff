SELECT o.campaign, c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, c.obs_value, c.value_qualifier, o.period_type,
       o.org_name, o.publishable,
       count(*) OVER (PARTITION BY o.campaign, c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period) AS n_statements,
       c.published_on, c.observation_id, c.confidence
FROM yearly_candidate c
JOIN observation o USING (observation_id)
ANTI JOIN (SELECT observation_id FROM correction WHERE is_applied AND corrected_value IS NULL) k ON k.observation_id = c.observation_id
WHERE o.campaign IS NOT NULL AND o.obs_role = 'actual' AND o.is_current AND c.org_level IN ('province', 'national')
  AND c.ref_area IS NOT NULL AND c.time_period IS NOT NULL
