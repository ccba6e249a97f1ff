-- vi: Vì sao các phát biểu khác không được chọn
-- en: Why the other statements were not chosen
SELECT c.obs_value, k.label_vi, k.label_en, o.sentence
FROM yearly_candidate c
JOIN code k ON k.code_list = 'reason' AND k.code = c.reason
JOIN observation o USING (observation_id)
WHERE c.indicator = 'grassroots_unions_total' AND c.ref_area = 'VN63_12' AND c.time_period = '2024'
ORDER BY c.reason = 'CHOSEN' DESC, c.published_on;
