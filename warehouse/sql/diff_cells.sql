-- Every cell with the sentence and address of its value.
SELECT y.indicator, y.unit_measure, y.ref_area, y.org_level, y.time_period, y.obs_value, y.obs_status, y.flags, y.choice_rule,
       y.observation_id, o.sentence, a.url
FROM yearly_indicator y
LEFT JOIN observation o ON o.observation_id = y.observation_id
LEFT JOIN article a ON a.article_id = o.article_id
