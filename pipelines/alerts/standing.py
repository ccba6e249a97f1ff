"""Troubles that no run tells of: a release held back, a schedule that is off, a daemon too many, portals and releases
grown old.

Found anew in every look, from the manifests, the switches and the times at which things were last made.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster import DagsterInstance, RunsFilter
from dagster._core.scheduler.instigation import InstigatorStatus

from pipelines.advice import RELEASE
from pipelines.alerts.trouble import Trouble, moment
from pipelines.portals import Portal
from pipelines.schedules import TICK, daily
from pipelines.ui.only_daemon import aside_since
from warehouse.releases import link_path, published_name, trusted

OLD = timedelta(hours=50)
"""Two days missed, as for the freshness of the release: one may be a holiday of the machine."""

SETTLED = timedelta(minutes=1)
"""A release that was built just now may be about to be published, with what an operator accepted."""


def found(instance: DagsterInstance, data: Path, portals: tuple[Portal, ...], now: datetime) -> Iterator[Trouble]:
    """All that is wrong now and stands in no run."""
    yield from _held_back(data, now)
    yield from _two_daemons(instance)
    is_on = _daily_is_on(instance)
    if is_on is None:
        return
    if not is_on:
        yield Trouble(
            key="daily/off",
            what="The schedule `daily` is switched off: nothing is collected by itself.",
            last_good=_last_tick(instance),
            page="/schedules",
            command="switch it on under Automation in the UI, once you are done",
            since=moment(now),
        )
        return
    yield from _old(instance, data, portals, now)


def _held_back(data: Path, now: datetime) -> Iterator[Trouble]:
    """The newest release, where it was built and a gate keeps it from being published."""
    every = trusted(data)
    if not every:
        return
    manifest = every[-1]
    if manifest.published_at is not None or manifest.green:
        return
    if now - datetime.fromisoformat(manifest.built_at) < SETTLED:
        return
    read = published_name(data)
    red = "; ".join(f"{gate.name}: {gate.detail}" for gate in manifest.red())
    hard = [gate.name for gate in manifest.red() if not gate.acceptable]
    yield Trouble(
        key="release/held",
        what=f"Release {manifest.release} is held back; analysts go on reading {read or 'nothing yet'}. Red: {red}",
        last_good=f"release {read}" if read else "never",
        page="/assets/release?view=checks",
        command=RELEASE
        if hard
        else f"`congdoan diff {read} {manifest.release}`, then `congdoan publish --accept` if it is right"
        if read
        else RELEASE,
        since=manifest.built_at,
        cause=",".join(sorted(gate.name for gate in manifest.red())),
    )


def _two_daemons(instance: DagsterInstance) -> Iterator[Trouble]:
    """Another daemon works here. It is the one that asks for this look, while ours stands aside."""
    since = aside_since(Path(instance.root_directory))
    if since is not None:
        yield Trouble(
            key="daemon/two",
            what="Another Dagster daemon works on the same DAGSTER_HOME (`dagster-daemon run` or `dagster dev`?). With "
            "two, schedules run twice; that of `congdoan ui` stands aside until the other has ended.",
            last_good=f"until {since}",
            page="/deployment/daemons",
            command="end the other one; `congdoan ui` goes on by itself within two minutes",
            since=since,
        )


def _old(instance: DagsterInstance, data: Path, portals: tuple[Portal, ...], now: datetime) -> Iterator[Trouble]:
    """Portals whose pages, and a release, were last made too long ago although every day should make them."""
    made = instance.get_latest_storage_id_by_partition(
        dg.AssetKey("pages"), dg.DagsterEventType.ASSET_MATERIALIZATION, {portal.portal for portal in portals}
    )
    oldest = _newest_before(instance, now - OLD)
    for portal in portals:
        storage_id = made.get(portal.portal)
        if storage_id is None or storage_id > oldest:
            continue
        yield Trouble(
            key=f"{portal.portal}/old",
            what=f"{portal.portal}: not crawled to the end for more than {OLD.total_seconds() / 3600:.0f} hours.",
            last_good=_time_of(instance, portal.portal),
            page=f"/assets/pages?view=partitions&partition={portal.portal}",
            command=f"look for its runs under Runs; then `congdoan run --portal {portal.portal}`",
            since=moment(now),
            portals=(portal.portal,),
        )
    link = link_path(data)
    if link.is_symlink() and datetime.fromtimestamp(link.lstat().st_mtime, UTC) < now - OLD:
        yield Trouble(
            key="release/old",
            what=f"No release was published for {OLD.total_seconds() / 3600:.0f} hours; the one that is read is safe.",
            last_good=f"release {published_name(data)}",
            page="/assets/release",
            command="look for runs of the job `yearbook` under Runs; materialise `release`",
            since=moment(now),
        )


def _newest_before(instance: DagsterInstance, when: datetime) -> int:
    """The id of the newest materialization of pages before a time; ids grow with time."""
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey("pages"), before_timestamp=when.timestamp())
    records = instance.fetch_materializations(wanted, limit=1).records
    return records[0].storage_id if records else -1


def _time_of(instance: DagsterInstance, portal: str) -> str:
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey("pages"), asset_partitions=[portal])
    records = instance.fetch_materializations(wanted, limit=1).records
    return moment(datetime.fromtimestamp(records[0].timestamp, UTC)) if records else "never"


def _daily_is_on(instance: DagsterInstance) -> bool | None:
    """Whether the schedule is on; null where nobody ever switched it on, and nothing is expected by itself."""
    states = [s for s in instance.all_instigator_state() if s.instigator_name == daily.name]
    if not states:
        return None
    return any(state.status is InstigatorStatus.RUNNING for state in states)


def _last_tick(instance: DagsterInstance) -> str:
    """The day of the last run that the schedule asked for."""
    tags = {"dagster/schedule_name": daily.name}
    records = instance.get_run_records(RunsFilter(tags=tags), limit=1)
    return records[0].dagster_run.tags.get(TICK, "unknown") if records else "never"
