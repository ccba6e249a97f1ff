-- What came of the quantities of one portal: all of its current files.
SELECT count(*) AS n_quantities, count(*) FILTER (indicator IS NULL) AS n_unmapped,
       coalesce(sum(len(checks)), 0)::BIGINT AS n_checks,
       coalesce(sum(len(list_filter(checks, lambda c: NOT c.holds))), 0)::BIGINT AS n_failing
FROM read_parquet($observations, union_by_name = true)
