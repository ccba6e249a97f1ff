-- vi: Nguồn nào mâu thuẫn với nguồn nào
-- en: Which sources contradict each other
SELECT indicator, ref_area, time_period, obs_value, sentence, url
FROM yearly_conflict
ORDER BY indicator, ref_area, time_period, obs_value;
