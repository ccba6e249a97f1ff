-- The published yearly values, of all portals or those that rest on one, with the date of the article they stand in.
SELECT y.indicator, y.ref_area, y.time_period, y.obs_value, y.unit_measure, a.published_on AS as_of
FROM yearly_indicator y
JOIN observation o USING (observation_id)
JOIN article a ON a.article_id = o.article_id
WHERE ($portal::VARCHAR IS NULL OR o.portal = $portal) AND y.obs_value IS NOT NULL
ORDER BY ALL
