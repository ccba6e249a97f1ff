-- The grid of what could be: the indicators in use on the areas that exist, for the years the release speaks of.
WITH years AS (
    SELECT unnest(range(min(time_period)::BIGINT, max(time_period)::BIGINT + 1))::VARCHAR AS time_period FROM yearly_indicator
), areas AS (
    SELECT 'VN' AS ref_area, 'national' AS org_level, NULL::VARCHAR AS change_type, 'VN' AS home_63, 'VN' AS home_34
    UNION ALL
    SELECT ref_area_63, 'province', change_type, ref_area_63, CASE change_type WHEN 'unchanged' THEN ref_area_34 ELSE ref_area_63 END FROM ref_area_map
    UNION ALL
    SELECT DISTINCT ref_area_34, 'province', 'new', ref_area_34, ref_area_34 FROM ref_area_map WHERE change_type = 'merged'
), crawled AS (
    -- A year's reports appear from that year until the end of the next winter.
    SELECT DISTINCT home, y.time_period
    FROM article a
    JOIN years y ON a.published_on BETWEEN make_date(y.time_period::BIGINT, 1, 1) AND make_date(y.time_period::BIGINT + 1, 3, 31)
), used AS (
    SELECT DISTINCT indicator, unit_measure FROM yearly_indicator
), grid AS (
    SELECT u.indicator, u.unit_measure, a.ref_area, a.org_level, y.time_period, a.change_type, a.home_63, a.home_34
    FROM used u CROSS JOIN areas a CROSS JOIN years y
    WHERE NOT (a.change_type = 'new' AND y.time_period < '2025')
)
SELECT g.indicator, g.unit_measure, g.ref_area, g.org_level, g.time_period,
       CASE WHEN g.change_type = 'merged' AND g.time_period > '2025' THEN 'M'
            WHEN EXISTS (SELECT 1 FROM crawled c WHERE c.home IN (g.home_63, g.home_34) AND c.time_period = g.time_period) THEN 'O'
            ELSE 'L' END AS obs_status
FROM grid g
ANTI JOIN yearly_indicator y USING (indicator, unit_measure, ref_area, org_level, time_period)
UNION ALL
SELECT indicator, unit_measure, ref_area, org_level, time_period, obs_status
FROM yearly_indicator
WHERE obs_value IS NULL
