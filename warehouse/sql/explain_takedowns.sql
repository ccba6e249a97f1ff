-- The pages that had to go and said something of a cell, or held an observation.
SELECT DISTINCT t.article_id, t.portal, t.taken_down_at, t.reason, t.author, t.payload_digests
FROM (SELECT *, unnest(said) AS one FROM takedown) t
WHERE CASE WHEN $id IS NOT NULL THEN one.observation_id = $id
           ELSE one.indicator = $indicator AND list_contains($areas, one.ref_area) AND one.time_period = $year END
ORDER BY t.taken_down_at, t.article_id
