-- The pages of one portal that were not what they should be when they were last fetched, newest first: walls, pages that
-- nobody could read, articles whose layout or date was not found.
SELECT url, article_id
FROM (
    SELECT url, article_id, verdict, retrieved_at, published_at, layout_warnings, warc_file, warc_offset
    FROM read_parquet($articles, union_by_name = true)
    WHERE retrieved_at IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY retrieved_at DESC, warc_file DESC, warc_offset DESC) = 1
)
WHERE verdict IN ('soft_404', 'login', 'bot_wall', 'unreadable')
   OR len(layout_warnings) > 0
   OR (verdict = 'article' AND published_at IS NULL)
ORDER BY retrieved_at DESC, url
