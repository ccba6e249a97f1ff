"""The pager of an ASP.NET page: the control that a link posts back, and the fields its form sends with it.

Used by every family on ASP.NET whose listings go on with `javascript:__doPostBack('TARGET','ARGUMENT')`. The hidden
fields (`__VIEWSTATE` and others) are those of the page before, so such a listing is walked page by page, in order, and
cannot be taken up in the middle.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from scrapers.families.base import NEXT_WORDS, NextPage
from scrapers.fetched import Fetched

POSTBACK = re.compile(r"__doPostBack\(\s{0,5}['\"]([^'\"]{1,300})['\"]\s{0,5},\s{0,5}['\"]([^'\"]{0,300})['\"]")
OTHER_CONTROLS = re.compile(r"calendar|lich|login|search|timkiem|sort", re.IGNORECASE)
"""Controls that post back numbers and are no pagers; the days of a calendar above all."""

WINDOW = frozenset({"...", "…"})
"""The link to the numbers that the pager does not show; there may be one at either end."""

MAX_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Control:
    """One link that posts back, with its text."""

    node: LexborNode
    target: str
    argument: str
    text: str

    def leads_to(self, number: int) -> bool:
        """Whether text or argument (`Page$2`, `2`) name this page."""
        return self.text == str(number) or self.argument.rpartition("$")[2] == str(number)


def next_postback(answer: Fetched, page: int) -> NextPage | None:
    """The form that asks for the page after `page`; null on the last one, and where the pager is of another kind."""
    controls = list(_controls(answer))
    chosen = next((control for control in controls if control.leads_to(page + 1)), None)
    chosen = chosen or next((control for control in controls if control.text.lower() in NEXT_WORDS), None)
    chosen = chosen or _window(controls)
    if chosen is None:
        return None
    form = _form_of(chosen.node)
    scope = form if form is not None else answer.tree
    fields = {
        node.attributes.get("name") or "": node.attributes.get("value") or ""
        for node in scope.css("input[type=hidden][name]")[:MAX_FIELDS]
    }
    fields |= {"__EVENTTARGET": chosen.target, "__EVENTARGUMENT": chosen.argument}
    action = (form.attributes.get("action") or "").strip() if form is not None else ""
    return NextPage(action or answer.url, tuple(fields.items()), at_once=True)


def _controls(answer: Fetched) -> list[Control]:
    found = []
    for node in answer.tree.css("a[href*=__doPostBack]"):
        called = POSTBACK.search(unquote(node.attributes.get("href") or ""))
        if called and not OTHER_CONTROLS.search(called[1]):
            found.append(Control(node, called[1], called[2], node.text().strip()))
    return found


def _window(controls: list[Control]) -> Control | None:
    """The link to the numbers behind those shown: it stands behind a number, the one to those before it does not."""
    numbers = [i for i, control in enumerate(controls) if control.text.isdecimal()]
    return next((control for control in controls[numbers[-1] :] if control.text in WINDOW), None) if numbers else None


def _form_of(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag != "form":
        parent = parent.parent
    return parent
