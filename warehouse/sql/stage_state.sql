-- How each portal was read lately: the newest copy of each page fetched in the last week of fetching. A page that was a wall
-- and is an article now counts as an article. Run over all files for a release, over those of one portal for its checks.
WITH page AS (
    SELECT portal, url, article_id, verdict, retrieved_at, published_at, layout_warnings, warc_file, warc_offset
    FROM read_parquet($articles, union_by_name = true)
    WHERE retrieved_at IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY portal, url ORDER BY retrieved_at DESC, warc_file DESC, warc_offset DESC) = 1
), bounded AS (
    SELECT *, max(retrieved_at) OVER (PARTITION BY portal) AS last_at, min(retrieved_at) OVER (PARTITION BY portal) AS first_at FROM page
), recent AS (
    SELECT * FROM bounded WHERE retrieved_at >= last_at - to_days($recent_days)
), counted AS (
    SELECT portal, count(*) AS n_recent,
           count(*) FILTER (verdict IN ('soft_404', 'login', 'bot_wall')) AS n_refused,
           count(*) FILTER (verdict = 'unreadable') AS n_unreadable,
           count(*) FILTER (verdict = 'article') AS n_read,
           count(*) FILTER (len(list_filter(layout_warnings, lambda w: NOT regexp_matches(w, '^(future_)?date'))) > 0) AS n_layout_warnings,
           count(*) FILTER (verdict = 'article' AND published_at IS NULL) AS n_undated
    FROM recent
    GROUP BY portal
), spread AS (
    -- Dates of publication are told in Vietnam (UTC+7). Only a month that was fetched from its first day on is judged.
    SELECT portal, min(published_at) AS oldest_at, max(published_at) AS newest_at, max(last_at) AS last_at,
           CASE WHEN min(first_at) < date_trunc('month', max(last_at)) - INTERVAL 1 MONTH
                THEN count(DISTINCT article_id) FILTER (verdict = 'article'
                     AND date_trunc('month', published_at + INTERVAL 7 HOUR) = date_trunc('month', last_at) - INTERVAL 1 MONTH)
           END AS n_last_month
    FROM bounded
    GROUP BY portal
), line AS (
    SELECT DISTINCT portal, article_id, unnest(string_split(text, chr(10))) AS line
    FROM read_parquet($articles, union_by_name = true)
    SEMI JOIN (FROM recent WHERE verdict = 'article') USING (portal, warc_file, warc_offset)
    WHERE text IS NOT NULL
), shared AS (
    SELECT portal, line, count(*) AS n FROM line WHERE length(line) >= $leak_chars GROUP BY ALL
), repeated AS (
    SELECT portal, max(n) AS n_repeating, max(n) FILTER (regexp_matches(line, '[0-9]')) AS n_leaking FROM shared GROUP BY portal
)
SELECT c.*, coalesce(r.n_repeating, 0) AS n_repeating, coalesce(r.n_leaking, 0) AS n_leaking,
       s.oldest_at, s.newest_at, s.last_at, s.n_last_month
FROM counted c
JOIN spread s USING (portal)
LEFT JOIN repeated r USING (portal)
