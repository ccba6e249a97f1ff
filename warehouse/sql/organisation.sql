SELECT organisation_id, any_value(org_name) AS org_name, any_value(org_level) AS org_level, any_value(ref_area) AS ref_area,
       count(*) AS n_observations
FROM observation
WHERE organisation_id IS NOT NULL
GROUP BY organisation_id
ORDER BY organisation_id
