-- One row a cell that has candidates: whether it is decided, by which rule, and who says the same.
SELECT indicator, unit_measure, ref_area, org_level, time_period,
       bool_or(standing = 'CONFLICT') AS is_conflict,
       arg_min(observation_id, place) AS observation_id,
       count(DISTINCT CASE WHEN standing IN ('CHOSEN', 'AGREES') THEN source_id END)::INTEGER AS n_sources,
       count(DISTINCT obs_value)::INTEGER AS n_distinct_values,
       bool_or(standing IN ('PROVISIONAL', 'EARLIER_REF_DATE')) AS is_revised,
       CASE WHEN bool_or(standing = 'CONFLICT') THEN 'CONFLICT'
            WHEN count(*) = 1 THEN 'ONLY_ONE'
            WHEN bool_or(standing = 'OTHER_PORTAL') THEN 'OWN_PORTAL'
            WHEN bool_or(standing = 'PROVISIONAL') THEN 'FINAL'
            WHEN bool_or(standing = 'EARLIER_REF_DATE') THEN 'LATER_REF_DATE'
            ELSE 'AGREEMENT' END AS choice_rule
FROM stage_ranked
GROUP BY indicator, unit_measure, ref_area, org_level, time_period
