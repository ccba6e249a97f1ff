-- The addresses of articles that say nearly the same text as this one.
SELECT other.url
FROM article one
JOIN article other
    ON coalesce(other.duplicate_of, other.article_id) = coalesce(one.duplicate_of, one.article_id) AND other.article_id <> one.article_id
WHERE one.article_id = $article_id
ORDER BY other.url
