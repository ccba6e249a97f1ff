-- One row a statement. A sentence with a telephone number, an identity number or an address of e-mail is withheld.
WITH read AS (
    SELECT *, regexp_matches(sentence, $personal) AS is_personal
    FROM read_parquet($observations, union_by_name = true, filename = true, file_row_number = true)
), version AS (
    SELECT article_id, version_id, max(version_no) AS version_no, bool_or(is_current) AS is_current
    FROM stage_version
    GROUP BY article_id, version_id
)
SELECT r.* EXCLUDE (filename, file_row_number, is_personal, sentence, measured_phrase, org_name),
       CASE WHEN is_personal THEN NULL ELSE sentence END AS sentence,
       CASE WHEN is_personal THEN NULL ELSE measured_phrase END AS measured_phrase,
       org_name,
       v.version_no, v.is_current,
       CASE WHEN org_name IS NOT NULL THEN md5(concat_ws('|', org_name, org_level, coalesce(ref_area, '')))[:12] END AS organisation_id
FROM read r
JOIN version v USING (article_id, version_id)
ANTI JOIN stage_repeat s ON r.filename = s.filename AND r.file_row_number = s.file_row_number
