"""The family VHV.Platform, as provincial portals use it.

Its habits: an address without a number (the slug is the identity), listings whose further pages stand in the pager as
`/chuyen-muc-<slug>-c<id>-<page>.html`, an unknown article that answers 200 with "không tìm thấy", and a page past the
last that answers 200 with an empty list. Module numbers in ids differ from page to page.
"""

import re

from scrapers.samples.site import XML, Answer, Request, Site, changed, latest
from scrapers.samples.stories import Section, Story

FEED_LENGTH = 15


class Vhv(Site):
    """A provincial portal on VHV.Platform."""

    family = "vhv"

    def section_path(self, section: Section, page: int = 1) -> str:
        if page == 1:
            return f"/{section.slug}"
        return f"/chuyen-muc-{section.slug.rsplit('/', 1)[-1]}-c{section.number}-{page}.html"

    def story_path(self, story: Story) -> str:
        return f"/{story.section}/{story.slug}.html"

    def attachment_path(self, story: Story, name: str) -> str:
        return f"/upload/{self.content.extras['site_id']}/{story.published:%Y%m%d}/{name}"

    def answer(self, request: Request) -> Answer:
        path = request.path
        if answer := self.asset(path) or self._machine_file(request, path):
            return answer
        if path == "/":
            return self.page("home.html.j2")
        paged = re.fullmatch(r"/chuyen-muc-[a-z0-9-]+-c(\d{1,4})-(\d{1,4})\.html", path)
        for section in self.content.sections:
            if path.rstrip("/") == f"/{section.slug}":
                return self._listing(section, 1)
            if paged and section.number == int(paged[1]):
                return self._listing(section, int(paged[2]))
        for story in self.content.stories:
            if path == self.story_path(story):
                return self.story_page("article.html.j2", story)
        return self.page("missing.html.j2", status=200 if path.endswith(".html") else 404)

    def _listing(self, section: Section, page: int) -> Answer:
        stories = self.page_of(section, page)
        return self.page("listing.html.j2", section=section, stories=stories, page=page, pages=self.pages_in(section))

    def _machine_file(self, request: Request, path: str) -> Answer | None:
        stories = self.content.stories
        if path == "/robots.txt":
            return self.robots("/admin/", "/api/", "/tim-kiem", sitemap="/sitemap.xml")
        if path == "/sitemap.xml":
            entries = [(self.story_path(story), changed(story)) for story in stories]
            return self.file(request, self.render("sitemap.xml.j2", entries=entries), XML, latest(stories))
        if path == "/rss/tin-moi.rss":
            return self.feed(request, sorted(stories, key=changed, reverse=True)[:FEED_LENGTH])
        for section in self.content.sections:
            if path == f"/rss/{section.slug.rsplit('/', 1)[-1]}.rss":
                return self.feed(request, self.content.in_section(section.slug), feed_title=section.title)
        return None
