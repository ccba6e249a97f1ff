-- The current text of each article, the earliest published first.
SELECT v.article_id, v.text_fingerprint, a.text
FROM stage_version v
JOIN read_parquet($articles, union_by_name = true) a
    ON a.article_id = v.article_id AND a.warc_file IS NOT DISTINCT FROM v.warc_file AND a.warc_offset IS NOT DISTINCT FROM v.warc_offset
WHERE v.is_current AND a.text IS NOT NULL
ORDER BY v.published_at NULLS LAST, v.first_seen_at NULLS LAST, v.article_id
