"""What a power loss or a kill of everything left behind in Dagster's records, put right before the UI starts.

Called under the lock of the UI, when no code server lives: a run that it was to carry out has nobody any more, and
would hold its host's slot until `max_runtime_seconds`. Data need nothing here: a WARC file that was being written is
cut to its last whole record by the next crawl, what was being built is removed by the next build, locks end with their
process.
"""

from collections.abc import Iterator
from pathlib import Path

from pipelines.data_folder import DataFolder
from transforms.errors import LockedError

LEFT = "Its process is gone: the machine, or all of `congdoan`, was ended while it ran. What was archived is kept."


def put_right(data: Path) -> Iterator[str]:
    """Close the runs that nobody carries out any more, and say so, a line each; Dagster starts them again.

    `DAGSTER_HOME` must be exported.
    """
    from dagster import DagsterInstance, RunsFilter
    from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES
    from dagster._core.storage.tags import GRPC_INFO_TAG, PARTITION_NAME_TAG

    shell_is_at_work = _shell_is_at_work(data)
    with DagsterInstance.get() as instance:
        for run in instance.get_runs(RunsFilter(statuses=[*IN_PROGRESS_RUN_STATUSES])):
            if GRPC_INFO_TAG not in run.tags and shell_is_at_work:
                continue  # a run of `congdoan run`, in its own process
            instance.report_run_failed(run, LEFT)
            again = "starts again" if GRPC_INFO_TAG in run.tags else "run it again"
            name = run.tags.get(PARTITION_NAME_TAG, run.job_name)
            yield f"put right: run {run.run_id[:8]} of {name} was left behind and is closed; {again}"


def _shell_is_at_work(data: Path) -> bool:
    """Whether a `congdoan run` holds this folder; one that died holds nothing."""
    if not data.exists():
        return False
    try:
        with DataFolder(data).lock("run", "the start of the UI"):
            return False
    except LockedError:
        return True
