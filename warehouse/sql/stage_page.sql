-- Every stored page, without its text: what the release needs to know of it.
SELECT article_id, version_id, url, canonical_url, portal, home, section, verdict, title, author, published_at, retrieved_at,
       text_fingerprint, len(layout_warnings) AS n_layout_warnings, warc_file, warc_offset, payload_digest, extractor, code_version
FROM read_parquet($articles, union_by_name = true)
