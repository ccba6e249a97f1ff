"""What Dagster's records and the manifests make of it: which trouble, under which key, until when.

Protects: a failed run, a failed check, a release held back, a portal and a release grown old, a schedule that is off:
each is told once, with what was last good, the page and the command; and ended by what mends it, by nothing else.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterInstance
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, ScheduleInstigatorData
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from pipelines import checks
from pipelines.alerts import sensor
from pipelines.alerts.book import Book
from pipelines.alerts.sensor import alerts, alerts_check, heartbeat_path, look
from pipelines.alerts.sinks import FileSink
from pipelines.assets import portals
from pipelines.definitions import defs
from pipelines.ui.only_daemon import MARK
from tests.pipelines.alerts.test_book import Ear
from tests.warehouse.world import Story
from tests.warehouse.world import release as build_release
from transforms.errors import GateError
from warehouse import publish
from warehouse.manifest import read_manifest
from warehouse.releases import releases_folder

PORTAL, OTHER = "sample-laichau", "sample-ninhbinh"
FAULTS: dict[str, str] = {}
"""By asset: `fail`, or the name of a check that does not pass."""


@dg.asset(partitions_def=portals, check_specs=[checks.portal_spec("answers", "pages", portals, "as in the product")])
def pages() -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
    """Stands for the crawl: what it says is read, what it does is not."""
    fails = FAULTS.get("pages") == "fail"
    yield dg.AssetCheckResult(check_name="answers", passed=not fails, description="it answers, or not")
    if fails:
        raise dg.Failure(f"{PORTAL}: unreachable: timeout. What was archived is kept.", metadata={"kind": "CrawlError"})
    yield dg.MaterializeResult()


@dg.asset(
    partitions_def=portals, deps=[pages], check_specs=[checks.portal_spec("dates", "articles", portals, "as there")]
)
def articles() -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
    """Its check fails without failing the run."""
    passed = "articles" not in FAULTS
    yield dg.AssetCheckResult(check_name="dates", passed=passed, description="7 of 9 articles have no date")
    yield dg.MaterializeResult()
    if FAULTS.get("articles") == "red":
        raise dg.Failure("7 of 9 articles have no date", metadata={"kind": "RedChecks"})


job = dg.Definitions(
    assets=[pages, articles], jobs=[dg.define_asset_job("portal", selection=[pages, articles])]
).resolve_job_def("portal")


class Watch:
    """Looks, one after the other, at one instance and data folder."""

    def __init__(self, instance: DagsterInstance, data: Path) -> None:
        self.instance, self.data = instance, data
        self.ear = Ear("file")
        self.cursor: str | None = None
        self.now = datetime.now(UTC)

    def look(self, later: timedelta = timedelta()) -> Book:
        """One look; the keys that are open."""
        book = look(self.instance, self.data, "sample", {"file": self.ear}, self.cursor, datetime.now(UTC) + later)
        self.cursor = book.to_text()
        return book

    def run(self, portal: str = PORTAL, **faults: str) -> None:
        """A run of the portal's job."""
        FAULTS.clear()
        FAULTS.update(faults)
        job.execute_in_process(instance=self.instance, partition_key=portal, raise_on_error=False)

    def told(self) -> list[tuple[str, str]]:
        """What was told since this was last asked."""
        said = self.ear.keys()
        self.ear.heard.clear()
        return said


@pytest.fixture
def watch(instance: DagsterInstance, tmp_path: Path) -> Watch:
    return Watch(instance, tmp_path / "data")


def test_a_failed_crawl_is_one_trouble_until_a_crawl_goes_well(watch: Watch) -> None:
    """Run, step and check fail of one cause. Another portal's success does not end it, its own does."""
    watch.run()
    assert watch.look().open == {}
    watch.run(pages="fail")
    (found,) = watch.look().open.values()
    assert (found.key, found.portals, found.severity) == (f"{PORTAL}/pages", (PORTAL,), "error")
    assert found.what.startswith(f"{PORTAL}: unreachable: timeout")
    assert datetime.fromisoformat(found.last_good) > datetime.now(UTC) - timedelta(minutes=1)
    assert found.page.startswith("/runs/")
    assert f"congdoan portal check {PORTAL}" in found.command
    watch.run(pages="fail")
    watch.run(OTHER)
    assert set(watch.look().open) == {f"{PORTAL}/pages"}
    assert watch.told() == [("begun", f"{PORTAL}/pages")]
    watch.run()
    assert watch.look().open == {}
    assert watch.told() == [("over", f"{PORTAL}/pages")]


@pytest.mark.parametrize("how", ["dates", "red"])
def test_a_failed_check_is_told_whether_or_not_it_fails_its_run(how: str, watch: Watch) -> None:
    """Dagster's own failure sensor stays silent where it does not. Where it does, it is still one message."""
    watch.run()
    watch.run(articles=how)
    (found,) = watch.look().open.values()
    assert (found.key, found.what) == (f"{PORTAL}/articles/dates", f"{PORTAL}: 7 of 9 articles have no date")
    assert found.page.startswith("/runs/")
    assert datetime.fromisoformat(found.last_good) > datetime.now(UTC) - timedelta(minutes=1)
    assert watch.look().open.keys() == {found.key}
    watch.run()
    assert watch.look().open == {}
    assert watch.told() == [("begun", found.key), ("over", found.key)]


def test_a_run_whose_process_died_is_told(watch: Watch) -> None:
    """What Dagster's monitoring reports of a run that has no step to blame; not while it is to start again."""
    for retries in ("2", "0"):
        run = watch.instance.create_run_for_job(job, tags={"dagster/partition": PORTAL, "dagster/max_retries": retries})
        assert watch.look().open == {}
        watch.instance.report_run_failed(run, "Run process 4711 exited without a word")
    (found,) = watch.look().open.values()
    assert found.key == f"{PORTAL}/run"
    assert "exited without a word" in found.what
    watch.run()
    assert watch.look().open == {}


def test_a_cancelled_run_is_no_trouble_and_ends_none(watch: Watch) -> None:
    watch.run(pages="fail")
    watch.look()
    run = watch.instance.create_run_for_job(job, tags={"dagster/partition": PORTAL})
    watch.instance.report_run_canceled(run)
    assert set(watch.look().open) <= {f"{PORTAL}/pages"}
    assert watch.told() == [("begun", f"{PORTAL}/pages")]


def test_a_release_held_back_names_gates_and_what_is_read(watch: Watch) -> None:
    """From the manifest, so also where it was built in a shell, without Dagster."""
    first = build_release(watch.data, Story("a").say("grassroots_unions_total", 786, period_type="point_in_time"))
    for folder in ("articles", "observations"):
        shutil.rmtree(watch.data / folder)
    with pytest.raises(GateError):
        build_release(watch.data, Story("b").say("members_total", 786, period_type="point_in_time"))
    held = read_manifest(max(releases_folder(watch.data).glob("*.json"), key=lambda path: path.stat().st_mtime_ns))
    manifest_red = [gate.name for gate in held.red()]
    assert manifest_red
    (found,) = watch.look(timedelta(minutes=5)).open.values()
    assert (found.key, found.page) == ("release/held", "/assets/release?view=checks")
    assert found.last_good == f"release {first.name}"
    assert all(name in found.what for name in manifest_red)
    publish(watch.data, held.release, accept=True, now=datetime.now(UTC))
    assert watch.look(timedelta(minutes=6)).open == {}


def switch(instance: DagsterInstance, status: InstigatorStatus) -> None:
    """The switch of the schedule, as the UI sets it."""
    schedule = defs.get_repository_def().get_schedule_def("daily")
    location = InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="pipelines.definitions"))
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), schedule.name)
    data = ScheduleInstigatorData(schedule.cron_schedule if isinstance(schedule.cron_schedule, str) else "", None)
    state = InstigatorState(origin, InstigatorType.SCHEDULE, status, data)
    if instance.get_instigator_state(state.instigator_origin_id, state.selector_id) is None:
        instance.add_instigator_state(state)
    else:
        instance.update_instigator_state(state)


def test_what_grows_old_is_told_only_where_it_should_be_new(watch: Watch) -> None:
    """Nobody expects anything by itself before `daily` was ever switched on; a portal that fails is told already."""
    watch.run()
    later = timedelta(hours=60)
    assert watch.look(later).open == {}
    switch(watch.instance, InstigatorStatus.RUNNING)
    assert watch.look().open == {}
    (found,) = watch.look(later).open.values()
    assert (found.key, found.portals) == (f"{PORTAL}/old", (PORTAL,))
    watch.run(pages="fail")
    assert set(watch.look(later).open) == {f"{PORTAL}/pages"}
    switch(watch.instance, InstigatorStatus.STOPPED)
    assert set(watch.look(later).open) == {f"{PORTAL}/pages", "daily/off"}
    watch.instance.schedule_storage.wipe()  # type: ignore[union-attr]  # there is one


def test_a_daemon_too_many_is_told(watch: Watch) -> None:
    """From when ours stands aside until it works again."""
    mark = Path(watch.instance.root_directory) / MARK
    mark.write_text("2026-11-20T23:04:11+00:00\n")
    try:
        (found,) = watch.look().open.values()
    finally:
        mark.unlink()
    assert (found.key, found.since) == ("daemon/two", "2026-11-20T23:04:11+00:00")
    watch.look()
    assert watch.told() == [("begun", "daemon/two"), ("over", "daemon/two")]


def test_the_sensor_shows_its_own_failure(instance: DagsterInstance, tmp_path: Path) -> None:
    """In its tick, in the check of the release, in the heartbeat; and it loses nothing."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "alerts").write_text("a file where the folder should be")

    def tick(cursor: str | None) -> tuple[str, str | None, list[bool]]:
        with dg.build_sensor_context(instance, cursor, repository_def=defs.get_repository_def()) as context:
            done = alerts.evaluate_tick(context)
        verdicts = [event.passed for event in done.asset_events if isinstance(event, dg.AssetCheckEvaluation)]
        return done.skip_message or "", done.cursor, verdicts

    said, cursor, verdicts = tick(None)
    assert "alerts do not get out by file" in said
    assert verdicts == [False]
    (data / "alerts").unlink()
    assert tick(cursor)[2] == [True]
    beat: Mapping[str, object] = json.loads(heartbeat_path(data).read_text())
    assert beat["failing"] == {}
    result = alerts_check()
    assert isinstance(result, dg.AssetCheckResult)
    assert result.passed
    heartbeat_path(data).write_text(json.dumps({**beat, "time": "2026-01-01T00:00:00+00:00"}))
    late = alerts_check()
    assert isinstance(late, dg.AssetCheckResult)
    assert (late.passed, "nobody has looked since" in str(late.description)) == (False, True)


def test_the_sensor_is_on_from_the_first_day(instance: DagsterInstance, tmp_path: Path) -> None:
    """And its file is the sink that needs no settings."""
    assert alerts.default_status is dg.DefaultSensorStatus.RUNNING
    book = look(
        instance, tmp_path, "sample", {"file": FileSink(tmp_path / "alerts.jsonl", "")}, None, datetime.now(UTC)
    )
    assert book.failing == {}
    assert sensor.heartbeat_path(tmp_path).exists()
