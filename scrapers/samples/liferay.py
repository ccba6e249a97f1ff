"""Liferay, as a provincial portal uses it.

Its habits: links carry a session number as long as the client sends no cookie, and the way back in their query; one
article stands under each page that lists it; a page has two lists with a pager each, whose links hold the whole state
of their list; past the last page the last is shown again; one more list comes as JSON, for a script.
"""

import json
import re

from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Answer, Request
from scrapers.samples.stories import Section, Story

MAIN, SIDE = "Kq7TnB2wXz5d", "e0WmYp9sLr3c"
LOAD_PAGE = "newsbycategory_WAR_sampleportlet"
JSON = "application/json; charset=UTF-8"


class Liferay(PlainSite):
    """A provincial portal on Liferay."""

    family = "liferay"
    closed = ("/c/", "/group/")
    page_parameter = f"_101_INSTANCE_{MAIN}_cur"

    def section_path(self, section: Section, page: int = 1) -> str:
        query = f"?p_p_id=101_INSTANCE_{MAIN}&p_p_lifecycle=0&p_p_col_count=2&{self.page_parameter}={page}"
        return f"/web/guest/{section.slug}" + (query if page > 1 else "")

    def story_path(self, story: Story) -> str:
        return self.path_in(self.content.sections[0].slug, MAIN, story)

    def path_in(self, slug: str, instance: str, story: Story) -> str:
        """The address of an article as a list on the page `slug` gives it."""
        return f"/web/guest/{slug}/-/asset_publisher/{instance}/content/{story.slug}"

    def side_page(self, page: int) -> str:
        """A page of the list beside the main one."""
        slug = self.content.sections[0].slug
        return f"/web/guest/{slug}?p_p_id=101_INSTANCE_{SIDE}&p_p_lifecycle=0&_101_INSTANCE_{SIDE}_cur={page}"

    def answer(self, request: Request) -> Answer:
        path = re.sub(r";jsessionid=[0-9A-F]{1,64}", "", request.target)
        answer = super().answer(Request(request.method, path, request.headers, request.form))
        if request.headers.get("cookie") or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return answer
        session = f"{hash(request.target) & 0xFFFFFF:06X}{id(answer) & 0xFFFFFF:06X}"
        body = re.sub(rb'href="(/web/[^"?]{1,300})', rb'href="\1;jsessionid=' + session.encode(), answer.body)
        return Answer(answer.status, body, {**answer.headers, "Set-Cookie": f"JSESSIONID={session}; Path=/; HttpOnly"})

    def listing(self, request: Request, section: Section) -> Answer:
        if request.query.get("p_p_resource_id") == "loadPage":
            return self._load_page(request, section)
        return super().listing(request, section)

    def story(self, request: Request) -> Story | None:
        found = re.search(r"/-/asset_publisher/\w{1,40}/content/([a-z0-9-]+)$", request.path)
        return next((story for story in self.content.stories if found and story.slug == found[1]), None)

    def load_page(self, section: Section) -> str:
        """The address that the script of a section's page asks for its list."""
        return self.absolute(
            f"/web/guest/{section.slug}?p_p_id={LOAD_PAGE}&p_p_lifecycle=2&p_p_resource_id=loadPage&recordPerPage=2"
        )

    def _load_page(self, request: Request, section: Section) -> Answer:
        asked = request.query.get("pageNum", "1")
        stories = self.page_of(section, int(asked) if asked.isdecimal() else 1)
        items = [
            {
                "id": story.number,
                "title": story.title,
                "urlDetail": self.absolute(self.story_path(story)),
                "createdDate": f"{story.published:%d/%m/%Y %H:%M}",
            }
            for story in stories
        ]
        body = json.dumps({"items": items, "totalPageNum": self.pages_in(section)}).encode()
        return Answer(200, body, {"Content-Type": JSON})
