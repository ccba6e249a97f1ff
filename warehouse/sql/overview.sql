-- The yearly values of the province that has most of them, for a first look.
WITH best AS (
    SELECT ref_area
    FROM yearly_indicator
    WHERE obs_value IS NOT NULL AND org_level = 'province'
    GROUP BY ref_area
    ORDER BY count(*) DESC, ref_area
    LIMIT 1
)
SELECT a.name_vi AS area, i.indicator, i.name_vi, y.unit_measure, y.time_period, y.obs_value, y.obs_status
FROM yearly_indicator AS y
JOIN best ON best.ref_area = y.ref_area
JOIN ref_area AS a ON a.ref_area = y.ref_area
JOIN indicator AS i ON i.indicator = y.indicator
WHERE y.obs_value IS NOT NULL AND y.org_level = 'province'
ORDER BY i.indicator, y.unit_measure, y.time_period
