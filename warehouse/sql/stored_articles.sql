-- The articles that are stored under one of the addresses, with all their addresses and the digests of their payloads.
WITH found AS (
    SELECT DISTINCT article_id
    FROM read_parquet($articles, union_by_name = true)
    WHERE list_contains($addresses, url) OR list_contains($addresses, canonical_url)
)
SELECT article_id, list_sort(list(DISTINCT url)) AS urls,
       list_sort(coalesce(list(DISTINCT payload_digest) FILTER (payload_digest IS NOT NULL), [])) AS payload_digests
FROM read_parquet($articles, union_by_name = true)
JOIN found USING (article_id)
GROUP BY article_id
ORDER BY article_id
