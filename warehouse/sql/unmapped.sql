-- The most frequent measured phrases without an indicator, with sentences as examples.
WITH phrase AS (
    SELECT lower(trim(measured_phrase)) AS phrase, article_id, unit_measure, sentence, confidence, observation_id
    FROM observation
    WHERE indicator IS NULL AND is_current AND measured_phrase IS NOT NULL AND trim(measured_phrase) <> ''
)
SELECT phrase, count(*) AS count, count(DISTINCT article_id) AS articles, list_sort(list(DISTINCT unit_measure)) AS units,
       list_slice(list_sort(coalesce(list(DISTINCT sentence) FILTER (sentence IS NOT NULL), [])), 1, 3) AS examples
FROM phrase
GROUP BY phrase
ORDER BY count DESC, phrase
LIMIT $limit
