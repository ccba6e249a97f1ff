-- The portals in trouble first.
SELECT h.portal, h.health, c.label_en AS health_en, h.n_pages, h.n_articles, h.n_not_article, h.n_refused, h.n_layout_warnings,
       h.n_observations, h.newest_article_on, h.last_retrieved_at
FROM portal_health h
JOIN code c ON c.code_list = 'health' AND c.code = h.health
ORDER BY h.health = 'ok', h.portal
