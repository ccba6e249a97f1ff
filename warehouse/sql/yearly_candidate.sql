SELECT c.observation_id, c.indicator, c.unit_measure, c.ref_area, c.org_level, c.time_period, c.obs_value, c.value_qualifier,
       c.ref_date, c.is_provisional, c.own_rank, c.source_id, c.published_on, c.confidence,
       CASE WHEN c.excluded IS NOT NULL THEN c.excluded
            WHEN e.repeat_no > 1 AND e.article_id = e.kept_article_id THEN 'REPEATED'
            WHEN e.repeat_no > 1 THEN 'NEAR_DUPLICATE'
            WHEN r.standing = 'CHOSEN' AND cell.is_conflict THEN 'CONFLICT'
            ELSE r.standing END AS reason
FROM stage_candidate c
LEFT JOIN stage_eligible e USING (observation_id)
LEFT JOIN stage_ranked r USING (observation_id)
LEFT JOIN stage_cell cell
    ON cell.indicator = c.indicator AND cell.unit_measure = c.unit_measure AND cell.ref_area = c.ref_area
   AND cell.org_level = c.org_level AND cell.time_period = c.time_period
ORDER BY c.indicator, c.ref_area, c.time_period, c.observation_id
