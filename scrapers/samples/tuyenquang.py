"""The platform of Tuyên Quang: addresses as its sites have them, markup of our own, since none of theirs is known.

Its habits: the identity is in the query, the slug before it is shared by many articles, the two parameters stand in
either order; old articles have `/DetailView/<n>/<category>/<slug>.html`; a number that is none answers 200.
"""

from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Request
from scrapers.samples.stories import Section, Story

OLD = "DetailView"


class TuyenQuang(PlainSite):
    """A provincial portal."""

    family = "tuyenquang"
    missing_status = 200

    def section_path(self, section: Section, page: int = 1) -> str:
        slug = "vi/tin-cu" if section.slug == OLD else section.slug
        return f"/{slug}" + (f"?page={page}" if page > 1 else "")

    def story_path(self, story: Story) -> str:
        if story.section == OLD:
            category = self.content.section(OLD)
            return f"/{OLD}/{story.number}/{category.number if category else 0}/{story.slug}.html"
        return f"/vi/tin-bai/{story.slug}?type=NEWS&id={story.number}"

    def swapped(self, story: Story) -> str:
        """The address as boxes beside the text give it: the same parameters in the other order."""
        return self.story_path(story).replace(f"type=NEWS&id={story.number}", f"id={story.number}&type=NEWS")

    def story(self, request: Request) -> Story | None:
        parts = request.path.split("/")
        number = parts[2] if parts[1] == OLD and len(parts) > 2 else request.query.get("id", "")
        return next((story for story in self.content.stories if number == str(story.number)), None)
