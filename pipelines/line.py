"""The line of this process: its settings, its data folder, its workers. What the assets are handed, and no more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from threading import Event

from pipelines import portals, settings
from pipelines.data_folder import DataFolder
from pipelines.portals import Kind
from pipelines.settings import Settings
from pipelines.workers import Remote, Workers
from transforms.errors import ClusterError, InterruptedRun

PRELOAD = ("pipelines.derive", "pipelines.warm")
"""Imported once in the workers' parent, so that a new worker costs a fork and not two seconds of imports and tables."""


Progress = Callable[[str, str, Mapping[str, object]], None]
"""Called with portal, step and what is known so far, e.g. `("laichau", "pages", {"stored": 12})`."""


def silent(portal: str, step: str, known: Mapping[str, object]) -> None:
    """No progress wanted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One data folder and the means to work on it.

    `stop` is set when a person or the system asks the run to end: what is under way ends at its next safe point. `red`
    is what the checks of this run found that makes it a failed one when its work is done.
    """

    settings: Settings
    folder: DataFolder
    kind: Kind
    workers: Workers
    progress: Progress = silent
    stop: Event = field(default_factory=Event)
    red: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """Raise InterruptedRun where the run was asked to end. Called where stopping is safe."""
        if self.stop.is_set():
            raise InterruptedRun("Interrupted. What was archived is kept; the next run goes on from there.")


def resolve_kind(folder: DataFolder, names: Iterable[str] = ()) -> Kind:
    """What a run on this folder is about: what it holds; else what was named; else live portals if any is enabled."""
    present = folder.kind()
    if present is not None:
        return present
    known = {p.portal: p for p in portals.load_all()}
    named = [known[name].data_kind for name in names if name in known]
    if named:
        return named[0]
    return "live" if any(p.enabled and not p.sample for p in known.values()) else "sample"


def open_line(here: Settings | None = None, names: Iterable[str] = (), progress: Progress = silent) -> Line:
    """The line for these settings (else those of the environment). Nothing is written and no process started yet."""
    here = here or settings.load()
    folder = DataFolder(here.data)
    connect = partial(_cluster, here.cluster, here.worker_memory_mb) if here.cluster else None
    workers = Workers(here.jobs, here.worker_memory_mb, PRELOAD, connect)
    return Line(here, folder, resolve_kind(folder, names), workers, progress)


def _cluster(address: str, memory_mb: int) -> Remote:
    """The cluster at an address. Raises ClusterError."""
    if find_spec("distributed") is None:
        raise ClusterError(
            f"CONGDOAN_DASK is set ({address}), and Dask is not installed here. Nothing was read. "
            "Install the project with its extra `cluster`, or unset it."
        )
    from pipelines.cluster import Cluster  # an extra, and not needed on one machine

    return Cluster(address, memory_mb, PRELOAD)
