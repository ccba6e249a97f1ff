-- The candidates that may be published, with the interval that each statement allows: what is printed as 2,5 tỷ may
-- round 2.498.000.000, and "hơn 780" allows 786. Repeated statements of one source are marked, best one first.
WITH rounded AS (
    SELECT *,
           CASE WHEN unit_measure = 'percent'
                THEN CASE WHEN obs_value = round(obs_value, 0) THEN 1.0 WHEN obs_value = round(obs_value, 1) THEN 0.1 ELSE 0.01 END
                ELSE power(10, length(obs_value::BIGINT::VARCHAR) - length(rtrim(obs_value::BIGINT::VARCHAR, '0'))) END AS grain
    FROM stage_candidate
    WHERE excluded IS NULL
), bounded AS (
    SELECT *,
           CASE WHEN value_qualifier = 'exact' AND unit_measure = 'percent' THEN grain / 2
                WHEN value_qualifier = 'exact' AND grain >= $round_from THEN least(grain / 2, abs(obs_value) * $round_share)
                ELSE 0 END AS slack,
           CASE WHEN value_qualifier = 'exact' THEN 0 ELSE 1 END AS qualifier_rank,
           measure = 'stock' AND is_provisional AS is_mid_year
    FROM rounded
), stated AS (
    SELECT *,
           coalesce(value_low, obs_value * CASE value_qualifier WHEN 'under' THEN 1 - $under_share
                                                               WHEN 'about' THEN 1 - $about_share ELSE 1 END) - slack AS low,
           coalesce(value_high, obs_value * CASE value_qualifier WHEN 'over' THEN 1 + $over_share
                                                                WHEN 'about' THEN 1 + $about_share ELSE 1 END) + slack AS high
    FROM bounded
)
SELECT *,
       first(article_id) OVER same AS kept_article_id,
       row_number() OVER same AS repeat_no
FROM stated
WINDOW same AS (
    PARTITION BY indicator, unit_measure, ref_area, org_level, time_period, source_id, obs_value, value_qualifier, ref_date
    ORDER BY is_mid_year, own_rank, is_provisional, published_on DESC NULLS LAST, confidence DESC, observation_id
)
