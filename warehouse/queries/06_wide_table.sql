-- vi: Bảng rộng: mỗi tỉnh và năm một dòng
-- en: The wide table: a row a province and year
SELECT area_name, time_period, members_total, grassroots_unions_total, members_admitted
FROM yearly_wide
WHERE org_level = 'province'
ORDER BY area_name, time_period;
