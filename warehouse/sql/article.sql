-- The newest version of each article. Vietnam has kept UTC+7 without summer time since 1975.
WITH gone AS (
    SELECT article_id, arg_max(verdict, (coalesce(retrieved_at, TIMESTAMP '1970-01-01'), warc_file, warc_offset)) = 'soft_404' AS source_gone
    FROM stage_page
    GROUP BY article_id
)
SELECT v.article_id, v.version_id, v.version_no, v.portal, v.home, v.section, v.title, v.author, v.published_at,
       (v.published_at + INTERVAL 7 HOUR)::DATE AS published_on, v.url, v.canonical_url, d.duplicate_of,
       coalesce(g.source_gone, false) OR n.canonical_url IS NOT NULL AS source_gone, v.code_version
FROM stage_version v
LEFT JOIN stage_duplicate d USING (article_id)
LEFT JOIN gone g USING (article_id)
LEFT JOIN stage_gone n ON n.canonical_url = v.canonical_url
WHERE v.is_current
ORDER BY v.article_id
