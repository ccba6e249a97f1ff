"""Pages to measure on: those of the sample portals, multiplied, each with an address and a number of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pipelines.portals import Portal, load_all
from scrapers.archive import ArchiveWriter, Exchange
from scrapers.samples.site import Request, site_class
from scrapers.samples.stories import load

REAL_SIZE = 80_000
"""Bytes of an article page of a NukeViet portal."""
WHEN = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its address, its bytes, and its headers."""

    url: str
    body: bytes
    content_type: str


def portal(name: str = "sample-laichau") -> Portal:
    """A sample portal's file."""
    return next(p for p in load_all() if p.portal == name)


def pages(count: int, name: str = "sample-laichau") -> list[Sample]:
    """`count` article pages of a portal; the second round of them differs from the first, and so on."""
    base = portal(name).crawl.base
    content = load(name)
    site = site_class(content.family)(content, base)
    found = []
    for story in content.stories:
        path = site.story_path(story)
        answer = site.answer(Request("GET", path, {}, {}))
        if answer.status == 200:
            found.append((path, answer.body, answer.headers.get("Content-Type", "text/html; charset=utf-8")))
    rounds = (
        Sample(f"{base}{_numbered(path, n)}", body.replace(b"</p>", f" ({n})</p>".encode(), 1), kind)
        for n in range(count)
        for path, body, kind in found
    )
    return list(islice(rounds, count))


def filled(page: str) -> str:
    """A page with menus, lists of headlines and scripts up to the 80 kB of a real portal's page; samples are lean.

    Half of what is added is script and style, as on real pages, the other half links in a menu and in side boxes.
    """
    missing = max(0, REAL_SIZE - len(page.encode()))
    link = '<li><a href="/tin-tuc/chuyen-muc-{0}/bai-{0}.html" title="Tin {0}">Tin tức trong tỉnh số {0}</a></li>'
    links = "".join(link.format(n) for n in range(missing // 2 // len(link.encode())))
    script = f"<script>{'var a=document.getElementById(0);' * (missing // 2 // 33)}</script>"
    head, mark, rest = page.partition("</head>")
    body, end, tail = rest.rpartition("</body>")
    return f'{head}{script}{mark}{body}<div class="sidebar"><ul class="menu">{links}</ul></div>{end}{tail}'


def _numbered(path: str, number: int) -> str:
    """An address of its own that is read like the one it is made from."""
    if path.endswith(".html"):
        return f"{path[:-5]}-{number}.html"
    return f"{path}{'&' if '?' in path else '?'}n={number}" if number else path


def archive(samples: list[Sample], pages_dir: Path) -> Path:
    """The pages as one WARC file."""
    pages_dir.mkdir(parents=True)
    writer = ArchiveWriter(pages_dir, WHEN, {"software": "benchmark"}, rotate_bytes=2**40)
    for sample in samples:
        headers = [("Content-Type", sample.content_type)]
        writer.write_exchange(Exchange(sample.url, "GET", [], b"", 200, headers, sample.body, WHEN))
    writer.close(complete=True, reason="finished", moment=WHEN)
    (path,) = pages_dir.glob("*.warc.gz")
    return path
