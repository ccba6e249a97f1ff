"""What the sample sites on ASP.NET share: the state of a page in its hidden fields, and posting it back."""

import re
from collections.abc import Mapping
from hashlib import sha256

from scrapers.samples.stories import Section


def state_of(section: Section, page: int) -> str:
    """The __VIEWSTATE of a listing page. It says nothing to whoever reads it, as the real one."""
    return "/wEPDwUK" + sha256(f"{section.slug} {page}".encode()).hexdigest()[:32] + "=="


def posted_from(form: Mapping[str, str], section: Section, pages: int) -> int | None:
    """The page whose hidden fields a form has sent back; null where they are no page's, or not all there."""
    if "__EVENTVALIDATION" not in form or "__VIEWSTATEGENERATOR" not in form:
        return None
    return next((n for n in range(1, pages + 1) if form.get("__VIEWSTATE") == state_of(section, n)), None)


def asked_for(form: Mapping[str, str], control: str, current: int) -> int | None:
    """The page that a pager's control asks for: `<control>$ctl02$lnk`, or `<control>` with a number as argument; null
    for another control. `<control>$lnkNext` is the page after the one posted from."""
    target, argument = form.get("__EVENTTARGET", ""), form.get("__EVENTARGUMENT", "")
    if target == control and argument.isdecimal():
        return int(argument)
    if target == f"{control}$lnkNext":
        return current + 1
    found = re.fullmatch(re.escape(control) + r"\$ctl(\d\d)\$lnk", target)
    return int(found[1]) if found else None
