-- vi: Đoàn viên trên 34 tỉnh mới, số cộng được đánh dấu
-- en: Members on the 34 new provinces, sums marked
SELECT area_name, time_period, obs_value, list_contains(flags, 'DERIVED_SUM') AS is_sum, part_observation_ids
FROM yearly_on_34
WHERE indicator = 'members_total'
ORDER BY area_name, time_period;
