"""DotNetNuke, as a party's site uses it.

Its habits: `title/<n>` in the path is the article, `tabid` and `ctitle` are the menu it was found in, and every such
address answers; listings go on by `currentpage` in the path, and past the last show the first; a missing article is an
empty module with status 200.
"""

import re

from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Answer, Request
from scrapers.samples.stories import Section, Story

DETAIL_TAB = 92


class DotNetNuke(PlainSite):
    """A party's site on DotNetNuke."""

    family = "dotnetnuke"
    missing_status = 200

    def section_path(self, section: Section, page: int = 1) -> str:
        further = f"/currentpage/{page}" if page > 1 else ""
        return f"/{section.slug}/tabid/{section.number}{further}/Default.aspx"

    def story_path(self, story: Story) -> str:
        return self.path_in(self.content.sections[0], story)

    def path_in(self, section: Section, story: Story) -> str:
        """The address of an article as a section's listing gives it."""
        tab = DETAIL_TAB + section.number - self.content.sections[0].number
        return f"/{section.slug}/Chi-tiet-tin/tabid/{tab}/title/{story.number}/ctitle/{section.number}/Default.aspx"

    def answer(self, request: Request) -> Answer:
        paged = re.search(r"^/([\w-]+)/tabid/\d{1,6}/currentpage/(\d{1,4})/", request.path)
        section = self.content.section(paged[1]) if paged else None
        if paged and section:
            page = int(paged[2])
            return self.listed(section, page if page <= self.pages_in(section) else 1)
        return super().answer(request)

    def story(self, request: Request) -> Story | None:
        found = re.search(r"/tabid/\d{1,6}/title/(\d{1,9})/", request.path)
        return next((s for s in self.content.stories if found and s.number == int(found[1])), None)
