-- The archived pages that published values were read from.
SELECT DISTINCT v.portal, v.warc_file, v.warc_offset, v.payload_digest
FROM yearly_indicator y
JOIN observation o USING (observation_id)
JOIN article_version v ON v.article_id = o.article_id AND v.version_no = o.version_no
WHERE v.warc_file IS NOT NULL
ORDER BY ALL
