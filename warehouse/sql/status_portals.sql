-- The portals in trouble first.
SELECT portal, health, n_pages, n_articles, n_not_article, n_refused, n_layout_warnings, n_observations, newest_article_on,
       last_retrieved_at
FROM portal_health
ORDER BY health = 'ok', portal
