"""The family NukeViet 4.5, as union and district sites use it.

Its habits: the number at the end of an address is the identity, and a wrong slug before it is corrected by a 301; a
page past the last redirects to the first, an unknown path to the home page; a child category's articles are listed in
the parent too; the same listing answers under index.php?language=...; feeds hold the newest 30; conditional requests
are ignored, and Last-Modified is yesterday whatever is asked.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from scrapers.samples.site import XML, Answer, Request, Site, latest, rfc822
from scrapers.samples.stories import Section, Story

CLOSED = ("/admin/", "/data/", "/includes/", "/install/", "/modules/", "/users/", "/statistics/")
FEED_LENGTH = 30
SITEMAP_LENGTH = 1000
GONE = ("Không tìm thấy bài viết", "Bài viết này không tồn tại hoặc đã bị gỡ bỏ khỏi hệ thống.")
SERVICE = ("Hệ thống đang bảo trì", "Chuyên mục này đang được cập nhật. Không tìm thấy nội dung nào để hiển thị.")


class NukeViet(Site):
    """A site on NukeViet 4.5 with rewritten addresses."""

    family = "nukeviet"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}/" + (f"page-{page}/" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        return f"/{story.section}/{story.slug}-{story.number}.html"

    def attachment_path(self, story: Story, name: str) -> str:
        return f"/uploads/news/{story.published:%Y_%m}/{name}"

    def answer(self, request: Request) -> Answer:
        path, headers = request.path, self._useless_headers()
        if answer := self.asset(path) or self._machine_file(path):
            return Answer(answer.status, answer.body, {**headers, **answer.headers})
        if request.method == "POST" and not request.headers.get("referer"):
            return Answer(200, b"Error: Your request is blocked", headers)
        if path == "/":
            return self.page("home.html.j2", headers=headers)
        if path == "/index.php":
            path = f"/{request.query.get('op', '').strip('/')}/"
        if path == f"/{self.content.extras['soft_404']}":
            return self.page("missing.html.j2", heading=SERVICE[0], message=SERVICE[1], headers=headers)
        if listed := re.fullmatch(r"/([a-z0-9-]+)/(?:page-(\d{1,4})/)?", path):
            section = self.content.section(listed[1])
            return self._listing(section, int(listed[2] or 1), headers) if section else self.moved("/")
        if found := re.fullmatch(r"(/print)?/([a-z0-9-]+)/([a-z0-9-]+)-(\d{1,9})\.html", path):
            return self._story(path, bool(found[1]), int(found[4]), headers)
        return self.moved("/")

    def _listing(self, section: Section, page: int, headers: Mapping[str, str]) -> Answer:
        pages = self.pages_in(section)
        if not 1 <= page <= pages:
            return self.moved(self.section_path(section))
        stories = self.page_of(section, page)
        return self.page("listing.html.j2", section=section, stories=stories, page=page, pages=pages, headers=headers)

    def _story(self, path: str, printed: bool, number: int, headers: Mapping[str, str]) -> Answer:
        story = next((story for story in self.content.stories if story.number == number), None)
        if story is None:
            return self.page("missing.html.j2", status=404, heading=GONE[0], message=GONE[1], headers=headers)
        if path.removeprefix("/print") != self.story_path(story):
            return self.moved(self.story_path(story))
        page = self.story_page("print.html.j2" if printed else "article.html.j2", story)
        return Answer(page.status, page.body, {**headers, **page.headers})

    def _machine_file(self, path: str) -> Answer | None:
        stories = self.content.stories
        if path == "/robots.txt":
            return self.robots(*CLOSED, sitemap="/sitemap.xml")
        if path == "/sitemap.xml":
            text = self.render("sitemapindex.xml.j2", entries=[("/sitemap-vi.news.xml", latest(stories))])
        elif path == "/sitemap-vi.news.xml":
            entries = [(self.story_path(story), story.published) for story in stories[:SITEMAP_LENGTH]]
            text = self.render("sitemap.xml.j2", entries=entries)
        elif feed := re.fullmatch(r"/rss/(?:([a-z0-9-]+)/)?", path):
            section = self.content.section(feed[1]) if feed[1] else None
            chosen = self.content.in_section(section.slug) if section else stories
            title = section.title if section else self.content.title
            text = self.render("rss.xml.j2", stories=chosen[:FEED_LENGTH], feed_title=title)
        else:
            return None
        return Answer(200, text.encode(), {"Content-Type": XML})

    def _useless_headers(self) -> dict[str, str]:
        return {
            "Cache-Control": "no-store, no-cache, must-revalidate",
            "Last-Modified": rfc822(datetime.now(UTC) - timedelta(days=1)),
            "Set-Cookie": "nv4c_sess=s4mpl3; path=/; HttpOnly",
        }
