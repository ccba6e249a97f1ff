"""What robots.txt means for a crawl: which URLs it allows, or that the portal stays closed today.

A portal that cannot say what it allows is not crawled: an error, a timeout or an HTML page in the place of robots.txt
closes it until the next run. Only a plain "there is none" (4xx) allows everything; 401 and 403 refuse us.
"""

from dataclasses import dataclass

from protego import Protego

from scrapers.fetched import Fetched
from transforms.records import Outcome

MAX_BYTES = 500 * 1024
"""What RFC 9309 says a crawler must read; rules after that are not seen."""

MAX_DELAY_S = 60.0
"""A Crawl-delay above this would make a daily crawl of a portal longer than its day."""

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Robots:
    """The rules in force. `closed` is why nothing may be fetched today; null where the rules decide."""

    closed: str | None = None
    rules: Protego | None = None
    user_agent: str = ""

    def allows(self, url: str) -> bool:
        """Whether a URL may be fetched."""
        if self.closed:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, self.user_agent))

    @property
    def delay_s(self) -> float:
        """The Crawl-delay it asks for, 0 where it asks for none."""
        asked = self.rules.crawl_delay(self.user_agent) if self.rules else None
        return min(float(asked or 0), MAX_DELAY_S)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps it names."""
        return list(self.rules.sitemaps) if self.rules else []


def read_robots(outcome: Outcome, reason: str | None, answer: Fetched | None, user_agent: str) -> Robots:
    """The rules that follow from how fetching robots.txt ended."""
    if answer is None:
        return Robots(closed=f"robots.txt: {outcome}" + (f" ({reason})" if reason else ""))
    if answer.status in (401, 403, 429) or answer.status >= 500:
        return Robots(closed=f"robots.txt: status {answer.status}")
    if answer.status >= 400:
        return Robots()
    text = _text(answer.body[:MAX_BYTES])
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<head", "<body", "<script")):
        return Robots(closed="robots.txt: an HTML page in its place")
    if "\0" in text:
        return Robots(closed="robots.txt: not a text")
    return Robots(rules=Protego.parse(text), user_agent=user_agent.split("/")[0].strip())


def _text(body: bytes) -> str:
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    return body.decode("utf-8", "replace")
