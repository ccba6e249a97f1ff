-- vi: Các cột của một bảng và ý nghĩa
-- en: The columns of a table and what they mean
SELECT column_name, data_type, comment
FROM duckdb_columns()
WHERE table_name = 'yearly_indicator'
ORDER BY column_index;
