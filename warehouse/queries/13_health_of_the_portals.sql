-- vi: Cổng nào đang có vấn đề
-- en: Which portals are in trouble
SELECT portal, health, n_pages, n_articles, n_refused, n_layout_warnings, newest_article_on, last_retrieved_at
FROM portal_health
ORDER BY health = 'ok', portal;
