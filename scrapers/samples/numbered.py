"""The newspapers whose articles end in a bare number, in the system that Hải Phòng, Đà Nẵng and Nghệ An share.

Their habits: numbers of six digits or the fifteen of a time stamp; the body's own header repeats section, title and
date and holds the lead; past the last page the first is shown.
"""

from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Answer, Request
from scrapers.samples.stories import Section, Story


class Numbered(PlainSite):
    """A provincial party newspaper."""

    family = "numbered"

    def story_path(self, story: Story) -> str:
        return f"/{story.slug}-{story.number}.html"

    def listing(self, request: Request, section: Section) -> Answer:
        asked = self.asked(request)
        return self.listed(section, asked if asked <= self.pages_in(section) else 1)
