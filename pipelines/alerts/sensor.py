"""The sensor that looks every minute, tells what began and what is over, and leaves a sign of life.

It shows its own failure in three places: its ticks in the UI, the check `alerts` of `release`, and the heartbeat file,
whose age an outside watcher can alarm on when this machine, the daemon or the disk is gone.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster import DagsterInstance

from pipelines import checks
from pipelines.alerts import runs, standing
from pipelines.alerts.book import Book
from pipelines.alerts.sinks import Sink, sinks_of
from pipelines.alerts.trouble import Trouble, moment
from pipelines.assets import release
from pipelines.line import open_line
from pipelines.portals import Kind, select
from transforms.errors import CongdoanError

FIRST_LOOK = timedelta(days=2)
"""How far back the runs are read at first: what is broken since yesterday is told when alerts are switched on."""

OVERLAP = timedelta(seconds=5)
"""Runs are read again so far back: two that end at once may not be written in their order."""

SILENT = timedelta(minutes=10)
"""A heartbeat older than this means that nobody looks."""


def heartbeat_path(data: Path) -> Path:
    """The file with the time of the last look; an outside watcher alarms when it is older than some minutes."""
    return data / "alerts" / "heartbeat.json"


@dg.asset_check(
    asset=release,
    name=checks.ALERTS,
    description="Alerts reach those they are for: somebody looks every minute, and every sink takes its messages.",
)
def alerts_check() -> dg.AssetCheckResult:
    """What the last look left behind. A folder that was never looked at (no UI runs there) is no failure."""
    try:
        beat = json.loads(heartbeat_path(open_line().settings.data).read_text("utf-8"))
        age = datetime.now(UTC) - datetime.fromisoformat(beat["time"])
        failing = dict(beat["failing"])
    except FileNotFoundError:
        return dg.AssetCheckResult(passed=True, description="Alerts are not watched here: `congdoan ui` does that.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return _result({"file": f"the heartbeat cannot be read ({type(error).__name__})"})
    if age > SILENT:
        return _result({"sensor": f"nobody has looked since {beat['time']}; is `congdoan ui` running?"})
    return _result(failing)


def _result(failing: dict[str, str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not failing, severity=dg.AssetCheckSeverity.WARN, description=_words(failing) or "Every sink takes them."
    )


def _words(failing: dict[str, str]) -> str:
    return "; ".join(f"alerts do not get out by {name}: {why}" for name, why in failing.items())


@dg.sensor(
    name="alerts",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells of failed runs and checks, of a release held back and of portals grown old: once when it "
    "begins, once when it is over, by file, webhook and mail (docs/operations.md).",
)
def alerts(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One look. What it cannot deliver it keeps, says here, and tries again a minute later."""
    line = open_line()
    before = Book.from_text(context.cursor).failing
    book = look(
        context.instance, line.settings.data, line.kind, sinks_of(line.settings), context.cursor, datetime.now(UTC)
    )
    failing = book.failing
    events = []
    if failing != before or context.cursor is None:
        said = _result(failing)
        events.append(
            dg.AssetCheckEvaluation(
                asset_key=release.key,
                check_name=checks.ALERTS,
                passed=said.passed,
                severity=said.severity,
                description=said.description,
            )
        )
    if failing:
        context.log.error(_words(failing))
    open_now = f"{len(book.open)} open: {', '.join(sorted(book.open)[:20])}" if book.open else "Nothing is wrong."
    return dg.SensorResult(
        skip_reason=f"{_words(failing)}. {open_now}" if failing else open_now,
        cursor=book.to_text(),
        asset_events=events,
    )


def look(
    instance: DagsterInstance, data: Path, kind: Kind, sinks: Mapping[str, Sink], cursor: str | None, now: datetime
) -> Book:
    """The book after one look: what is wrong now is in it, and told as far as the sinks took it."""
    book = Book.from_text(cursor)
    seen = datetime.fromisoformat(book.seen) if book.seen else now
    seen = now - FIRST_LOOK if seen >= now else seen  # a clock that was put back must not make us blind
    records = runs.ended_since(instance, seen - OVERLAP)
    portals = select(kind)
    enabled = {portal.portal for portal in portals}
    from_runs = {
        key: trouble
        for key, trouble in book.open.items()
        if not _is_standing(key) and enabled.issuperset(trouble.portals)
    }
    open_now: dict[str, Trouble] = runs.open_after(instance, records, from_runs)
    broken = {name for key, trouble in open_now.items() if trouble.severity == "error" for name in trouble.portals}
    try:
        for trouble in standing.found(instance, data, portals, now):
            if not (trouble.key.endswith("/old") and broken.intersection(trouble.portals)):
                open_now[trouble.key] = trouble
    except CongdoanError as error:
        open_now["data/unreadable"] = _unreadable(str(error), now)
    for name, why in book.failing.items():
        if name in sinks:
            open_now[f"alerts/{name}"] = _no_way_out(name, why, now)
    if records:
        book.seen = records[-1].update_timestamp.replace(tzinfo=UTC).isoformat()
    book.turn_to(open_now, moment(now), sinks)
    book.deliver(sinks)
    _beat(data, book, now)
    return book


def _is_standing(key: str) -> bool:
    """Whether a trouble is found anew in every look."""
    return (
        key in ("release/held", "data/unreadable", "daily/off", "daemon/two")
        or key.endswith("/old")
        or key.startswith("alerts/")
    )


def _no_way_out(name: str, why: str, now: datetime) -> Trouble:
    return Trouble(
        key=f"alerts/{name}",
        what=f"Alerts do not get out by {name}: {why}. They are kept and tried again every minute.",
        last_good="the messages in the file up to here",
        page="/sensors",
        command="correct the settings in the environment (docs/operations.md) and start `congdoan ui` again",
        since=moment(now),
    )


def _unreadable(why: str, now: datetime) -> Trouble:
    return Trouble(
        key="data/unreadable",
        what=why,
        last_good="unknown",
        page="/assets/release",
        command="`congdoan status`",
        since=moment(now),
    )


def _beat(data: Path, book: Book, now: datetime) -> None:
    """Leave the sign of life; where that cannot be written, its age says so."""
    path = heartbeat_path(data)
    aside = path.with_suffix(".part")
    beat = {
        "time": moment(now),
        "open": sorted(book.open),
        "waiting": len(book.waiting),
        "failing": book.failing,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(beat, ensure_ascii=False) + "\n", "utf-8")
        aside.replace(path)
    except OSError as error:
        book.failing.setdefault("file", f"{path} cannot be written ({error.strerror})")
