"""SharePoint with the Tân Dân theme, as a provincial portal uses it.

Its habits: the day in an article's address without leading zeros, and no time anywhere; capitals do not count in
addresses; the pager posts back, while `?PageIndex=` works on some listings and is ignored on others; a missing article
leads to the start page.
"""

from hashlib import sha256

from scrapers.samples.aspnet import asked_for, posted_from, state_of
from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Answer, Request
from scrapers.samples.stories import Section, Story, slugify


class SharePoint(PlainSite):
    """A provincial portal on SharePoint."""

    family = "sharepoint"
    closed = ("/_layouts/", "/_vti_bin/")
    page_parameter = "PageIndex"
    pager = "ctl00$PlaceHolderMain$pager"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/portal/Pages/{section.slug}.aspx" + (f"?PageIndex={page}" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        day = story.published
        slug = slugify(story.title).capitalize()[:40] + sha256(story.key.encode()).hexdigest()[:6]
        return f"/portal/Pages/{day.year}-{day.month}-{day.day}/{slug}.aspx"

    def answer(self, request: Request) -> Answer:
        found = super().answer(request)
        return self.moved("/", 302) if found.status == 404 else found

    def story(self, request: Request) -> Story | None:
        wanted = request.path.lower()
        return next((story for story in self.content.stories if wanted == self.story_path(story).lower()), None)

    def state(self, section: Section, page: int) -> str:
        """What a listing page holds in its hidden field."""
        return state_of(section, page)

    def listing(self, request: Request, section: Section) -> Answer:
        """By number in the query where the listing knows it (its own number is even), by posting back on all."""
        pages, page = self.pages_in(section), self.asked(request) if section.number % 2 == 0 else 1
        if request.method == "POST":
            current = posted_from(request.form, section, pages)
            page = (asked_for(request.form, self.pager, current) if current else None) or 1
        return self.listed(section, page if page <= pages else 1)
