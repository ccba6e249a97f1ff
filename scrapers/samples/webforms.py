"""ASP.NET WebForms without a product's name, as a federation's site uses it.

Its habits: a listing goes on only by posting its page back, with all hidden fields and the session's cookie; the server
remembers the listing it showed last, and refuses the state of any other; the pager shows two numbers and moves by
"..."; a calendar beside it posts back numbers as well; the article's number stands in the query.
"""

from scrapers.samples.aspnet import asked_for, posted_from, state_of
from scrapers.samples.plain import PlainSite
from scrapers.samples.site import Answer, Request
from scrapers.samples.stories import PortalContent, Section, Story

COOKIE = "ASP.NET_SessionId"


class WebForms(PlainSite):
    """A federation's site on WebForms."""

    family = "webforms"
    pager = "ctl00$ContentPlaceHolder1$rptPager"
    window = 2
    """How many numbers the pager shows."""

    def __init__(self, content: PortalContent, base_url: str) -> None:
        super().__init__(content, base_url)
        self._shown: dict[str, str] = {}  # by session, the slug of the listing it was shown last

    def section_path(self, section: Section, page: int = 1) -> str:
        return f"/{section.slug}.aspx"

    def story_path(self, story: Story) -> str:
        return f"/chi-tiet.aspx?id={story.number}"

    def story(self, request: Request) -> Story | None:
        if request.path != "/chi-tiet.aspx":
            return None
        return next((s for s in self.content.stories if request.query.get("id") == str(s.number)), None)

    def state(self, section: Section, page: int) -> str:
        """What a listing page holds in its hidden field."""
        return state_of(section, page)

    def listing(self, request: Request, section: Section) -> Answer:
        """Page one for a GET; for a POST the page that its control asks for, where state and session fit."""
        cookies = dict(pair.strip().partition("=")[::2] for pair in request.headers.get("cookie", "").split(";"))
        session = cookies.get(COOKIE) or f"s{len(self._shown) + 1:023}"
        page: int | None = 1
        if request.method == "POST":
            current = posted_from(request.form, section, self.pages_in(section))
            page = asked_for(request.form, self.pager, current) if current else None
            if page is None or self._shown.get(session) != section.slug or page > self.pages_in(section):
                return Answer(500, b"Validation of viewstate MAC failed.", {"Content-Type": "text/plain"})
        self._shown[session] = section.slug
        answer = self.listed(section, page or 1)
        cookie = {} if COOKIE in cookies else {"Set-Cookie": f"{COOKIE}={session}; path=/; HttpOnly"}
        return Answer(answer.status, answer.body, {**answer.headers, **cookie})
