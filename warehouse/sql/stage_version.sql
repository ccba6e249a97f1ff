-- Each run of retrievals that saw the same text of an article is one version; v1, v2, v1 are three versions.
WITH ordered AS (
    SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY retrieved_at NULLS FIRST, warc_file, warc_offset) AS n
    FROM stage_page
    WHERE verdict = 'article'
), marked AS (
    SELECT *, CASE WHEN lag(version_id) OVER (PARTITION BY article_id ORDER BY n) IS NOT DISTINCT FROM version_id
                   THEN 0 ELSE 1 END AS is_new
    FROM ordered
), numbered AS (
    SELECT *, sum(is_new) OVER (PARTITION BY article_id ORDER BY n ROWS UNBOUNDED PRECEDING)::INTEGER AS version_no
    FROM marked
), newest AS (
    SELECT article_id, max(version_no) AS newest_no FROM numbered GROUP BY article_id
)
SELECT article_id, version_no,
       version_no = any_value(newest_no) AS is_current,
       min(retrieved_at) AS first_seen_at,
       max(retrieved_at) AS last_seen_at,
       first(version_id ORDER BY n) AS version_id,
       first(url ORDER BY n) AS url,
       first(canonical_url ORDER BY n) AS canonical_url,
       first(portal ORDER BY n) AS portal,
       first(home ORDER BY n) AS home,
       first(section ORDER BY n) AS section,
       first(title ORDER BY n) AS title,
       first(author ORDER BY n) AS author,
       first(published_at ORDER BY n) AS published_at,
       first(text_fingerprint ORDER BY n) AS text_fingerprint,
       first(warc_file ORDER BY n) AS warc_file,
       first(warc_offset ORDER BY n) AS warc_offset,
       first(payload_digest ORDER BY n) AS payload_digest,
       first(extractor ORDER BY n) AS extractor,
       first(code_version ORDER BY n) AS code_version
FROM numbered JOIN newest USING (article_id)
GROUP BY article_id, version_no
