-- What was read from an article, by the cell it falls into; without a value, without a word of it.
SELECT o.observation_id, o.indicator, o.unit_measure, coalesce(c.ref_area, o.ref_area) AS ref_area, o.org_level,
       coalesce(c.time_period, o.time_period) AS time_period
FROM observation o
LEFT JOIN yearly_candidate c USING (observation_id)
WHERE o.article_id = $article_id
ORDER BY o.observation_id
