WITH counted AS (
    SELECT article_id, count(*) AS n_observations, count(indicator) AS n_named, count(*) FILTER (publishable) AS n_publishable
    FROM observation
    WHERE is_current
    GROUP BY article_id
)
SELECT a.portal, coalesce(strftime(a.published_on, '%Y-%m'), 'unknown') AS month, count(*) AS n_articles,
       coalesce(sum(n_observations), 0)::BIGINT AS n_observations, coalesce(sum(n_named), 0)::BIGINT AS n_named,
       coalesce(sum(n_publishable), 0)::BIGINT AS n_publishable
FROM article a
LEFT JOIN counted USING (article_id)
GROUP BY ALL
ORDER BY ALL
