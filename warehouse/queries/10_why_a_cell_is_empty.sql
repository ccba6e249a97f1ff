-- vi: Vì sao các ô của một chỉ tiêu trống
-- en: Why cells of an indicator are empty
SELECT m.time_period, k.label_vi, k.label_en, count(*) AS cells
FROM yearly_missing m
JOIN code k ON k.code_list = 'obs_status' AND k.code = m.obs_status
WHERE m.indicator = 'members_total'
GROUP BY ALL
ORDER BY ALL;
