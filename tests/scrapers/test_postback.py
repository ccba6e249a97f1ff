"""The pager of an ASP.NET page: the right control among all that post back, every hidden field, to the end only."""

from datetime import UTC, datetime

import pytest

from scrapers.families.postback import next_postback
from scrapers.fetched import Fetched


def link(target: str, argument: str, text: str) -> str:
    return f"""<a href="javascript:__doPostBack('{target}','{argument}')">{text}</a>"""


def page(*links: str, action: str = "./tin.aspx", fields: str = "") -> Fetched:
    html = f"<form action='{action}'>{fields}{' '.join(links)}</form>"
    return Fetched("https://x.vn/tin.aspx", "https://x.vn/tin.aspx", 200, {}, html.encode(), datetime.now(UTC))


def numbers(*shown: int | str) -> list[str]:
    """A pager of link buttons: a number is a link, one in quotes is the page itself; dots are the way to others."""
    return [
        f"<span>{text}</span>" if isinstance(text, str) and text.isdigit() else link(f"p$ctl{i:02}$lnk", "", str(text))
        for i, text in enumerate(shown)
    ]


@pytest.mark.parametrize(
    ("links", "at", "target"),
    [
        (numbers("1", 2, 3, "..."), 1, "p$ctl01$lnk"),
        (numbers(1, 2, "3", "..."), 3, "p$ctl03$lnk"),
        (numbers("...", "4", 5, 6, "..."), 4, "p$ctl02$lnk"),
        (numbers("...", 4, 5, "6", "..."), 6, "p$ctl04$lnk"),
        (numbers("...", 4, 5, "6"), 6, None),
        (numbers("...", "4"), 4, None),
        (numbers(1, "2"), 2, None),
        ([link("grid", "Page$2", "2"), link("grid", "Page$11", "...")], 1, "grid"),
        ([link("grid", "Page$1", "..."), link("grid", "Page$11", "11")], 10, "grid"),
        ([link("AspNetPager1", "7", "Trang sau")], 6, "AspNetPager1"),
        ([link("lnkNext", "", "»")], 4, "lnkNext"),
        ([link("ctl00$Calendar1", "8761", "2")], 1, None),
        ([link("ctl00$lichCongTac", "", "2")], 1, None),
        ([], 1, None),
    ],
)
def test_the_control_of_the_next_page(links: list[str], at: int, target: str | None) -> None:
    found = next_postback(page(*links), at)
    assert (dict(found.form or ())["__EVENTTARGET"] if found else None) == target


def test_every_hidden_field_of_the_form_is_sent_and_no_other() -> None:
    fields = """<input type=hidden name=__VIEWSTATE value="a+b=="><input type=hidden name=__VIEWSTATEGENERATOR value=C>
        <input type=hidden name=__EVENTVALIDATION value=v><input type=hidden name=__EVENTTARGET value="">
        <input type=hidden name=lang value=vi><input type=text name=q value=x><input type=submit name=go value=1>"""
    found = next_postback(page(link("p", "2", "2"), fields=fields), 1)
    assert found is not None
    assert found.href == "./tin.aspx"
    assert found.at_once
    assert dict(found.form or ()) == {
        "__VIEWSTATE": "a+b==", "__VIEWSTATEGENERATOR": "C", "__EVENTVALIDATION": "v", "lang": "vi",
        "__EVENTTARGET": "p", "__EVENTARGUMENT": "2",
    }  # fmt: skip


def test_percent_signs_and_missing_forms() -> None:
    escaped = "<a href='javascript:__doPostBack(%27p%24x%27,%272%27)'>2</a>"
    answer = Fetched("https://x.vn/t", "https://x.vn/t", 200, {}, escaped.encode(), datetime.now(UTC))
    found = next_postback(answer, 1)
    assert found is not None
    assert (found.href, dict(found.form or ())["__EVENTTARGET"]) == ("https://x.vn/t", "p$x")
