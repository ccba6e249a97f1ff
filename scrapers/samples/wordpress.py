"""The family WordPress, as a union site uses it.

Its habits: the REST interface with X-WP-TotalPages is the best way to the whole history, and past its last page answers
400; feeds page with ?paged=N; /page/N/ past the end is a real 404; the author is a login name and the byline the last
paragraph; typographic dashes and quotes everywhere; a missing slash is corrected by a 301.
"""

import json
import re
from collections.abc import Sequence

from scrapers.samples.site import XML, Answer, Request, Site, changed, environment, latest
from scrapers.samples.stories import Section, Story

FEED_LENGTH = 10
JSON = "application/json; charset=UTF-8"


class WordPress(Site):
    """A union site on WordPress."""

    family = "wordpress"

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/category/{section.slug}/" + (f"page/{page}/" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        return f"/{story.published:%Y/%m}/{story.slug}/"

    def answer(self, request: Request) -> Answer:
        path = request.path
        if answer := self.asset(path) or self._machine_file(request, path):
            return answer
        if path.startswith("/wp-json/"):
            return self._rest(request, path)
        if not path.endswith("/"):
            return self.moved(path + "/")
        if listed := re.fullmatch(r"/(?:category/([a-z0-9-]+)/)?(?:page/(\d{1,4})/)?", path):
            section = self.content.section(listed[1]) if listed[1] else None
            stories = self.content.in_section(section.slug) if section else self.content.stories
            page, pages = int(listed[2] or 1), -(-len(stories) // self.content.page_size)
            if (section or not listed[1]) and 1 <= page <= pages:
                return self._listing(section, stories, page, pages)
        for story in self.content.stories:
            if path == self.story_path(story):
                return self.story_page("article.html.j2", story)
        return self.page("missing.html.j2", status=404)

    def _listing(self, section: Section | None, stories: Sequence[Story], page: int, pages: int) -> Answer:
        size = self.content.page_size
        root = self.section_path(section) if section else "/"
        chosen = stories[(page - 1) * size : page * size]
        return self.page("listing.html.j2", section=section, stories=chosen, page=page, pages=pages, root=root)

    def _machine_file(self, request: Request, path: str) -> Answer | None:
        stories = self.content.stories
        if path == "/robots.txt":
            return self.robots("/wp-admin/", sitemap="/wp-sitemap.xml")
        if path == "/wp-sitemap.xml":
            text = self.render("sitemapindex.xml.j2", entries=[("/wp-sitemap-posts-post-1.xml", latest(stories))])
            return self.file(request, text, XML, latest(stories))
        if path == "/wp-sitemap-posts-post-1.xml":
            entries = [(self.story_path(story), changed(story)) for story in stories]
            return self.file(request, self.render("sitemap.xml.j2", entries=entries), XML, latest(stories))
        if feed := re.fullmatch(r"/(?:category/([a-z0-9-]+)/)?feed/", path):
            section = self.content.section(feed[1]) if feed[1] else None
            chosen = self.content.in_section(section.slug) if section else stories
            asked = request.query.get("paged", "1")
            page = int(asked) if asked.isdecimal() else 1
            part = chosen[(page - 1) * FEED_LENGTH : page * FEED_LENGTH]
            return self.feed(request, part, "feed.xml.j2") if part and (section or not feed[1]) else None
        return None

    def _rest(self, request: Request, path: str) -> Answer:
        """The REST interface: posts by page, one post, categories."""
        if path == "/wp-json/wp/v2/categories":
            rows = [{"id": s.number, "slug": s.slug, "name": s.title} for s in self.content.sections]
            return Answer(200, json.dumps(rows).encode(), {"Content-Type": JSON})
        if one := re.fullmatch(r"/wp-json/wp/v2/posts/(\d{1,9})", path):
            found = [story for story in self.content.stories if story.number == int(one[1])]
            return _json(200, self._post(found[0])) if found else _json(404, {"code": "rest_post_invalid_id"})
        if path != "/wp-json/wp/v2/posts":
            return _json(404, {"code": "rest_no_route", "message": "No route was found."})
        query = request.query
        size, page = (query.get(key, default) for key, default in (("per_page", "10"), ("page", "1")))
        if not size.isdecimal() or not page.isdecimal() or not 1 <= int(size) <= 100:
            return _json(400, {"code": "rest_invalid_param", "message": "Invalid parameter(s): per_page"})
        stories = self.content.stories
        pages = -(-len(stories) // int(size))
        if not 1 <= int(page) <= pages:
            return _json(400, {"code": "rest_post_invalid_page_number", "message": "The page number is too large."})
        part = stories[(int(page) - 1) * int(size) : int(page) * int(size)]
        answer = _json(200, [self._post(story) for story in part])
        return Answer(
            200, answer.body, {**answer.headers, "X-WP-Total": str(len(stories)), "X-WP-TotalPages": str(pages)}
        )

    def _post(self, story: Story) -> dict[str, object]:
        section = self.content.section(story.section)
        body = environment(self.family).get_template("blocks.html.j2").render(story=story)
        return {
            "id": story.number,
            "date": f"{story.published:%Y-%m-%dT%H:%M:%S}",
            "modified": f"{changed(story):%Y-%m-%dT%H:%M:%S}",
            "slug": story.slug,
            "status": "publish",
            "type": "post",
            "link": self.absolute(self.story_path(story)),
            "title": {"rendered": story.title},
            "content": {"rendered": body, "protected": False},
            "excerpt": {"rendered": f"<p>{story.summary}</p>\n"},
            "author": 2,
            "categories": [section.number] if section else [],
        }


def _json(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": JSON})
