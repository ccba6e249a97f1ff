SELECT article_id, version_no, version_id, is_current, first_seen_at, last_seen_at, title, portal, url,
       warc_file, warc_offset, payload_digest, extractor, code_version
FROM stage_version
ORDER BY article_id, version_no
