"""`portal check`: the steps a crawl and a reader take with a portal, each with what was found and what to do about it.

The crawl's steps come from the scrapers (what a probe's archive shows), the reader's from reading the articles it
stored. Here they become one list that fits a screen.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pipelines.derive import rules_of
from pipelines.portal_check.look import Look, look, parts
from pipelines.portal_check.probe import PAGE_BUDGET, Probed, probe
from pipelines.portals import Portal
from pipelines.settings import Settings
from pipelines.workers import Workers
from scrapers import archive
from scrapers.check import Finding, Probe, articles, examine
from scrapers.families import family
from scrapers.job import CrawlJob
from transforms.articles import Rules
from transforms.records import Page

State = Literal["ok", "note", "wrong"]
STATES: dict[str, State] = {"good": "ok", "warning": "note", "bad": "wrong"}
PRELOAD = ("pipelines.portal_check.look",)
READABLE = ("article", "not_union")
SHOWN = 3
"""Of several findings of one step, and of links seen, this many are shown."""

ADVICE = {
    "robots": "A portal that closes itself stays closed; look again tomorrow.",
    "family": "Put the family that the markup speaks for into `family:`.",
    "feeds": "Listings are walked instead. Take a dead address out of `crawl.feeds`.",
    "sitemaps": "Listings are walked instead. Take a dead address out of `crawl.sitemaps`.",
    "listings": "Open it in a browser and correct `crawl.sections`, or make `crawl.article_url` fit the articles.",
    "articles": "Correct the listings first; then open one of their articles in a browser.",
}


@dataclass(frozen=True)
class Step:
    """One line of a check. `note` is for a person to read; `wrong` means the portal must not be enabled as it is."""

    name: str
    state: State
    told: str
    advice: str | None = None


def check(here: Settings, portal: Portal) -> list[Step]:
    """All steps of one portal, in the order of a crawl. Raises CrawlError where it cannot be reached."""
    with tempfile.TemporaryDirectory(prefix="congdoan-") as name:
        probed = probe(here, portal, Path(name))
        steps = [_crawled(finding, probed.job, portal) for finding in _fair(examine(probed.job), portal)]
        if steps and steps[0].state == "wrong":  # closed by robots.txt: nothing else was asked for
            return steps[:1]
        return [*_condensed(steps), *_ending(probed), *_reading(here, portal, probed.job)]


def _fair(findings: Sequence[Finding], portal: Portal) -> list[Finding]:
    """Menus lead to pages that are no listings; where no section is named, that is no mistake of the file."""
    listings = [finding for finding in findings if finding.step == "listings"]
    if portal.crawl.sections or not any(finding.state == "good" for finding in listings):
        return list(findings)
    return [replace(f, state="warning") if f.step == "listings" and f.state == "bad" else f for f in findings]


def _crawled(finding: Finding, job: CrawlJob, portal: Portal) -> Step:
    """A finding of the crawl, with what to do where it is not good."""
    state = STATES[finding.state]
    told = finding.message.replace(portal.crawl.base.rstrip("/"), "")
    advice = ADVICE.get(finding.step) if state != "ok" else None
    if advice and finding.step == "listings" and (seen := _links_seen(job)):
        advice += f" Links seen: {', '.join(seen)}."
    if finding.step == "pagination" and state != "ok":
        selector = family(portal.family).pager_selector
        advice = f"Where a browser shows further pages, the pager is no longer found by `{selector}`."
    return Step(finding.step, state, told, advice)


def _links_seen(job: CrawlJob) -> list[str]:
    """Paths that a listing links to on the site, the longest first: an article's is seldom short."""
    seen = Probe(job)
    for _, answer in seen.of("listing"):
        if answer is not None and answer.status == 200:
            urls = (seen.site.normalise(link.href, answer.url) for link in seen.family.links(answer, seen.site))
            paths = {urlsplit(url).path for url in urls if url and seen.site.is_on_site(url)}
            return sorted(paths, key=lambda path: (-len(path), path))[:SHOWN]
    return []


def _condensed(steps: Iterable[Step]) -> list[Step]:
    """One line for all that is right of a step, and at most a few for what is not."""
    found: list[Step] = []
    for name, group in groupby(steps, key=lambda step: step.name):
        same = list(group)
        good = [step for step in same if step.state == "ok"]
        rest = sorted((step for step in same if step.state != "ok"), key=lambda step: step.state, reverse=True)
        if good:
            told = good[0].told if len(good) == 1 else f"{len(good)} right, such as {good[0].told}"
            found.append(Step(name, "ok", told))
        if len(rest) > SHOWN:
            rest = [*rest[: SHOWN - 1], replace(rest[SHOWN - 1], told=f"and {len(rest) - SHOWN + 1} more of the kind")]
        # The advice of a step is given once, with its last line.
        found += [replace(step, advice=None) for step in rest[:-1]] + rest[-1:]
    return found


def _ending(probed: Probed) -> list[Step]:
    """Why the probe ended, where it did not end by itself."""
    if probed.stop_reason.startswith("blocked"):
        told = f"the site turned us away ({probed.stop_reason.removeprefix('blocked: ')})"
        return [Step("crawl", "wrong", told, "Raise `crawl.delay_s`, and ask its webmaster; nothing gets past a wall.")]
    if probed.stop_reason in ("page_budget", "byte_budget", "time_limit"):
        told = f"ended by its limit ({probed.stop_reason}), so not all was seen"
        return [Step("crawl", "note", told, f"A check makes at most {PAGE_BUDGET} requests.")]
    return []


def _reading(here: Settings, portal: Portal, job: CrawlJob) -> list[Step]:
    """What the reader finds on the articles of the probe; nothing where none was stored."""
    wanted = set(articles(job))
    if not wanted:
        return []
    files = sorted(job.pages_dir.glob("*.warc.gz"))
    pages = [page for path in files for page in archive.read_pages(path, portal.portal) if page.url in wanted]
    rules = rules_of(portal)
    workers = Workers(1, here.worker_memory_mb, PRELOAD)
    try:
        looks = list(workers.map(partial(look, rules=rules), pages, _dead))
    finally:
        workers.close()
    read = [seen for seen in looks if seen.verdict in READABLE]
    if not read:
        reasons = Counter(f"{seen.verdict} ({seen.reason})" for seen in looks)
        told = "; ".join(f"{count} x {reason}" for reason, count in reasons.items()) or "they lead to other addresses"
        advice = "Open one in a browser. Where it is an article, the layout changed: " + _container(rules)
        return [Step("reading", "wrong", told, f"{advice} Where it is none, correct `crawl.article_url`.")]
    union = [seen for seen in read if seen.verdict == "article"]
    shown = (union or read)[0]
    return [_verdicts(looks, shown), *_parts(read, shown, rules), _second_reader(read), _quantities(read, union)]


def _dead(page: Page, reason: str) -> Look:
    return Look(page.url, "unreadable", f"ended its reader: {reason}")


def _verdicts(looks: Sequence[Look], shown: Look) -> Step:
    counts = Counter(seen.verdict for seen in looks)
    listed = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    told = f"{listed}; shown here: {urlsplit(shown.url).path}"
    unread = [seen for seen in looks if seen.verdict not in READABLE]
    if not unread:
        return Step("verdict", "ok", told)
    return Step("verdict", "note", told, f"{urlsplit(unread[0].url).path}: {unread[0].reason}.")


def _parts(read: Sequence[Look], shown: Look, rules: Rules) -> list[Step]:
    """Title, date, author and text of the article shown; `wrong` where the family's selectors find nothing any more."""
    told = {
        "title": shown.title or "none",
        "date": shown.published or "none",
        "author": shown.author or "none named",
        "body": f"{shown.words} words",
    }
    needed = {"title": bool(shown.title), "date": bool(shown.published), "body": shown.words > 0}
    stated = parts(rules.family)
    steps = []
    for part in ("title", "date", "machine date", "printed date", "author", "lead", "body"):
        name = "text" if part == "body" else part
        selectors = stated.get(part, ())
        matched = any(seen.found.get(part) is not None for seen in read)
        gone = f"; on {len(read)} pages nothing matches {' or '.join(f'`{selector}`' for selector in selectors)}"
        if part in needed and not (needed[part] and (matched or not selectors)):
            steps.append(Step(name, "wrong", told[part] + (gone if selectors else ""), _repair(part, rules)))
        elif selectors and not matched and not (part == "author" and shown.author):
            steps.append(Step(name, "note", told.get(part, "none") + gone, "Fine where this portal has none."))
        elif part in told:
            by = f", in `{shown.found[part]}`" if shown.found.get(part) else ""
            steps.append(Step(name, "ok", told[part] + by))
    return steps


def _container(rules: Rules) -> str:
    file = f"transforms/families/{rules.family.name}.yaml"
    return f"put its new container into `read.keep`, or into {file} where the family changed."


def _repair(part: str, rules: Rules) -> str:
    file = f"transforms/families/{rules.family.name}.yaml"
    if part == "body":
        return f"The layout changed: {_container(rules)}"
    if parts(rules.family):
        return f"The layout changed: put the new selector into {file}, beside the old one."
    return "A site without a family: see whether one fits (`portal new` recognises them), or write one."


def _second_reader(read: Sequence[Look]) -> Step:
    warned = [seen for seen in read if seen.warnings]
    if not warned:
        return Step("second reader", "ok", f"agrees on {len(read)} pages")
    told = f"{len(warned)} of {len(read)} pages: {warned[0].warnings[0]}"
    advice = f"Compare {urlsplit(warned[0].url).path} in a browser: text may be lost."
    return Step("second reader", "wrong" if len(warned) == len(read) else "note", told, advice)


def _quantities(read: Sequence[Look], union: Sequence[Look]) -> Step:
    if not union:
        told = f"none of {len(read)} pages is about unions, so none were looked for"
        return Step(
            "quantities", "note", told, "Name the section with union news in `crawl.sections`, and check again."
        )
    named, unnamed = sum(seen.named for seen in union), sum(seen.unnamed for seen in union)
    example = next((seen.example for seen in union if seen.example), None)
    told = f"{named} named, {unnamed} unnamed in {len(union)} union articles"
    return Step("quantities", "ok" if named else "note", told + (f", such as {example}" if example else ""))
