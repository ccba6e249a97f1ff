"""Faults planted on the sample portals: what a site may do overnight. Read anew at each serving from `planted.json`.

A file beside the data folder has the fault of each portal by name. Imported by the definitions that the tests' UI
loads, so that runs in their own processes meet the faults too.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from pipelines import crawler, settings
from scrapers.samples.server import Served
from scrapers.samples.server import serve as serve_well
from scrapers.samples.site import Answer, Request

FILE = "planted.json"
YESTERDAY, DEAD, LAYOUT, WALL, DATES = "yesterday", "dead", "layout", "wall", "dates"
SLOW, HUGE = "slow", "huge"

SLOW_SECONDS = 0.05
HUGE_PAGE = "/ldld-huyen-sin-ho-tong-ket-nam-2022.html"

WALL_PAGE = b"<!doctype html><title>Just a moment...</title><form><div class='g-recaptcha'></div></form>"


def plant(data: Path, faults: Mapping[str, str]) -> None:
    """From the next serving on, these portals have these faults, and all others none."""
    data.mkdir(parents=True, exist_ok=True)
    (data.parent / FILE).write_text(json.dumps(dict(faults)), "utf-8")


@contextmanager
def serve(
    portal: str, *, port: int | None = None, edition: int = 1, edited_at: datetime | None = None
) -> Iterator[Served]:
    """A sample portal with its fault. It never has a second edition: `yesterday` has half of today's articles."""
    file = settings.load().data.parent / FILE
    fault = json.loads(file.read_text("utf-8")).get(portal) if file.exists() else None
    if fault == DEAD:
        yield Served(portal, "", serve_well)  # type: ignore[arg-type]  # nobody answers there
        return
    with serve_well(portal, port=port) as served:
        site = served.site
        if fault == YESTERDAY:
            articles = [story for story in site.content.stories if not story.document]
            late = {id(story) for story in articles[::2]}
            site.content = replace(
                site.content,
                stories=type(site.content.stories)(story for story in site.content.stories if id(story) not in late),
            )
        elif fault is not None:
            well = site.answer
            site.answer = partial(change, fault, well)  # type: ignore[method-assign]  # a fault
        yield served


def _layout(well: Callable[[Request], Answer], request: Request) -> Answer:
    """Every class, id and property has another name: the site was made anew."""
    answer = well(request)
    named = re.compile(rb'\b(class|id|itemprop)="([^"]*)"')
    return replace(
        answer, body=named.sub(lambda m: m[1] + b'="' + re.sub(rb"(\S+)", rb"neu-\1-neu", m[2]) + b'"', answer.body)
    )


def _wall(well: Callable[[Request], Answer], request: Request) -> Answer:
    """Whoever asks is asked whether he is a robot."""
    if request.path == "/robots.txt":
        return well(request)
    return Answer(403, WALL_PAGE, {"Content-Type": "text/html"})


def _dates(well: Callable[[Request], Answer], request: Request) -> Answer:
    """Everything is published in 2099."""
    answer = well(request)
    body = re.sub(rb"(\d\d[/-]\d\d[/-])20\d\d", rb"\g<1>2099", answer.body)
    body = re.sub(rb"20\d\d(-\d\d-\d\d[T ])", rb"2099\1", body)
    body = re.sub(rb"(\d\d [A-Z][a-z]{2}) 20\d\d", rb"\1 2099", body)
    return replace(answer, body=body)


def _slow(well: Callable[[Request], Answer], request: Request) -> Answer:
    """It takes its time, so that a crawl has a middle in which something can happen."""
    time.sleep(SLOW_SECONDS)
    return well(request)


def _huge(well: Callable[[Request], Answer], request: Request) -> Answer:
    """One article is a page of nine megabytes that takes more than 600 to read: one letter in it makes Python keep four
    bytes for each of the others."""
    answer = well(request)
    if not request.path.endswith(HUGE_PAGE):
        return answer
    title, _, _ = answer.body.partition(b"<body")
    return replace(answer, body=title + "<body><p>\N{GRINNING FACE}".encode() + "ấế ".encode() * 1_300_000)


def change(fault: str, well: Callable[[Request], Answer], request: Request) -> Answer:
    """What a site with this fault answers, `well` being what it answers without."""
    return CHANGES[fault](well, request)


CHANGES = {LAYOUT: _layout, WALL: _wall, DATES: _dates, SLOW: _slow, HUGE: _huge}

crawler.serve = serve
