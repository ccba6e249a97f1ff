SELECT c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, c.obs_value, c.value_qualifier, o.sentence, a.title, a.url,
       a.published_on, o.observation_id
FROM yearly_indicator y
JOIN yearly_candidate c USING (indicator, unit_measure, ref_area, org_level, time_period)
JOIN observation o ON o.observation_id = c.observation_id
JOIN article a ON a.article_id = o.article_id
WHERE y.choice_rule = 'CONFLICT' AND c.reason IN ('CONFLICT', 'AGREES')
