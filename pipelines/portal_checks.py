"""The checks of one portal: does it answer, is it read as it should be, is it understood; with what rests on it.

Each says in words what it found, and what to do. An ERROR fails the portal's run and is found again by the gate
`portals` of the next release, which computes it from the same files; a WARN is for this week. A portal that has gone
quiet is not taken for one that is broken: `quiet` speaks only of a site whose lists were read and held nothing new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipelines.advice import for_check
from pipelines.checks import portal_spec
from pipelines.derive import Derived
from pipelines.metadata import table_of
from pipelines.portals import Portal
from warehouse.portal_state import (
    PortalState,
    Quantities,
    doubted_pages,
    doubted_values,
    portal_state,
    published_values,
    too_many,
)

PAGES = {
    "answers": "The site answered, and the crawl came to its end.",
    "complete": "Every URL of the crawl has its outcome, and none is left for the next crawl.",
}
ARTICLES = {
    "readable": "The pages are articles and lists: no walls, logins, 'not found' pages, nothing unreadable or damaged.",
    "selectors": "The selectors of the portal's family still match, and lose no text against a second reader.",
    "dates": "Every article has a date of publication that can be.",
    "leaks": "No box of the site is read as part of its articles.",
    "quiet": "New articles come as often as the portal's file expects.",
    "band": "The last full month has as many articles as the portal's file expects.",
}
OBSERVATIONS = {
    "understood": "Every article was gone through to its end.",
    "named": "Most quantities are named by the catalogue.",
    "arithmetic": "What the articles add up and divide comes out.",
}
"""The checks by asset and name, with what is so when they pass."""

MOSTLY = 3
"""So many new pages, and more than half of them, are enough on a day with few: a changed layout is seen that day."""

SHORTEST_QUIET_DAYS = 14
QUIET_GAPS = 2
"""A portal is quiet after twice the time in which its file expects an article, and never before two weeks."""

UNNAMED_SHARE, UNNAMED_LEAST = 0.5, 40
"""On the sample portals a tenth of the quantities has no name; half of them means another kind of news, or a leak."""

FAILING_SHARE, FAILING_LEAST = 0.2, 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of a portal. `passed` with `what` in words; `grave` where it fails the portal's run."""

    name: str
    passed: bool
    what: str
    grave: bool = False
    numbers: Mapping[str, int] = field(default_factory=dict)


def specs(names: Mapping[str, str], asset: str, portals: dg.PartitionsDefinition[str]) -> list[dg.AssetCheckSpec]:
    """The specs of an asset's checks, each with a state for each portal."""
    return [portal_spec(name, asset, portals, text) for name, text in names.items()]


def of_crawl(error: Exception | None, report: Mapping[str, object] | None) -> list[Finding]:
    """How the crawl went; null for a report where there is none."""
    found = [
        Finding("answers", error is None, "The crawl came to its end." if error is None else str(error), grave=True)
    ]
    outcomes = (report or {}).get("outcomes")
    counts = {name: int(str(n)) for name, n in outcomes.items()} if isinstance(outcomes, dict) else {}
    left = counts.get("budget", 0) + counts.get("not_reached", 0)
    scheduled, ended = int(str((report or {}).get("scheduled", 0))), sum(counts.values())
    said = (report or {}).get("warnings")
    warnings = len(said) if isinstance(said, list) else 0
    faults = [
        text
        for is_so, text in (
            (scheduled != ended, f"{scheduled} URLs were scheduled and {ended} have an outcome: some were lost"),
            (left > 0, f"{left} URLs are left for the next crawl"),
            (warnings > 0, f"{warnings} sections, feeds or sitemaps could not be read; the run's log names them"),
        )
        if is_so
    ]
    numbers = {"scheduled": scheduled, "left": left, "warnings": warnings}
    return [*found, Finding("complete", not faults, "; ".join(faults) or f"All {ended} URLs ended.", numbers=numbers)]


def of_articles(portal: Portal, derived: Derived, state: PortalState | None, now: datetime) -> list[Finding]:
    """How its pages were read, in this run and in the last week of fetching."""
    if state is None:
        return [Finding(name, True, "Nothing was read yet.") for name in ARTICLES]
    counts = derived.counts
    walls = counts["verdict_soft_404"] + counts["verdict_login"] + counts["verdict_bot_wall"]
    unreadable, articles = counts["verdict_unreadable"], counts["verdict_article"]
    found = [
        _shares(
            "readable",
            "are walls, logins or 'not found' pages, or cannot be read: the site no longer answers as it did",
            (walls + unreadable, derived.rows),
            (state.n_refused + state.n_unreadable, state.n_recent),
            "pages",
        ),
        _shares(
            "selectors",
            "have no container where it should be, or lose text against a second reader: the layout has changed",
            (counts["layout_warnings"], derived.rows),
            (state.n_layout_warnings, state.n_recent),
            "pages",
        ),
        _shares(
            "dates",
            "have no date, or one in the future",
            (counts["without_date"], articles),
            (state.n_undated, state.n_read),
            "articles",
        ),
        _leaks(state),
        _quiet(portal, state, now),
        _band(portal, state),
    ]
    if derived.defects:
        what = f"{len(derived.defects)} archived records no longer hold their digest and are fetched again"
        found[0] = Finding("readable", False, what, grave=True, numbers=found[0].numbers)
    return found


def of_observations(derived: Derived, every: Quantities) -> list[Finding]:
    """What came of the quantities: of this run, and of all files of the portal."""
    lost = len(derived.lost)
    unnamed = every.n_unmapped >= UNNAMED_LEAST and every.n_unmapped > UNNAMED_SHARE * every.n_quantities
    failing = every.n_failing >= FAILING_LEAST and every.n_failing > FAILING_SHARE * every.n_checks
    words = f"articles ended the process that read them; the run's log names {'it' if lost == 1 else 'them'}"
    return [
        Finding("understood", not lost, f"{lost} {words}" if lost else "No article was lost.", numbers={"lost": lost}),
        Finding(
            "named",
            not unnamed,
            f"{every.n_unmapped} of {every.n_quantities} quantities have no name.",
            numbers={"quantities": every.n_quantities, "unmapped": every.n_unmapped},
        ),
        Finding(
            "arithmetic",
            not failing,
            f"{every.n_failing} of {every.n_checks} sums and percentages do not come out.",
            numbers={"checks": every.n_checks, "failing": every.n_failing},
        ),
    ]


def results(findings: Iterable[Finding], data: Path, portal: str) -> list[dg.AssetCheckResult]:
    """The findings as Dagster shows them; one that failed says what to do, and which values rest on the portal."""
    shown = []
    for finding in findings:
        metadata: dict[str, dg.MetadataValue] = {
            name: dg.MetadataValue.int(value) for name, value in finding.numbers.items()
        }
        text = finding.what
        if not finding.passed:
            metadata["what_to_do"] = dg.MetadataValue.text(for_check(finding.name, portal))
            if finding.grave:
                metadata |= _at_stake(data, portal)
        shown.append(
            dg.AssetCheckResult(
                check_name=finding.name,
                passed=finding.passed,
                severity=dg.AssetCheckSeverity.ERROR if finding.grave else dg.AssetCheckSeverity.WARN,
                description=text,
                metadata=metadata,
            )
        )
    return shown


def grave(findings: Iterable[Finding]) -> list[Finding]:
    """Those that fail the portal's run."""
    return [finding for finding in findings if finding.grave and not finding.passed]


def pages_in_doubt(data: Path, portal: str) -> list[str]:
    """The pages to ask for once more: none as long as the portal is in order, where a single bad page is just that."""
    state = portal_state(data, portal)
    if state is None or not (
        too_many(state.n_refused + state.n_unreadable, state.n_recent)
        or too_many(state.n_layout_warnings, state.n_recent)
        or too_many(state.n_undated, state.n_read)
    ):
        return []
    return [url for url, _ in doubted_pages(data, portal)]


def _at_stake(data: Path, portal: str) -> dict[str, dg.MetadataValue]:
    """What is published and rests on the portal, and what its pages in doubt would bring in."""
    release, values = published_values(data, portal)
    doubted = doubted_values(data, portal)
    safe = f"{release}: published before this, and not touched by it" if release else "nothing is published yet"
    return {
        "published_release": dg.MetadataValue.text(safe),
        "published_values": dg.MetadataValue.int(len(values)),
        "published_values_of_this_portal": table_of(values),
        "doubted_values": dg.MetadataValue.int(len(doubted)),
        "values_on_pages_in_doubt": table_of(doubted),
    }


def _shares(name: str, words: str, run: tuple[int, int], week: tuple[int, int], what: str) -> Finding:
    """Too many of the pages of this run, most of a run's few, or too many of the last week's."""
    numbers = {f"{what}_of_run": run[1], "of_run": run[0], f"{what}_of_week": week[1], "of_week": week[0]}
    if too_many(*run) or (run[0] >= MOSTLY and run[0] * 2 > run[1]):
        return Finding(name, False, f"{run[0]} of {run[1]} {what} of this run {words}.", grave=True, numbers=numbers)
    if too_many(*week):
        text = f"{week[0]} of {week[1]} {what} of the last week of fetching {words}."
        return Finding(name, False, text, grave=True, numbers=numbers)
    return Finding(name, True, f"{week[0]} of {week[1]} {what} of the last week of fetching {words}.", numbers=numbers)


def _leaks(state: PortalState) -> Finding:
    numbers = {"articles": state.n_read, "share_a_line": state.n_repeating, "share_a_line_with_digits": state.n_leaking}
    if too_many(state.n_leaking, state.n_read):
        what = (
            f"One line with a number in it stands in {state.n_leaking} of {state.n_read} articles: a box of the site."
        )
        return Finding("leaks", False, what, grave=True, numbers=numbers)
    if too_many(state.n_repeating, state.n_read):
        what = f"A line stands in {state.n_repeating} of {state.n_read} articles: a box of the site, without numbers."
        return Finding("leaks", False, what, numbers=numbers)
    return Finding("leaks", True, "No line is shared by many articles.", numbers=numbers)


def _quiet(portal: Portal, state: PortalState, now: datetime) -> Finding:
    """Whether the newest article is older than it should be. A site that does not answer never comes so far."""
    low = portal.crawl.expect_per_month[0]
    if state.newest_at is None or low == 0:
        return Finding("quiet", True, "Its file expects no particular number of articles.")
    days = (now - state.newest_at.replace(tzinfo=UTC)).days
    limit = max(SHORTEST_QUIET_DAYS, QUIET_GAPS * 30 // low)
    if days <= limit:
        return Finding("quiet", True, f"The newest article is {days} days old.", numbers={"days": days})
    what = (
        f"Gone quiet, not broken: the site answers and its lists are read, and the newest article is {days} days old "
        f"(its file expects {low} a month)."
    )
    return Finding("quiet", False, what, numbers={"days": days})


def _band(portal: Portal, state: PortalState) -> Finding:
    low, high = portal.crawl.expect_per_month
    count = state.n_last_month
    if count is None:
        return Finding("band", True, "No full month was watched from its beginning yet.")
    text = f"{count} articles in the last full month; its file expects {low} to {high}."
    return Finding("band", low <= count <= high, text, grave=count < low, numbers={"articles": count})
