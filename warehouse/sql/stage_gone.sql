-- The addresses that their site answers with 404 or 410 by now; a page that says so politely is seen in stage_page.
SELECT DISTINCT unnest($gone::VARCHAR[]) AS canonical_url
