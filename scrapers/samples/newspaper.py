"""The newspaper family with month folders in its addresses (/<category>/<YYYYMM>/<slug>-<id>/).

Its habits: a trailing slash that must be there (else a 301), ids of seven digits (old) or seven hexadecimal digits
(new), a listing page past the last that repeats the last one, the lead as the first bold paragraph behind a stamp such
as (QBĐT), a box of related news inside the body, old pages in legacy encodings, and a retired host name (`localhost`
here) that redirects every path to the host of today.
"""

import re

from scrapers.samples.site import XML, Answer, Request, Site, changed, latest
from scrapers.samples.stories import Section, Story

FIRST_HEX_ID = 0x1000000
FEED_LENGTH = 20


class Newspaper(Site):
    """A provincial party newspaper."""

    family = "newspaper"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}/" + (f"?page={page}" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        number = f"{story.number:x}" if story.number >= FIRST_HEX_ID else f"{story.number:07d}"
        return f"/{story.section}/{story.published:%Y%m}/{story.slug}-{number}/"

    def answer(self, request: Request) -> Answer:
        path = request.path
        if request.headers.get("host", "").startswith("localhost"):
            return self.moved(request.target)
        if answer := self.asset(path) or self._machine_file(request, path):
            return answer
        if path == "/":
            return self.page("home.html.j2")
        if not path.endswith("/"):
            return self.moved(path + "/")
        if section := self.content.section(path.strip("/")):
            asked = request.query.get("page", "1")
            pages = self.pages_in(section)
            page = min(int(asked), pages) if asked.isdecimal() and int(asked) > 0 else 1
            stories = self.page_of(section, page)
            return self.page("listing.html.j2", section=section, stories=stories, page=page, pages=pages)
        for story in self.content.stories:
            if path == self.story_path(story):
                return self.story_page("article.html.j2" if story.charset == "utf-8" else "old.html.j2", story)
        return self.page("missing.html.j2", status=404)

    def _machine_file(self, request: Request, path: str) -> Answer | None:
        stories = self.content.stories
        if path == "/robots.txt":
            return self.robots("/search/", "/ajax/", sitemap="/sitemap.xml")
        if path == "/sitemap.xml":
            months = sorted({f"{story.published:%Y%m}" for story in stories}, reverse=True)
            entries = [(f"/sitemap-{month}.xml", latest(self._of_month(month))) for month in months]
            return self.file(request, self.render("sitemapindex.xml.j2", entries=entries), XML, latest(stories))
        if month := re.fullmatch(r"/sitemap-(\d{6})\.xml", path):
            chosen = self._of_month(month[1])
            entries = [(self.story_path(story), changed(story)) for story in chosen]
            return (
                self.file(request, self.render("sitemap.xml.j2", entries=entries), XML, latest(chosen))
                if chosen
                else None
            )
        if feed := re.fullmatch(r"/rss/([a-z0-9-]+)\.rss", path):
            section = self.content.section(feed[1])
            chosen = stories if feed[1] == "home" else self.content.in_section(feed[1])
            return self.feed(request, chosen[:FEED_LENGTH]) if section or feed[1] == "home" else None
        return None

    def _of_month(self, month: str) -> tuple[Story, ...]:
        return tuple(story for story in self.content.stories if f"{story.published:%Y%m}" == month)
