"""The day: what the schedule asks for at six, and when the sensor asks for the release.

Protects: each portal is started once and the release once, whatever happened on the way; nobody waits for ever, and a
portal that is missing is named. `ui/test_ui.py` has a whole day in a running UI.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.definitions.schedule_definition import ScheduleExecutionData
from dagster._core.storage.tags import AUTO_RETRY_RUN_ID_TAG, PARTITION_NAME_TAG, WILL_RETRY_TAG

from pipelines import schedules
from pipelines.definitions import defs
from pipelines.portals import load_all
from pipelines.schedules import HOST, MISSING, PORTAL, TICK, ZONE, daily, release_after_crawls

SAMPLES = sorted(p.portal for p in load_all() if p.sample and p.enabled)
TODAY = date(2026, 11, 20)
AT_SIX = datetime(2026, 11, 20, 6, 0, tzinfo=ZONE)

SUCCESS, FAILURE, STARTED = DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.STARTED


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time in Vietnam; put another in to change it."""
    hands = [AT_SIX]
    monkeypatch.setattr(schedules, "now", lambda: hands[-1])
    return hands


def tick(instance: DagsterInstance) -> ScheduleExecutionData:
    """What the schedule does at six."""
    repository = defs.get_repository_def()
    with dg.build_schedule_context(instance, AT_SIX.astimezone(UTC), repository_def=repository) as context:
        return daily.evaluate_tick(context)


def test_the_schedule_asks_for_one_run_a_portal(clock: list[datetime], instance: DagsterInstance) -> None:
    """Six in the morning in Vietnam, which is the day before in UTC; shipped stopped."""
    assert (daily.cron_schedule, daily.execution_timezone) == ("0 6 * * *", "Asia/Ho_Chi_Minh")
    assert daily.default_status is dg.DefaultScheduleStatus.STOPPED
    requests = tick(instance).run_requests or []
    assert [request.partition_key for request in requests] == SAMPLES
    assert [request.run_key for request in requests] == [f"2026-11-20-{name}" for name in SAMPLES]
    for request in requests:
        assert request.tags[TICK] == "2026-11-20"
        assert request.tags[PORTAL] == request.partition_key
    hosts = [request.tags[HOST] for request in requests]
    assert len(set(hosts)) == len(hosts)
    assert hosts[SAMPLES.index("sample-laichau")] == "127.0.0.1-8711"


def test_a_day_that_passed_is_not_crawled_afterwards(clock: list[datetime], instance: DagsterInstance) -> None:
    """After a week off, Dagster makes up for five ticks; one crawl finds the news of all."""
    clock.append(AT_SIX + timedelta(days=1, minutes=1))
    outcome = tick(instance)
    assert not outcome.run_requests
    assert "2026-11-20 has passed" in (outcome.skip_message or "")


def test_without_an_enabled_portal_the_tick_says_so(
    clock: list[datetime], instance: DagsterInstance, tmp_path: Path
) -> None:
    """Live data, and no portal enabled yet."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "KIND").write_text("live\n")
    outcome = tick(instance)
    assert not outcome.run_requests
    assert "No live portal is enabled" in (outcome.skip_message or "")


def fabricate(
    instance: DagsterInstance,
    portal: str,
    status: DagsterRunStatus,
    *,
    day: date = TODAY,
    created: datetime = AT_SIX,
    **tags: str,
) -> None:
    """A run of the schedule, as it stands in the instance."""
    run = DagsterRun(
        job_name="portal",
        status=status,
        tags={TICK: day.isoformat(), PORTAL: portal, PARTITION_NAME_TAG: portal, **tags},
    )
    instance.run_storage.add_historical_run(run, created.astimezone(UTC))


def ask(instance: DagsterInstance, cursor: str | None = None) -> tuple[list[dg.RunRequest], str, str | None]:
    """What the sensor asks for, why not, and the cursor it leaves."""
    with dg.build_sensor_context(instance, cursor, repository_def=defs.get_repository_def()) as context:
        outcome = release_after_crawls.evaluate_tick(context)
    return list(outcome.run_requests or []), outcome.skip_message or "", outcome.cursor


def missing(request: dg.RunRequest) -> list[str]:
    config = request.run_config
    assert dg.validate_run_config(defs.resolve_job_def("yearbook"), config)
    named: list[str] = config["ops"]["release"]["config"]["missing"]
    assert request.tags[MISSING] == str(len(named))
    return named


def test_no_tick_no_release(clock: list[datetime], instance: DagsterInstance) -> None:
    """Runs from a shell or the UI, and a tick without portals, start none; the sensor may run from the first day."""
    assert release_after_crawls.default_status is dg.DefaultSensorStatus.RUNNING
    instance.add_run(DagsterRun(job_name="portal", status=SUCCESS, tags={PARTITION_NAME_TAG: "a"}))
    instance.add_run(DagsterRun(job_name="portal", status=SUCCESS, tags={TICK: "shell-20261120T060000Z", PORTAL: "a"}))
    assert ask(instance)[:2] == ([], "No run of the schedule `daily` today or yesterday.")


def test_the_release_is_asked_for_when_all_ended_well(clock: list[datetime], instance: DagsterInstance) -> None:
    """And once only, also where the cursor is lost: the run key is the tick."""
    fabricate(instance, "a", SUCCESS)
    fabricate(instance, "b", SUCCESS)
    ((request,), _, cursor) = ask(instance)
    assert (request.run_key, request.tags[TICK], cursor) == ("release-2026-11-20", "2026-11-20", "2026-11-20")
    assert missing(request) == []
    requests, why, _ = ask(instance, cursor)
    assert (requests, why) == ([], "The release of 2026-11-20 was asked for already.")


def test_a_failed_portal_is_named_and_holds_nobody_up(clock: list[datetime], instance: DagsterInstance) -> None:
    """Fault table, N1."""
    fabricate(instance, "a", SUCCESS)
    fabricate(instance, "b", FAILURE)
    fabricate(instance, "c", DagsterRunStatus.CANCELED)
    ((request,), _, _) = ask(instance)
    assert missing(request) == ["b", "c"]


@pytest.mark.parametrize("status", [DagsterRunStatus.NOT_STARTED, STARTED, DagsterRunStatus.CANCELING])
def test_running_portals_are_waited_for_until_eleven(
    clock: list[datetime], instance: DagsterInstance, status: DagsterRunStatus
) -> None:
    """Then the release starts, and says who is missing."""
    fabricate(instance, "a", SUCCESS)
    fabricate(instance, "b", status)
    clock.append(AT_SIX.replace(hour=10, minute=59))
    assert ask(instance)[:2] == ([], "Still running for 2026-11-20: b.")
    clock.append(AT_SIX.replace(hour=11))
    ((request,), _, _) = ask(instance)
    assert missing(request) == ["b"]


def test_a_late_tick_is_given_its_hours(clock: list[datetime], instance: DagsterInstance) -> None:
    """The machine was off at six: what started at two in the afternoon is not cut off because it is past eleven; past
    midnight it is still the tick of the day before."""
    fabricate(instance, "a", STARTED, created=AT_SIX.replace(hour=21))
    clock.append(AT_SIX.replace(hour=22))
    assert "Still running" in ask(instance)[1]
    clock.append(AT_SIX + timedelta(hours=19))
    assert "Still running" in ask(instance)[1]
    clock.append(AT_SIX + timedelta(hours=20, minutes=1))
    ((request,), _, cursor) = ask(instance)
    assert (missing(request), cursor) == (["a"], "2026-11-20")


def test_a_run_that_died_is_waited_for_while_it_starts_again(clock: list[datetime], instance: DagsterInstance) -> None:
    """Dagster starts a run again whose process died; until it has, that run is not the portal's last word."""
    fabricate(instance, "a", SUCCESS)
    fabricate(instance, "b", FAILURE, **{WILL_RETRY_TAG: "true"})
    assert ask(instance)[1] == "Still running for 2026-11-20: b."
    fabricate(instance, "c", FAILURE, **{WILL_RETRY_TAG: "true", AUTO_RETRY_RUN_ID_TAG: "second"})
    fabricate(instance, "c", STARTED)
    assert ask(instance)[1] == "Still running for 2026-11-20: b, c."
    clock.append(AT_SIX.replace(hour=11))
    fabricate(instance, "c", SUCCESS)
    ((request,), _, _) = ask(instance)
    assert missing(request) == ["b"]


def test_a_portal_run_again_later_does_not_ask_for_the_release_again(
    clock: list[datetime], instance: DagsterInstance
) -> None:
    """A run that is executed again bears the tags of the first, also yesterday's, after today's release."""
    fabricate(instance, "a", SUCCESS)
    fabricate(instance, "a", SUCCESS, day=TODAY - timedelta(days=1))
    assert ask(instance, "2026-11-20")[1] == "The release of 2026-11-20 was asked for already."
    clock.append(AT_SIX + timedelta(days=2))
    assert ask(instance, "2026-11-20")[1] == "No run of the schedule `daily` today or yesterday."
