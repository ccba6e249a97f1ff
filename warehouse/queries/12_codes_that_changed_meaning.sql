-- vi: Bảy mã tỉnh nay chỉ tỉnh khác
-- en: The seven codes that now mean another province
SELECT o.code, o.name_vi AS until_june_2025, n.name_vi AS since_july_2025
FROM ref_area o
JOIN ref_area n ON n.codelist = 'VN34' AND n.code = o.code
WHERE o.codelist = 'VN63' AND o.name_vi <> n.name_vi
ORDER BY o.code;
