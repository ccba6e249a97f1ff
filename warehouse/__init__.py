"""Parquet files to release to exports: all SQL, all of DuckDB, all writing of Parquet."""
