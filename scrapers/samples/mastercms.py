"""The newspapers of the ePi line (MasterCMS), with classes that begin with `cms-`.

Their habits: articles end in `-post<id>.html`; pages of keywords (`-tag<id>.html`) list articles of every section; a
listing has no numbers, only a link to the next page, and past the last is a true 404; links to other articles stand in
tables inside the body.
"""

import re

from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Answer, Request
from scrapers.samples.stories import Section, Story


class MasterCms(PlainSite):
    """A provincial party newspaper."""

    family = "mastercms"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}/" + (f"?page={page}" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        return f"/{story.slug}-post{story.number}.html"

    def answer(self, request: Request) -> Answer:
        if re.fullmatch(r"/[a-z0-9-]+-tag\d{1,6}\.html", request.path):
            return self.page("tag.html.j2", stories=self.content.stories[:3])
        return super().answer(request)

    def listing(self, request: Request, section: Section) -> Answer:
        asked = self.asked(request)
        if asked > self.pages_in(section):
            return self.page("missing.html.j2", status=404)
        return self.listed(section, asked)
