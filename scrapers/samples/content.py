"""What must be read from the sample portals: their articles as gold cases."""

from scrapers.samples.site import site_class
from scrapers.samples.stories import load


def expected(portal: str, *, edition: int = 1, base_url: str | None = None) -> list[dict[str, object]]:
    """The cases of one portal, newest first, in the schema of the gold cases.

    Beyond it each case has `verdict` (`article` or `not_union`: pages that are no article must give no observation).
    `url` is under `base_url`, or under the portal's fixed address. `boilerplate` lists lines that must not survive.
    """
    content = load(portal, edition)
    site = site_class(content.family)(content, base_url or content.base)
    common = content.strings("boilerplate") + content.strings("teasers") + content.strings("comments")
    return [
        {
            "id": f"{portal}.{story.key}",
            "url": site.absolute(site.story_path(story)),
            "verdict": story.verdict,
            "title": story.title,
            "author": story.author,
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
        for story in content.stories
    ]
