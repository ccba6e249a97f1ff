"""What the smaller sample sites share: a home page, listings of one section each, articles, and nothing for machines.

A family overrides how a page is asked for and what a wrong request gets.
"""

from scrapers.samples.site import Answer, Request, Site
from scrapers.samples.stories import Section, Story


class PlainSite(Site):
    """A site without feed and sitemap, whose listings are paged by a number in the query."""

    closed: tuple[str, ...] = ("/admin/",)
    """Folders that robots.txt closes."""

    page_parameter = "page"
    missing_status = 404

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}" + (f"?{self.page_parameter}={page}" if page > 1 else "")

    def answer(self, request: Request) -> Answer:
        if answer := self.asset(request.path):
            return answer
        if request.path == "/robots.txt":
            return self.robots(*self.closed, sitemap=None)
        if request.path == "/":
            return self.page("home.html.j2")
        for section in self.content.sections:
            if request.path == self.section_path(section).partition("?")[0]:
                return self.listing(request, section)
        story = self.story(request)
        if story is None:
            return self.page("missing.html.j2", status=self.missing_status)
        return self.story_page("article.html.j2", story)

    def story(self, request: Request) -> Story | None:
        """The article that a request is for."""
        return next((story for story in self.content.stories if request.path == self.story_path(story)), None)

    def listing(self, request: Request, section: Section) -> Answer:
        """A page of a listing; past the last, the last again."""
        return self.listed(section, min(self.asked(request), self.pages_in(section)))

    def asked(self, request: Request) -> int:
        """The number of the page that a request is for."""
        number = request.query.get(self.page_parameter, "1")
        return max(1, int(number)) if number.isdecimal() else 1

    def listed(self, section: Section, page: int) -> Answer:
        """One page of a listing as it is."""
        return self.page(
            "listing.html.j2",
            section=section,
            stories=self.page_of(section, page),
            page=page,
            pages=self.pages_in(section),
        )
