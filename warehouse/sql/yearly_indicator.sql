-- Decided cells with their value, contradicted and withheld ones without. The breaks of 2025 come from rules.yaml.
WITH revised AS (
    -- An old version of the chosen article gave this cell another value.
    SELECT DISTINCT new.observation_id
    FROM stage_candidate old
    JOIN stage_ranked new USING (article_id, indicator, unit_measure, ref_area, org_level, time_period)
    WHERE old.excluded = 'OLD_VERSION' AND new.place = 1 AND old.obs_value <> new.obs_value
), published AS (
    SELECT c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, c.is_conflict, c.n_sources, c.n_distinct_values,
           c.choice_rule, r.obs_value, r.value_qualifier, r.value_low, r.value_high, r.ref_date, r.confidence, r.observation_id,
           r.is_provisional, r.measure, r.flags, r.source_gone, r.is_corrected, c.is_revised OR v.observation_id IS NOT NULL AS is_revised,
           coalesce(r.as_of, make_date(c.time_period::INTEGER, 12, 31)) AS as_of
    FROM stage_cell c
    JOIN stage_ranked r USING (observation_id)
    LEFT JOIN revised v USING (observation_id)
), broken AS (
    SELECT p.*,
           p.time_period >= $break_year AND (p.measure <> 'stock' OR p.as_of >= $boundary_break)
               AND EXISTS (SELECT 1 FROM ref_area_map m WHERE m.ref_area_34 = p.ref_area AND m.change_type = 'merged') AS breaks_boundary,
           p.time_period >= $break_year AND (p.measure <> 'stock' OR p.as_of >= $coverage_break)
               AND list_contains($coverage_indicators, p.indicator) AS breaks_coverage
    FROM published p
), first_after AS (
    SELECT *, (breaks_boundary OR breaks_coverage) AND time_period = min(CASE WHEN breaks_boundary OR breaks_coverage THEN time_period END)
                  OVER (PARTITION BY indicator, unit_measure, ref_area, org_level) AS is_break
    FROM broken
), decided AS (
    SELECT indicator, unit_measure, ref_area, org_level, time_period,
           obs_value, value_qualifier, value_low, value_high, ref_date,
           CASE WHEN is_break THEN 'B' WHEN is_provisional THEN 'P' WHEN value_qualifier = 'about' THEN 'E' ELSE 'A' END AS obs_status,
           list_sort(list_distinct([
               CASE WHEN breaks_boundary THEN 'BREAK_BOUNDARY_2025' END,
               CASE WHEN breaks_coverage THEN 'BREAK_COVERAGE_2025' END,
               CASE WHEN n_sources = 1 THEN 'SINGLE_SOURCE' END,
               CASE WHEN value_qualifier <> 'exact' OR value_high IS NOT NULL THEN 'QUALIFIED' END,
               CASE WHEN is_revised THEN 'REVISED' END,
               CASE WHEN list_contains(flags, 'AMBIGUOUS_BOUNDARY') THEN 'AMBIGUOUS_BOUNDARY' END,
               CASE WHEN list_contains(flags, 'PERIOD_ASSUMED') THEN 'PERIOD_ASSUMED' END,
               CASE WHEN list_contains(flags, 'LOW_RELIABILITY') THEN 'LOW_RELIABILITY' END,
               CASE WHEN measure = 'stock' AND is_provisional THEN 'MID_YEAR' END,
               CASE WHEN source_gone THEN 'SOURCE_GONE' END,
               CASE WHEN is_corrected THEN 'CORRECTED' END
           ])) AS flags,
           confidence, n_sources, n_distinct_values, observation_id, choice_rule
    FROM first_after
    WHERE NOT is_conflict
), contradicted AS (
    SELECT indicator, unit_measure, ref_area, org_level, time_period,
           'Q' AS obs_status, ['CONFLICT'] AS flags, n_sources, n_distinct_values, 'CONFLICT' AS choice_rule
    FROM stage_cell
    WHERE is_conflict
), withheld AS (
    SELECT indicator, unit_measure, ref_area, org_level, time_period,
           'Q' AS obs_status, []::VARCHAR[] AS flags, count(DISTINCT source_id)::INTEGER AS n_sources,
           count(DISTINCT obs_value)::INTEGER AS n_distinct_values, 'WITHHELD' AS choice_rule
    FROM stage_candidate
    WHERE excluded IN ('NOT_PUBLISHABLE', 'SENTENCE_WITHHELD', 'WITHDRAWN')
    GROUP BY indicator, unit_measure, ref_area, org_level, time_period
), silent AS (
    SELECT w.* FROM withheld w ANTI JOIN stage_cell c USING (indicator, unit_measure, ref_area, org_level, time_period)
)
SELECT * FROM decided
UNION ALL BY NAME SELECT * FROM contradicted
UNION ALL BY NAME SELECT * FROM silent
ORDER BY indicator, unit_measure, ref_area, org_level, time_period
