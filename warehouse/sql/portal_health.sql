WITH pages AS (
    SELECT portal, count(*) AS n_pages, count(DISTINCT article_id) FILTER (verdict = 'article') AS n_articles,
           count(*) FILTER (verdict <> 'article') AS n_not_article, max(retrieved_at) AS last_retrieved_at
    FROM stage_page
    GROUP BY portal
), read AS (
    SELECT portal, count(*) AS n_observations FROM observation WHERE is_current GROUP BY portal
), newest AS (
    SELECT portal, max(published_on) AS newest_article_on FROM article GROUP BY portal
)
SELECT p.portal, coalesce(n_pages, 0) AS n_pages, coalesce(n_articles, 0) AS n_articles, coalesce(n_not_article, 0) AS n_not_article,
       coalesce(n_recent, 0) AS n_recent, coalesce(n_refused, 0) AS n_refused, coalesce(n_layout_warnings, 0) AS n_layout_warnings,
       coalesce(n_undated, 0) AS n_undated, coalesce(n_leaking, 0) AS n_leaking,
       coalesce(n_observations, 0) AS n_observations, newest_article_on, last_retrieved_at,
       CASE WHEN n_refused + n_unreadable >= $refused_least AND n_refused + n_unreadable > $refused_share * n_recent THEN 'refused'
            WHEN coalesce(n_articles, 0) = 0 THEN 'empty'
            WHEN n_layout_warnings >= $refused_least AND n_layout_warnings > $refused_share * n_recent THEN 'layout'
            WHEN n_undated >= $refused_least AND n_undated > $refused_share * n_read THEN 'undated'
            WHEN n_leaking >= $refused_least AND n_leaking > $refused_share * n_read THEN 'leaking'
            ELSE 'ok' END AS health
FROM portal p
LEFT JOIN pages USING (portal)
LEFT JOIN stage_state USING (portal)
LEFT JOIN read USING (portal)
LEFT JOIN newest USING (portal)
ORDER BY p.portal
