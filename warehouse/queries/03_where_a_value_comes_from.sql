-- vi: Giá trị này lấy từ câu nào, bài nào, trang gốc lưu ở đâu
-- en: Which sentence, article and archived page a value comes from
SELECT y.obs_value, e.sentence, e.title, e.published_on, e.url, e.warc_file, e.warc_offset, e.payload_digest, e.rule_id
FROM yearly_indicator y
JOIN evidence e USING (observation_id)
WHERE y.indicator = 'grassroots_unions_total' AND y.ref_area = 'VN63_12' AND y.time_period = '2024';
