-- Reported on the new boundary, or continued from an unchanged province, or summed where nothing was reported and all parts are there.
WITH reported AS (
    SELECT y.* REPLACE (coalesce(m.ref_area_34, y.ref_area) AS ref_area), NULL::VARCHAR[] AS part_observation_ids
    FROM yearly_as_reported y
    LEFT JOIN ref_area_map m ON m.ref_area_63 = y.ref_area AND m.change_type = 'unchanged'
    WHERE y.ref_area NOT LIKE 'VN63%' OR m.ref_area_34 IS NOT NULL
), summed AS (
    SELECT y.indicator, any_value(y.indicator_name_vi) AS indicator_name_vi, any_value(y.indicator_name_en) AS indicator_name_en,
           m.ref_area_34 AS ref_area, any_value(r.name_vi) AS area_name, y.org_level, y.time_period,
           sum(y.obs_value)::DECIMAL(20,4) AS obs_value, y.unit_measure,
           CASE WHEN bool_and(y.value_qualifier = 'exact') THEN 'exact'
                WHEN bool_and(y.value_qualifier IN ('exact', 'over')) THEN 'over'
                WHEN bool_and(y.value_qualifier IN ('exact', 'under')) THEN 'under' ELSE 'about' END AS value_qualifier,
           CASE WHEN min(y.ref_date) = max(y.ref_date) AND count(y.ref_date) = count(*) THEN max(y.ref_date) END AS ref_date,
           CASE WHEN bool_or(y.obs_status = 'B') THEN 'B' WHEN bool_or(y.obs_status = 'U') THEN 'U' WHEN bool_or(y.obs_status = 'P') THEN 'P'
                WHEN bool_or(y.obs_status = 'E') THEN 'E' ELSE 'A' END AS obs_status,
           list_sort(list_distinct(list_concat(['DERIVED_SUM'], flatten(list(y.flags))))) AS flags,
           min(y.confidence) AS confidence, min(y.n_sources) AS n_sources, NULL::VARCHAR AS observation_id,
           list(y.observation_id ORDER BY y.ref_area) AS part_observation_ids
    FROM yearly_as_reported y
    JOIN ref_area_map m ON m.ref_area_63 = y.ref_area AND m.change_type = 'merged'
    JOIN ref_area r ON r.ref_area = m.ref_area_34
    JOIN indicator i ON i.indicator = y.indicator AND i.aggregation IN ('sum', 'last')
    GROUP BY y.indicator, y.unit_measure, m.ref_area_34, y.org_level, y.time_period
    HAVING count(DISTINCT y.ref_area) = any_value(m.n_parts)
)
SELECT * FROM reported
UNION ALL BY NAME
SELECT s.* FROM summed s ANTI JOIN reported r USING (indicator, unit_measure, ref_area, org_level, time_period)
