"""The settings: the one place that reads the environment, and the only defaults for where things lie.

Nothing else belongs here: what a portal is stands in its file, what a release holds stands in `warehouse/`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

DATA = "CONGDOAN_DATA"
CONTACT = "CONGDOAN_CONTACT"
JOBS = "CONGDOAN_JOBS"
WORKER_MEMORY = "CONGDOAN_WORKER_MEMORY_MB"
CRASH = "CRASH_AT"
PUBLIC_HOST = "CONGDOAN_UI_PUBLIC_HOST"
UI_TOKEN = "CONGDOAN_UI_TOKEN"  # noqa: S105 - the name of the variable, not a secret


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    `contact` (an address or a URL) goes into the user agent, so that a webmaster can reach the operator; null leaves it
    out. `worker_memory_mb` caps the address space of one extraction worker. `crash_at` names a point at which a fault
    test kills the process. `ui_public_host` and `ui_token` declare a reverse proxy in front of the UI.
    """

    data: Path
    dagster_home: Path
    contact: str | None
    jobs: int
    worker_memory_mb: int
    crash_at: str | None
    ui_public_host: str | None
    ui_token: str | None

    def child_environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        """The environment of a crawler: ours without the secrets it has no use for, and what Pipes adds."""
        return {**{k: v for k, v in os.environ.items() if k != UI_TOKEN}, **extra}


def load(data: Path | None = None) -> Settings:
    """The settings of this process; `data` (the command line's `--data`) wins over the environment."""
    return Settings(
        data=(data or Path(os.environ.get(DATA) or PROJECT / "data")).absolute(),
        dagster_home=Path(os.environ.get("DAGSTER_HOME") or PROJECT / ".dagster").absolute(),
        contact=os.environ.get(CONTACT) or None,
        jobs=int(os.environ.get(JOBS) or 2),
        # trafilatura, lxml and a 10 MB page need about 600 MB of address space; the rest is headroom.
        worker_memory_mb=int(os.environ.get(WORKER_MEMORY) or 2048),
        crash_at=os.environ.get(CRASH) or None,
        ui_public_host=os.environ.get(PUBLIC_HOST) or None,
        ui_token=os.environ.get(UI_TOKEN) or None,
    )


def export(settings: Settings) -> None:
    """Put the settings where Dagster's own processes and our children read them.

    Dagster reads its home from the environment only, and before anything else runs (a `.env` file is read too late).
    """
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ[DATA] = str(settings.data)
