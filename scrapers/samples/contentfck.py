"""The newspapers whose articles end in `-a<id>.html`.

Their habits: the number decides, any slug before it will do; the first h1 is the way home, not the title; the author
stands in a paragraph of the body, boxes of other news between its paragraphs; past the last page the last is repeated.
"""

import re

from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Request
from scrapers.samples.stories import Section, Story


class ContentFck(PlainSite):
    """A provincial party newspaper."""

    family = "contentfck"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}/" + (f"?page={page}" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        return f"/{story.slug}-a{story.number}.html"

    def story(self, request: Request) -> Story | None:
        found = re.search(r"-a(\d{1,9})\.html$", request.path)
        return next((s for s in self.content.stories if found and s.number == int(found[1])), None)
