SELECT count(*) AS n FROM read_parquet($observations, union_by_name = true)
