SELECT o.campaign, c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, o.obs_value, o.value_qualifier, o.period_type,
       o.org_name, o.publishable,
       count(*) OVER (PARTITION BY o.campaign, c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period) AS n_statements,
       c.published_on, c.observation_id
FROM yearly_candidate c
JOIN observation o USING (observation_id)
WHERE o.campaign IS NOT NULL AND o.obs_role = 'actual' AND o.is_current AND c.org_level IN ('province', 'national')
  AND c.ref_area IS NOT NULL AND c.time_period IS NOT NULL
