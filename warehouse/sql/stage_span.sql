-- What the text says at the place of each published quote.
SELECT o.observation_id, o.quote, any_value(substring(a.text, o.char_start + 1, o.char_end - o.char_start)) AS printed
FROM yearly_indicator y
JOIN observation o USING (observation_id)
JOIN read_parquet($articles, union_by_name = true) a ON a.article_id = o.article_id AND a.version_id = o.version_id
GROUP BY o.observation_id, o.quote
