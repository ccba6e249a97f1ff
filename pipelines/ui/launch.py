"""`congdoan ui`: checks what can be wrong, then runs Dagster's code server, web server and daemon under a supervisor.

Nothing here reads the environment: the settings come as arguments, and the caller has set DAGSTER_HOME.
"""

import errno
import fcntl
import ipaddress
import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from pipelines.ui.child import CODE_SERVER, DAEMON, END_SECONDS, WEB_SERVER, Orders
from pipelines.ui.supervisor import Child, Supervisor
from transforms.errors import ConfigError, LockedError, UsageError

DEFINITIONS: Final = "pipelines.definitions"

_PUBLIC_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?")
_SHORTEST_TOKEN: Final = 24
_READY_SECONDS: Final = 180.0
_BACKLOG: Final = 128


def run_ui(
    *,
    host: str,
    port: int,
    dagster_home: Path,
    project_root: Path,
    public_host: str | None = None,
    token: str | None = None,
    module: str = DEFINITIONS,
    put_right: Callable[[], Iterable[str]] = tuple,
) -> int:
    """Serve the UI until it is stopped (Ctrl-C, SIGTERM); the exit code is 0 then, and 1 where the start failed.

    Port 0 takes a free one. `public_host` (a name, with its port where that is not 443) and `token` declare a reverse
    proxy that serves the UI over https, logs its users in, passes their Host on and adds the header `X-Congdoan-Token`;
    then, and only then, may `host` be another than loopback. `put_right` is called once nobody else can be at work, and
    gives a line for each thing it did. Raises UsageError, ConfigError or LockedError before
    anything is started.
    """
    _check_proxy(host, public_host, token)
    if not 0 <= port <= 65535:  # the system would take 65536 for 0
        raise UsageError(f"--port must be between 0 and 65535, not {port}. Nothing was started.")
    if not dagster_home.is_dir():
        raise ConfigError(
            f"DAGSTER_HOME is not a folder: {dagster_home}. Nothing was started. `make setup` prepares it."
        )
    with (
        _lock(dagster_home),
        _listen(host, port) as listener,
        tempfile.TemporaryDirectory(prefix="congdoan-ui-", ignore_cleanup_errors=True) as folder,
    ):
        bound_port = int(listener.getsockname()[1])
        orders = Orders(
            module=module,
            project_root=str(project_root),
            dagster_home=str(dagster_home),
            folder=folder,
            listen_fd=listener.fileno(),
            port=bound_port,
            public_host=public_host,
            token=token,
        )
        orders.write_workspace()
        address = _address(host, bound_port)
        if public_host is not None:
            address = f"https://{public_host} behind the declared proxy, which reaches it at {address}"
        _say("starting, this takes some seconds ...")
        for line in put_right():
            _say(line)
        supervisor = Supervisor(
            _children(orders),
            is_ready=orders.ready.exists,
            announce=lambda: _say(f"{address} (stop it with Ctrl-C)"),
            say=_say,
            ready_seconds=_READY_SECONDS,
            end_seconds=END_SECONDS,
        )
        stopped = supervisor.run()
    _say("stopped" if stopped else "not started; the data and Dagster's records are as they were")
    return 0 if stopped else 1


def _children(orders: Orders) -> tuple[Child, ...]:
    def child(role: str, name: str, stop_rank: int, pass_fds: tuple[int, ...] = ()) -> Child:
        command = (sys.executable, "-m", "pipelines.ui.child", role)
        return Child(name, command, orders.to_line(), orders.project_root, pass_fds=pass_fds, stop_rank=stop_rank)

    # The code server holds the runs: it ends last, when nobody can ask it for a new one.
    return (
        child(CODE_SERVER, "code server", 1),
        child(WEB_SERVER, "web server", 0, (orders.listen_fd,)),
        child(DAEMON, "daemon", 0),
    )


def _check_proxy(host: str, public_host: str | None, token: str | None) -> None:
    if (public_host is None) != (token is None):
        missing = "token" if token is None else "public host"
        raise ConfigError(
            f"A reverse proxy for the UI is declared by half: its {missing} is missing. Nothing was started. "
            "Give both its public host and its token, or neither."
        )
    if token is not None and (len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise ConfigError(
            f"The token of the UI's reverse proxy must have at least {_SHORTEST_TOKEN} printable ASCII characters. "
            "Nothing was started."
        )
    if public_host is not None and not _PUBLIC_HOST.fullmatch(public_host):
        raise ConfigError(
            f"The UI's public host must be a host name, with a port where that is not 443, not {public_host!r}. "
            "Nothing was started."
        )
    if public_host is None and not is_loopback(host):
        raise UsageError(
            f"--host {host} would open the UI to the network, and Dagster's UI has no login: whoever reaches it can "
            "start runs and delete records. Nothing was started. Leave --host out, or declare a reverse proxy that "
            "logs its users in (its public host and a token, see docs/operations.md)."
        )


def is_loopback(host: str) -> bool:
    """Whether an address or name can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """The socket. Taken here: a port in use is found at once, and the port stays ours when the web server restarts."""
    try:
        # `localhost` may mean ::1 as well; the guard takes either, the browser tries both.
        family, kind, protocol, _, address = socket.getaddrinfo(
            "127.0.0.1" if host == "localhost" else host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = "another program listens there. Choose another port with --port"
        else:
            why = f"{error}. Choose another --host or --port"
        raise UsageError(f"The UI cannot listen on {_address(host, port)}: {why}. Nothing was started.") from error
    return listener


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def _lock(dagster_home: Path) -> Iterator[None]:
    """One UI for one DAGSTER_HOME: a second daemon would run every schedule twice."""
    path = dagster_home / "ui.lock"
    try:
        handle = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror}). Nothing was started.") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "a process that is just starting"
            raise LockedError(
                f"congdoan ui runs already for {dagster_home}: {holder}. Nothing was started. "
                "Use that one, or stop it first."
            ) from error
        handle.truncate(0)
        json.dump({"pid": os.getpid(), "host": socket.gethostname()}, handle)
        handle.flush()
        yield


def _say(line: str) -> None:
    click.echo(f"congdoan ui: {line}", err=True)
