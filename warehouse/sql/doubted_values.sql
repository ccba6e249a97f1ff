-- The values that articles of one portal would bring into the yearly table, and that stand on pages in doubt.
SELECT DISTINCT o.indicator, o.ref_area, o.time_period, o.obs_value, o.unit_measure
FROM read_parquet($observations, union_by_name = true) o
JOIN read_parquet($articles, union_by_name = true) a
    ON a.article_id = o.article_id AND a.version_id = o.version_id
WHERE o.indicator IS NOT NULL AND o.publishable AND list_contains($doubted::VARCHAR[], o.article_id)
ORDER BY ALL
