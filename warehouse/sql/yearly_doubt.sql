-- The cells that fail a test of plausibility, each with the test it fails.
WITH cell AS (
    SELECT y.*, i.measure, i.plausible_min, i.plausible_max,
           list_has_any(y.flags, ['BREAK_BOUNDARY_2025', 'BREAK_COVERAGE_2025']) AS is_broken
    FROM yearly_indicator y
    JOIN indicator i USING (indicator)
    WHERE y.obs_value IS NOT NULL
), pair AS (
    SELECT unnest($parts::VARCHAR[]) AS part, unnest($totals::VARCHAR[]) AS total
), suspect AS (
    SELECT observation_id, 'reader' AS test
    FROM cell
    WHERE list_contains(flags, 'LOW_RELIABILITY')
    UNION ALL
    SELECT observation_id, 'range'
    FROM cell
    WHERE (org_level = 'province' OR unit_measure = 'percent') AND (obs_value < plausible_min OR obs_value > plausible_max)
    UNION ALL
    SELECT now.observation_id, 'jump'
    FROM cell now
    JOIN cell before
        ON before.indicator = now.indicator AND before.unit_measure = now.unit_measure AND before.ref_area = now.ref_area
       AND before.org_level = now.org_level AND before.time_period::INTEGER = now.time_period::INTEGER - 1
    WHERE now.measure = 'stock' AND NOT now.is_broken AND abs(now.obs_value - before.obs_value) > $jump_share * before.obs_value
    UNION ALL
    SELECT unnest([n.observation_id, d.observation_id]), 'per_union'
    FROM cell n
    JOIN cell d ON d.ref_area = n.ref_area AND d.org_level = n.org_level AND d.time_period = n.time_period
    WHERE n.indicator = $numerator AND d.indicator = $denominator
      AND NOT n.obs_value BETWEEN $per_union_low * d.obs_value AND $per_union_high * d.obs_value
    UNION ALL
    SELECT unnest([p.observation_id, t.observation_id]), 'part'
    FROM pair
    JOIN cell p ON p.indicator = pair.part
    JOIN cell t ON t.indicator = pair.total AND t.unit_measure = p.unit_measure AND t.ref_area = p.ref_area AND t.org_level = p.org_level
               AND t.time_period = p.time_period
    WHERE p.obs_value > t.obs_value AND p.value_qualifier = 'exact' AND t.value_qualifier = 'exact'
)
SELECT DISTINCT observation_id, test FROM suspect ORDER BY ALL
