-- Every observation that has an indicator, with the cell it would fall into and, where it must not, the reason.
-- The first reason that holds is the one that is given. An unchanged province always bears its VN63_ code.
WITH joined AS (
    SELECT o.observation_id, o.article_id, o.indicator, o.unit_measure, o.org_level, 
           coalesce(k.corrected_value, o.obs_value) AS obs_value,
           CASE WHEN k.corrected_value IS NULL THEN o.value_low END AS value_low,
           CASE WHEN k.corrected_value IS NULL THEN o.value_high END AS value_high,
           CASE WHEN k.corrected_value IS NULL THEN o.value_qualifier ELSE 'exact' END AS value_qualifier,
           k.observation_id IS NOT NULL AS is_corrected, k.observation_id IS NOT NULL AND k.corrected_value IS NULL AS is_withdrawn,
           o.ref_date, o.obs_role, o.period_type, o.time_period AS printed_period, o.period_end, o.campaign,
           o.sentence IS NULL AS is_withheld, o.publishable, o.confidence, o.flags, o.is_current,
           coalesce(same.ref_area_63, o.ref_area) AS ref_area,
           coalesce(a.duplicate_of, a.article_id) AS source_id,
           a.published_on, a.source_gone, a.home, p.kind,
           i.unit_measure AS known_units, i.measure, i.offer,
           CASE WHEN regexp_full_match(o.time_period, '[0-9]{4}.*') THEN o.time_period[:4]
                WHEN o.time_period IS NULL AND o.ref_date IS NOT NULL THEN year(o.ref_date)::VARCHAR END AS time_period,
           CASE WHEN regexp_full_match(o.time_period, '[0-9]{4}-[0-9]{2}')
                THEN last_day(make_date(o.time_period[:4]::INTEGER, o.time_period[6:7]::INTEGER, 1))
                WHEN regexp_full_match(o.time_period, '[0-9]{4}-Q[1-4]')
                THEN last_day(make_date(o.time_period[:4]::INTEGER, 3 * o.time_period[7:7]::INTEGER, 1))
                WHEN regexp_full_match(o.time_period, '[0-9]{4}-S[12]')
                THEN last_day(make_date(o.time_period[:4]::INTEGER, 6 * o.time_period[7:7]::INTEGER, 1)) END AS part_end
    FROM observation o
    JOIN article a USING (article_id)
    LEFT JOIN portal p ON p.portal = a.portal
    JOIN indicator i ON i.indicator = o.indicator
    LEFT JOIN correction k ON k.observation_id = o.observation_id AND k.is_applied
    LEFT JOIN ref_area_map same ON same.change_type = 'unchanged' AND same.ref_area_34 = o.ref_area
), dated AS (
    SELECT j.*,
           m.change_type = 'merged' AS is_abolished,
           CASE WHEN measure = 'stock' AND period_type = 'point_in_time' OR measure = 'stock' AND period_type = 'year'
                THEN coalesce(j.ref_date, part_end, least(published_on, make_date(time_period::INTEGER, 12, 31)))
                ELSE least(published_on, period_end) END AS as_of,
           CASE
               WHEN home = j.ref_area AND kind IN ('portal', 'union') THEN 0
               WHEN kind IN ('portal', 'union') AND EXISTS (
                   SELECT 1 FROM ref_area_map t
                   WHERE t.ref_area_63 IN (home, j.ref_area) AND t.ref_area_34 IN (home, j.ref_area)) THEN 0
               WHEN home = j.ref_area THEN 1
               ELSE 2
           END AS own_rank
    FROM joined j
    LEFT JOIN ref_area_map m ON m.ref_area_63 = j.ref_area
)
SELECT *,
       CASE WHEN time_period IS NULL OR as_of IS NULL THEN false
            WHEN measure = 'stock' THEN as_of < make_date(time_period::INTEGER, $stock_from_month, 1)
            ELSE as_of < make_date(time_period::INTEGER, $flow_from_month, 1) END AS is_provisional,
       CASE
           WHEN offer = 'C' OR measure = 'unit_price' THEN 'GUARD'
           WHEN obs_role <> 'actual' THEN 'NOT_ACTUAL'
           WHEN org_level NOT IN ('province', 'national') THEN 'LEVEL'
           WHEN ref_area IS NULL THEN 'NO_AREA'
           WHEN (org_level = 'national') <> (ref_area = 'VN') THEN 'AREA_LEVEL'
           WHEN NOT list_contains(known_units, unit_measure) THEN 'UNIT'
           WHEN period_type = 'campaign' OR campaign IS NOT NULL THEN 'CAMPAIGN'
           WHEN period_type NOT IN ('year', 'point_in_time') THEN 'NOT_A_YEAR'
           WHEN period_type = 'point_in_time' AND measure = 'flow' THEN 'NOT_A_YEAR'
           WHEN printed_period IS NOT NULL AND NOT regexp_full_match(printed_period, '[0-9]{4}')
                AND (measure = 'flow' OR part_end IS NULL) THEN 'NOT_A_YEAR'
           WHEN time_period IS NULL THEN 'NO_YEAR'
           WHEN is_abolished AND time_period >= '2026' THEN 'ABOLISHED'
           WHEN NOT is_current THEN 'OLD_VERSION'
           WHEN is_withheld THEN 'SENTENCE_WITHHELD'
           WHEN is_withdrawn THEN 'WITHDRAWN'
           WHEN NOT publishable AND NOT is_corrected THEN 'NOT_PUBLISHABLE'
       END AS excluded
FROM dated
