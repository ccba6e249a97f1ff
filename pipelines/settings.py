"""The settings: the one place that reads the environment, and the only defaults for where things lie.

Nothing else belongs here: what a portal is stands in its file, what a release holds stands in `warehouse/`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from transforms.errors import ConfigError

PROJECT = Path(__file__).resolve().parent.parent

DATA = "CONGDOAN_DATA"
CONTACT = "CONGDOAN_CONTACT"
JOBS = "CONGDOAN_JOBS"
WORKER_MEMORY = "CONGDOAN_WORKER_MEMORY_MB"
CLUSTER = "CONGDOAN_DASK"
POSTGRES = "CONGDOAN_POSTGRES"
PSYCOPG = "postgresql+psycopg2"
KEEP_RUNS = "CONGDOAN_KEEP_RUNS_DAYS"
CRASH = "CRASH_AT"
PUBLIC_HOST = "CONGDOAN_UI_PUBLIC_HOST"
UI_TOKEN = "CONGDOAN_UI_TOKEN"  # noqa: S105 - the name of the variable, not a secret
ALERT_WEBHOOK = "CONGDOAN_ALERT_WEBHOOK"
ALERT_SMTP = "CONGDOAN_ALERT_SMTP"
ALERT_SMTP_USER = "CONGDOAN_ALERT_SMTP_USER"
ALERT_SMTP_PASSWORD = "CONGDOAN_ALERT_SMTP_PASSWORD"  # noqa: S105 - the name of the variable, not a secret
ALERT_FROM = "CONGDOAN_ALERT_FROM"
ALERT_TO = "CONGDOAN_ALERT_TO"

SECRETS = frozenset({UI_TOKEN, POSTGRES, ALERT_WEBHOOK, ALERT_SMTP_USER, ALERT_SMTP_PASSWORD})
"""What a process that does not need it is not given. The address of a webhook is the key to it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where alerts are mailed: `server` as host or host:port, `to` with commas between the addresses."""

    server: str
    to: tuple[str, ...]
    sender: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    `contact` (an address or a URL) goes into the user agent, so that a webmaster can reach the operator; null leaves it
    out. `worker_memory_mb` caps the address space of one extraction worker. `cluster` is the address of a Dask
    scheduler whose nodes do the extraction; null: this machine. `postgres` is the URL of the database that Dagster
    keeps its records in; null: SQLite files in `dagster_home`. Records of
    runs older than `keep_runs_days` are deleted. `crash_at` names a point at which a fault
    test kills the process. `ui_public_host` and `ui_token` declare a reverse proxy in front of the UI. `alert_webhook`
    and `alert_mail` are where alerts go beside their file; null: nowhere.
    """

    data: Path
    dagster_home: Path
    contact: str | None
    jobs: int
    worker_memory_mb: int
    crash_at: str | None
    ui_public_host: str | None
    ui_token: str | None = field(default=None, repr=False)
    cluster: str | None = None
    postgres: str | None = field(default=None, repr=False)
    keep_runs_days: int = 180
    alert_webhook: str | None = field(default=None, repr=False)
    alert_mail: Mail | None = None

    def child_environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        """The environment of a crawler: ours without the secrets it has no use for, and what Pipes adds."""
        return {**{k: v for k, v in os.environ.items() if k not in SECRETS}, **extra}


def load(data: Path | None = None) -> Settings:
    """The settings of this process; `data` (the command line's `--data`) wins over the environment."""
    return Settings(
        data=(data or Path(os.environ.get(DATA) or PROJECT / "data")).absolute(),
        dagster_home=Path(os.environ.get("DAGSTER_HOME") or PROJECT / ".dagster").absolute(),
        contact=os.environ.get(CONTACT) or None,
        jobs=_count(JOBS, 2),
        # trafilatura, lxml and a 10 MB page need about 600 MB of address space; the rest is headroom.
        worker_memory_mb=_count(WORKER_MEMORY, 2048),
        cluster=os.environ.get(CLUSTER) or None,
        postgres=_postgres(),
        keep_runs_days=_count(KEEP_RUNS, 180),
        crash_at=os.environ.get(CRASH) or None,
        ui_public_host=os.environ.get(PUBLIC_HOST) or None,
        ui_token=os.environ.get(UI_TOKEN) or None,
        alert_webhook=_webhook(),
        alert_mail=_mail(),
    )


def _count(name: str, default: int) -> int:
    written = os.environ.get(name) or str(default)
    if not written.isascii() or not written.isdecimal() or int(written) < 1:
        raise ConfigError(f"{name} must be a whole number from 1 on, and is {written[:40]!r}. Nothing was started.")
    return int(written)


def _postgres() -> str | None:
    """The URL with the driver that the extra installs: for a plain one SQLAlchemy 2.1 wants another."""
    url = os.environ.get(POSTGRES) or None
    if url is None:
        return None
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgresql", PSYCOPG) or not rest:
        raise ConfigError(f"{POSTGRES} must begin with postgresql://. Nothing was started.")
    return f"{PSYCOPG}://{rest}"


def _webhook() -> str | None:
    url = os.environ.get(ALERT_WEBHOOK) or None
    if url is not None and not url.startswith(("https://", "http://")):
        raise ConfigError(f"{ALERT_WEBHOOK} must begin with https:// (or http://). Nothing was started.")
    return url


def _mail() -> Mail | None:
    server, to = os.environ.get(ALERT_SMTP) or None, os.environ.get(ALERT_TO) or None
    if (server is None) != (to is None):
        missing = ALERT_SMTP if server is None else ALERT_TO
        raise ConfigError(f"Mail for alerts is set by half: {missing} is missing. Nothing was started.")
    if server is None or to is None:
        return None
    if not server.rpartition(":")[2].isdecimal() and ":" in server:
        raise ConfigError(f"{ALERT_SMTP} must be a host or host:port. Nothing was started.")
    addresses = tuple(address.strip() for address in to.split(",") if address.strip())
    return Mail(
        server=server,
        to=addresses,
        sender=os.environ.get(ALERT_FROM) or addresses[0],
        user=os.environ.get(ALERT_SMTP_USER) or None,
        password=os.environ.get(ALERT_SMTP_PASSWORD) or None,
    )


def export(settings: Settings) -> None:
    """Put the settings where Dagster's own processes and our children read them.

    Dagster reads its home from the environment only, and before anything else runs (a `.env` file is read too late).
    """
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ[DATA] = str(settings.data)
    if settings.postgres is not None:
        os.environ[POSTGRES] = settings.postgres
