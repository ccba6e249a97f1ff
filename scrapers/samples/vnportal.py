"""The vnPortal family (ASP.NET, class names UIArticle...), as northern provinces use it.

Its habits: an address that ends in a number without a suffix; listings whose further pages come as HTML fragments from
a POST that wants a Referer, with its fields in an inline script; `/<category>/page/<n>` and `?page=<n>` that silently
answer the first page. Records of legal documents stand in the same template. A second platform on the same host has
the identity in its query string (`?type=NEWS&id=`), under a slug that several articles share.
"""

import re

from scrapers.samples.site import Answer, Request, Site
from scrapers.samples.stories import Section, Story

LOAD_ARTICLE = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
QUERY_SECTION = "vi/tin-bai"
SITE_ID = "27"


class VnPortal(Site):
    """A provincial portal of the vnPortal family. It has neither feed nor sitemap."""

    family = "vnportal"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}" + (f"/page/{page}" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        if story.section == QUERY_SECTION:
            return f"/{QUERY_SECTION}/{story.slug}?type=NEWS&id={story.number}"
        return f"/{story.section}/{story.slug}-{story.number}"

    def attachment_path(self, story: Story, name: str) -> str:
        return f"/UploadFolder/{name}"

    def answer(self, request: Request) -> Answer:
        path = request.path
        if answer := self.asset(path):
            return answer
        if path == "/robots.txt":
            return self.robots("/Admin/", "/Login.aspx", sitemap=None)
        if path == "/":
            return self.page("home.html.j2")
        if path == LOAD_ARTICLE:
            return self._fragment(request)
        listed = re.sub(r"/page/\d{1,4}$", "", path).strip("/")
        if section := self.content.section(listed):
            return self._listing(section)
        for story in self.content.stories:
            wanted = self.story_path(story)
            if path == wanted or (request.query.get("id") == str(story.number) and path == wanted.partition("?")[0]):
                return self.story_page("article.html.j2", story)
        return self.page("missing.html.j2", status=404 if not path.startswith(f"/{QUERY_SECTION}/") else 200)

    def _listing(self, section: Section) -> Answer:
        stories = self.page_of(section, 1)
        return self.page(
            "listing.html.j2", section=section, stories=stories, pages=self.pages_in(section), site_id=SITE_ID
        )

    def _fragment(self, request: Request) -> Answer:
        """One page of a listing as an HTML fragment, asked for by a form with the fields of the inline script."""
        if request.method != "POST" or not request.headers.get("referer", "").startswith(self.base_url):
            return Answer(403, b"Access denied", {"Content-Type": "text/plain"})
        form = request.form
        section = next((s for s in self.content.sections if str(s.number) == form.get("article_category_id")), None)
        page, size = form.get("page", ""), form.get("page_size", "")
        if (
            section is None
            or form.get("site_id") != SITE_ID
            or not page.isdecimal()
            or size != str(self.content.page_size)
        ):
            return Answer(500, b"Object reference not set to an instance of an object.", {"Content-Type": "text/plain"})
        return self.page("rows.html.j2", stories=self.page_of(section, int(page)))
