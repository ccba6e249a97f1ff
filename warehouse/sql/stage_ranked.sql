-- The written order of precedence, cell by cell: a stock of the year's end before one of mid-year, whoever says it; own
-- portal before neighbour and press; final before provisional; later reference date before earlier; exact before
-- qualified; finer before rounded; later publication; higher confidence.
-- The first four decide between contradicting values. The others only choose among values that agree.
WITH placed AS (
    SELECT *, row_number() OVER cell AS place,
           first(low) OVER cell AS chosen_low, first(high) OVER cell AS chosen_high,
           first(is_mid_year) OVER cell AS chosen_is_mid_year, first(own_rank) OVER cell AS chosen_own_rank, first(is_provisional) OVER cell AS chosen_is_provisional,
           first(ref_date) OVER cell AS chosen_ref_date
    FROM stage_eligible
    WHERE repeat_no = 1
    WINDOW cell AS (
        PARTITION BY indicator, unit_measure, ref_area, org_level, time_period
        ORDER BY is_mid_year, own_rank, is_provisional, ref_date DESC NULLS LAST, qualifier_rank, grain, published_on DESC NULLS LAST,
                 confidence DESC, observation_id
    )
)
SELECT *,
       CASE WHEN place = 1 THEN 'CHOSEN'
            WHEN low <= chosen_high AND high >= chosen_low THEN 'AGREES'
            WHEN is_mid_year <> chosen_is_mid_year THEN 'PROVISIONAL'
            WHEN own_rank <> chosen_own_rank THEN 'OTHER_PORTAL'
            WHEN is_provisional <> chosen_is_provisional THEN 'PROVISIONAL'
            WHEN ref_date IS DISTINCT FROM chosen_ref_date THEN 'EARLIER_REF_DATE'
            ELSE 'CONFLICT' END AS standing
FROM placed
