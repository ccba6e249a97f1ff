"""A small client for the tests: one request, redirects shown and not followed."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Got:
    """One answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def get(url: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Got:
    """One request; header names are given with underscores."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path or "/", body=body, headers=sent)
        answer = connection.getresponse()
        return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def post_back(url: str, page: int, last: Got | None = None, **changed: str) -> Got:
    """A page of an ASP.NET listing as a browser gets it: page by page, each with the hidden fields and the cookie of
    the page before. `last` is that page where it is there already; `changed` fields are sent instead of its own."""
    if page == 1:
        return get(url)
    before = last or post_back(url, page - 1)
    fields = dict(re.findall(r'type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', before.text))
    controls = re.findall(r"__doPostBack\('([^']+)','([^']*)'\)", unescape(before.text))
    target, argument = next(c for c in controls if c[0].endswith(f"$ctl{page:02}$lnk") or c[1] == str(page))
    form = {**fields, "__EVENTTARGET": target, "__EVENTARGUMENT": argument, **changed}
    cookie = before.headers.get("set-cookie", "").partition(";")[0] or before.headers.get("x-sent-cookie", "")
    kind = "application/x-www-form-urlencoded"
    got = get(url, method="POST", body=urlencode(form), Content_Type=kind, **({"Cookie": cookie} if cookie else {}))
    return Got(got.status, {**got.headers, "x-sent-cookie": cookie}, got.body)
