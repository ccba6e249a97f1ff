"""A portal as the text of its file: the keys in the order of the design, what is at its default left out."""

import yaml

from pipelines.portals import Portal, Section

WIDE = 10_000
"""No line is broken: a portal file's lines are read as its entries."""


def portal_yaml(portal: Portal) -> str:
    """The file's text; `load_portal` reads it back to an equal portal, its `read:` block apart."""
    crawl = portal.crawl
    lines = [
        f"portal: {portal.portal}",
        f"title: {_flow({'vi': portal.title.vi, 'en': portal.title.en})}",
        f"kind: {portal.kind}",
        f"home: {portal.home}",
        f"family: {portal.family}",
        *(["sample: true"] if portal.sample else []),
        f"enabled: {str(portal.enabled).lower()}",
        f"verified: {portal.verified or 'null'}",
        f"evidence: {_flow(portal.evidence)}",
        *(f"{key}: {value}" for key in ("valid_from", "valid_to", "moved_to") if (value := getattr(portal, key))),
        "crawl:",
        f"  base: {crawl.base}",
        *([f"  allow_address: {crawl.allow_address}"] if crawl.allow_address else []),
        *([f"  aliases: {_flow(crawl.aliases)}"] if crawl.aliases else []),
        *_sections(crawl.sections),
        *([f"  feeds: {_flow(crawl.feeds)}"] if crawl.feeds else []),
        *([f"  sitemaps: {_flow(crawl.sitemaps)}"] if crawl.sitemaps else []),
        *([f"  article_url: {_quoted(crawl.article_url)}"] if crawl.article_url else []),
        f"  delay_s: {crawl.delay_s:g}",
        *(f"  {key}: true" for key in ("cookies", "referer") if getattr(crawl, key)),
    ]
    return "\n".join(lines) + "\n"


def _sections(sections: list[Section]) -> list[str]:
    if not sections:
        return ["  sections: []"]
    given = [section.model_dump(exclude_unset=True) for section in sections]
    return ["  sections:", *(f"    - {_flow(section)}" for section in given)]


def _flow(value: object) -> str:
    """A value on one line."""
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=WIDE)
    return text.removesuffix("...\n").strip()


def _quoted(pattern: str) -> str:
    """A regular expression in single quotes, in which YAML leaves backslashes alone."""
    return "'" + pattern.replace("'", "''") + "'"
