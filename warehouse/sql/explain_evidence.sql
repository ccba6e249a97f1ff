-- Observations with everything that leads back to the page, those nearest to being chosen first.
SELECT o.observation_id, o.indicator, o.obs_value, o.value_qualifier, o.unit_measure, o.obs_role, o.org_level, o.org_name, o.ref_area,
       o.time_period, o.period_type, o.period_words, o.ref_date, o.sentence, o.quote, v.title, a.published_on, v.url, v.portal, o.rule_id, o.confidence, o.checks, o.flags, o.alternatives,
       v.warc_file, v.warc_offset, v.payload_digest, o.code_version, c.reason, k.label_vi AS reason_vi, k.label_en AS reason_en,
       x.is_applied AS is_corrected, x.corrected_value, x.reason AS correction_reason, x.source AS correction_source, x.author AS correction_author
FROM observation o
JOIN article a ON a.article_id = o.article_id
JOIN article_version v ON v.article_id = o.article_id AND v.version_no = o.version_no
LEFT JOIN yearly_candidate c ON c.observation_id = o.observation_id
LEFT JOIN correction x ON x.observation_id = o.observation_id AND x.is_applied
LEFT JOIN code k ON k.code_list = 'reason' AND k.code = c.reason
WHERE CASE WHEN $id IS NOT NULL THEN o.observation_id = $id
           ELSE c.indicator = $indicator AND c.unit_measure = $unit_measure AND c.ref_area IS NOT DISTINCT FROM $ref_area
                AND c.org_level = $org_level AND c.time_period IS NOT DISTINCT FROM $time_period END
ORDER BY coalesce(list_position(['CHOSEN', 'CONFLICT', 'AGREES', 'EARLIER_REF_DATE', 'PROVISIONAL', 'OTHER_PORTAL', 'REPEATED',
                                'NEAR_DUPLICATE', 'OLD_VERSION', 'NOT_PUBLISHABLE'], c.reason), 99),
         c.own_rank, o.confidence DESC, o.observation_id
