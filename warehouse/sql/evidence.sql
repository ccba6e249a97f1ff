SELECT o.observation_id, o.indicator, o.obs_value, o.unit_measure, o.ref_area, o.time_period, o.quote, o.sentence, v.title,
       a.published_on, v.url, v.portal, o.rule_id, o.confidence, v.warc_file, v.warc_offset, v.payload_digest, o.version_no, o.code_version
FROM observation o
JOIN article a ON a.article_id = o.article_id
JOIN article_version v ON v.article_id = o.article_id AND v.version_no = o.version_no
