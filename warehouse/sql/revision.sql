-- A number that the new version still says of the same thing was not revised.
WITH current AS (
    SELECT o.article_id, c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, o.obs_role, o.campaign, o.obs_value
    FROM yearly_candidate c
    JOIN observation o USING (observation_id)
    WHERE o.is_current
), new AS (
    SELECT * EXCLUDE (obs_value), CASE WHEN count(DISTINCT obs_value) = 1 THEN any_value(obs_value) END AS new_value,
           list(DISTINCT obs_value) AS new_values
    FROM current
    GROUP BY ALL
)
SELECT a.article_id, a.title, a.url, o.version_no, c.indicator, c.unit_measure, c.ref_area, c.time_period, o.obs_value AS old_value,
       n.new_value, o.observation_id
FROM yearly_candidate c
JOIN observation o USING (observation_id)
JOIN article a ON a.article_id = o.article_id
LEFT JOIN new n
    ON n.article_id = o.article_id AND n.indicator = c.indicator AND n.unit_measure = c.unit_measure AND n.org_level = c.org_level
   AND n.ref_area IS NOT DISTINCT FROM c.ref_area AND n.time_period IS NOT DISTINCT FROM c.time_period
   AND n.obs_role = o.obs_role AND n.campaign IS NOT DISTINCT FROM o.campaign
WHERE NOT o.is_current AND NOT coalesce(list_contains(n.new_values, o.obs_value), false)
