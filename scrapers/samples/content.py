"""What must be read from the sample portals: their articles as gold cases."""

from dataclasses import replace

from scrapers.samples.site import NOTICE, site_class
from scrapers.samples.stories import Block, Story, load


def expected(portal: str, *, edition: int = 1, base_url: str | None = None) -> list[dict[str, object]]:
    """The cases of one portal, newest first, in the schema of the gold cases.

    Beyond it each case has `verdict` (pages that are no `article` must give no observation). An article that is a
    document gives two: its page, which only links to it, and the file, with the agency in capitals as its author.
    `url` is under `base_url`, or under the portal's fixed address. `boilerplate` lists lines that must not survive.
    """
    content = load(portal, edition)
    site = site_class(content.family)(content, base_url or content.base)
    common = content.strings("boilerplate") + content.strings("teasers") + content.strings("comments")
    cases: list[dict[str, object]] = []
    for story in content.stories:
        page = site.absolute(site.story_path(story))
        if story.document is None:
            cases.append(_case(story, f"{portal}.{story.key}", page, common))
            continue
        notice = replace(story, blocks=(Block("p", NOTICE),), facts=(), distractors=(), verdict="document")
        file = site.absolute(site.attachment_path(story, story.attachments[0]))
        cases.append(_case(notice, f"{portal}.{story.key}", page, common))
        cases.append(_case(story, f"{portal}.{story.key}.{story.document}", file, ()))
    return cases


def _case(story: Story, name: str, url: str, common: tuple[str, ...]) -> dict[str, object]:
    printed = story.author.upper() if story.author and name.endswith((".pdf", ".docx")) else story.author
    return {
        "id": name,
        "url": url,
        "verdict": story.verdict,
        "title": story.title,
        "author": printed,
        "published": story.published.isoformat(),
        "reporting_year": story.reporting_year,
        "province": story.province,
        "org": story.org,
        "org_level": story.org_level,
        "text": story.text,
        "facts": [fact.as_gold() for fact in story.facts],
        "distractors": list(story.distractors),
        "boilerplate": [
            *(block.plain for block in story.blocks if block.kind == "caption"),
            *story.boilerplate,
            *common,
        ],
    }
