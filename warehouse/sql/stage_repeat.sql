-- The same statement met again (the page fetched twice, or the same text under two addresses) counts once: all but
-- the one of the area's own portal, then of the earliest article, are named here and left out.
WITH met AS (
    SELECT observation_id, article_id, ref_area, filename, file_row_number
    FROM read_parquet($observations, union_by_name = true, filename = true, file_row_number = true)
), again AS (
    SELECT observation_id FROM met GROUP BY observation_id HAVING count(*) > 1
)
SELECT filename, file_row_number
FROM met
JOIN again USING (observation_id)
LEFT JOIN article a USING (article_id)
QUALIFY row_number() OVER (
    PARTITION BY observation_id
    ORDER BY CASE WHEN a.home = met.ref_area THEN 0 ELSE 1 END, a.published_at NULLS LAST, met.article_id, filename, file_row_number
) > 1
