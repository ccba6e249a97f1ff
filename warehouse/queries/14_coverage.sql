-- vi: Mỗi cổng mỗi năm có bao nhiêu bài và quan sát
-- en: Articles and observations by portal and year
SELECT portal, month[:4] AS year, sum(n_articles) AS articles, sum(n_observations) AS observations
FROM coverage
GROUP BY ALL
ORDER BY ALL;
