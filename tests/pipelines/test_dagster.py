"""The definitions as Dagster has them: what is shown, what is held back, how many at a time.

Protects: an operator sees every gate and every number under a name that stays; a red gate is red in the UI and fails
the run; one crawl a host. The day is in `test_schedules.py`, the same through a running UI in `ui/`.
"""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter
from dagster._utils.tags import TagConcurrencyLimitsCounter

from pipelines import checks, metadata, settings
from pipelines.assets import PagesConfig, portals
from pipelines.checks import GATES
from pipelines.definitions import defs
from pipelines.derive import Derived
from pipelines.portal_checks import ARTICLES, OBSERVATIONS, PAGES
from pipelines.schedules import PORTAL, TICK
from scrapers.job import CrawlJob
from transforms.errors import UsageError

# What is shown


def test_every_asset_says_what_it_is_and_whose() -> None:
    """The first thing that somebody who takes the product over looks at."""
    graph = defs.resolve_asset_graph()
    assert {key.to_user_string() for key in graph.get_all_asset_keys()} == {
        "pages",
        "articles",
        "observations",
        "release",
    }
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description
        assert node.kinds
        assert node.owners == ["team:congdoan"]
        assert node.code_version
        assert node.tags["layer"] in {"archive", "derived", "published"}
        assert node.metadata
        assert (node.group_name == "yearbook") == (key.to_user_string() == "release")
        assert (node.partitions_def == portals) == (node.group_name == "portal")


def test_each_column_shown_has_its_meaning() -> None:
    """The UI's columns are the one definition of the tables, not a second one."""
    shown = metadata.columns_of("observations")["dagster/column_schema"].columns
    assert {"obs_value", "indicator", "sentence"} <= {column.name for column in shown}
    assert all(column.description for column in shown)


def test_numbers_keep_their_names_whatever_happened() -> None:
    """A number that is missing where it is nought makes no plot."""
    crawled = metadata.of_crawl({"fetched": 7, "outcomes": {"stored": 5, "blocked": 2}, "not_admitted": {"robots": 3}})
    assert set(crawled) == set(metadata.of_crawl({}))
    assert crawled["outcome_blocked"] == dg.MetadataValue.int(2)
    assert crawled["outcome_timeout"] == dg.MetadataValue.int(0)
    read = Derived(files=1, rows=3)
    read.counts.update(verdict_article=2, verdict_bot_wall=1, layout_warnings=0, without_date=0)
    assert set(metadata.of_articles(read, "c0de")) == set(metadata.of_articles(Derived(), "c0de"))
    understood = Derived(rows=3)
    understood.counts.update(mapped=2, unmapped=1, publishable=1, failed_checks=0)
    assert set(metadata.of_observations(understood, "c0de")) == set(metadata.of_observations(Derived(), "c0de"))


# What is held back


def test_a_red_gate_is_shown_and_fails_the_run_with_its_message(instance: DagsterInstance) -> None:
    """Fault table, R1: nothing was ever crawled here, so that the gate `filled` is red, and nothing is published.

    All gates of the manifest are checks, and no others: one that is added in the warehouse is added in `checks.py`.
    """
    done = defs.resolve_job_def("yearbook").execute_in_process(instance=instance, raise_on_error=False)
    assert not done.success
    (failure,) = done.get_step_failure_events()
    assert failure.step_failure_data.error is not None
    assert "is not published; the one before stays. Red: filled: 2 tables" in failure.step_failure_data.error.message
    results = {result.check_name: result for result in done.get_asset_check_evaluations()}
    assert [name for name, result in results.items() if not result.passed] == ["filled"]
    assert results["filled"].severity is dg.AssetCheckSeverity.ERROR
    assert results["filled"].description == "2 tables without a row: article, observation"
    assert set(results) == set(GATES)
    graph = defs.resolve_asset_graph()
    shown = [graph.get_check_spec(key) for key in graph.asset_check_keys if key.asset_key.path == ["release"]]
    assert {spec.name for spec in shown} == {*GATES, checks.ALERTS}
    assert all(spec.description and spec.blocking == (spec.name in GATES) for spec in shown)
    assert done.asset_materializations_for_node("release") == []


# Back-crawl


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        ("27/12/2024", None, "since: '27/12/2024' is not a date such as 2024-12-27. Nothing was fetched."),
        (None, "2024-02-30", "until: '2024-02-30' is not a date"),
        ("2024-12-27", "2019-01-01", "since 2024-12-27 is after until 2019-01-01"),
    ],
)
def test_what_is_no_date_is_refused(since: str | None, until: str | None, message: str) -> None:
    """Typed by hand into the configuration of a backfill."""
    with pytest.raises(UsageError) as refused:
        PagesConfig(since=since, until=until).refuse_mistakes()
    assert message in str(refused.value)


def test_the_portal_job_takes_dates_and_nothing_it_does_not_know() -> None:
    """A misspelt option is refused before a run is made of it."""
    job = defs.resolve_job_def("portal")
    assert dg.validate_run_config(job, {"ops": {"pages": {"config": {"since": "2019-01-01", "until": "2024-12-31"}}}})
    assert dg.validate_run_config(job, {"ops": {"articles": {"config": {"rederive": True}}}})
    assert dg.validate_run_config(job, {})
    with pytest.raises(dg.DagsterInvalidConfigError, match="sicne"):
        dg.validate_run_config(job, {"ops": {"pages": {"config": {"sicne": "2019-01-01"}}}})


# Limits


def test_one_crawl_a_host_and_four_in_all(instance: DagsterInstance) -> None:
    """As Dagster's queue counts them: by host for the schedule's runs, by portal for those that a person started."""
    config = instance.get_concurrency_config().run_queue_config
    assert config is not None
    assert config.max_concurrent_runs == 4

    def run(**tags: str) -> DagsterRun:
        return DagsterRun(job_name="portal", tags={name.replace("_", "/"): value for name, value in tags.items()})

    queue = TagConcurrencyLimitsCounter(
        config.tag_concurrency_limits,
        [run(congdoan_host="one.vn", dagster_partition="one"), run(congdoan_release="yes")],
    )
    assert queue.is_blocked(run(congdoan_host="one.vn"))
    assert queue.is_blocked(run(dagster_partition="one"))
    assert queue.is_blocked(run(congdoan_release="yes"))
    assert not queue.is_blocked(run(congdoan_host="two.vn", dagster_partition="two"))
    release = defs.resolve_job_def("yearbook")
    assert queue.is_blocked(DagsterRun(job_name="yearbook", tags=release.tags))


def test_the_instance_is_set_as_the_fault_table_asks(instance: DagsterInstance) -> None:
    """A hung run ends, a dead one starts again, a failed step does not; nobody is told at home."""
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_settings["max_runtime_seconds"] == 7200
    assert CrawlJob.time_limit_s * 2 <= 7200, "a crawl ends by its own limit, with a report, before its run is ended"
    assert instance.run_retries_enabled
    assert instance.get_settings("run_retries")["retry_on_asset_or_op_failure"] is False
    assert instance.telemetry_enabled is False
    assert instance.nux_enabled is False
    assert instance.get_settings("freshness") == {"enabled": True}


# As others load it


def test_dagster_alone_loads_it_in_the_root(tmp_path: Path) -> None:
    """`dagster dev` and its sisters find the definitions by pyproject.toml, without our command line."""
    env = {**os.environ, "DAGSTER_HOME": str(tmp_path), settings.DATA: str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate"],
        cwd=settings.PROJECT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All code locations passed validation" in done.stdout + done.stderr
    assert not (tmp_path / "data").exists(), "loading writes nothing"


@pytest.fixture(scope="module")
def shell_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Dagster home after `congdoan run` of one sample portal."""
    folder = tmp_path_factory.mktemp("shell")
    env = {**os.environ, "DAGSTER_HOME": str(folder / "dagster"), settings.DATA: str(folder / "data")}
    command = "import sys; from pipelines.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", command, "run", "--portal", "sample-laichau"],
        cwd=settings.PROJECT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dagster"


def test_what_ran_in_a_shell_is_in_the_ui(shell_run: Path) -> None:
    """Its runs with their tags, each asset's numbers, each portal's checks, the gates."""
    with DagsterInstance.from_config(str(shell_run)) as instance:
        runs = {run.job_name: run for run in instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.SUCCESS]))}
        assert set(runs) == {"portal", "yearbook"}
        assert runs["portal"].tags[PORTAL] == "sample-laichau"
        assert runs["portal"].tags[TICK] == runs["yearbook"].tags[TICK]
        numbers: dict[str, dict[str, object]] = {}
        for asset in ("pages", "articles", "observations", "release"):
            event = instance.get_latest_materialization_event(dg.AssetKey(asset))
            assert event is not None
            assert event.asset_materialization is not None
            made = event.asset_materialization
            assert made.partition == (None if asset == "release" else "sample-laichau")
            numbers[asset] = {name: value.value for name, value in made.metadata.items()}
        assert numbers["pages"]["scheduled"] == sum(
            int(str(value)) for name, value in numbers["pages"].items() if name.startswith("outcome_")
        )
        assert numbers["articles"]["verdict_article"]
        assert numbers["observations"]["rows"] == (
            int(str(numbers["observations"]["mapped"])) + int(str(numbers["observations"]["unmapped"]))
        )
        assert str(numbers["release"]["notice"]).startswith("SAMPLE")
        assert numbers["release"]["gates_red"] == 0
        assert int(str(numbers["release"]["rows_yearly_indicator"])) > 0
        keys = list(defs.resolve_asset_graph().asset_check_keys)
        records = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
        assert {key.name for key in records} == {*GATES, *PAGES, *ARTICLES, *OBSERVATIONS}
        assert {record.status.value for record in records.values()} == {"SUCCEEDED"}
        assert {r.partition for key, r in records.items() if key.name in ARTICLES} == {"sample-laichau"}
