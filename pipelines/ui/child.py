"""What runs in each process of `congdoan ui`: the code server, the guarded web server, the daemon.

`python -m pipelines.ui.child ROLE`, started by `supervisor.py` only. Its standard input brings the orders, one JSON
line, and is then held open by the supervisor: when it closes, the supervisor is gone, however it went, and the process
ends itself and all that it started. The orders go that way since a command line, and the token in it, is open to all.
"""

import json
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

import click

CODE_SERVER: Final = "code-server"
WEB_SERVER: Final = "web-server"
DAEMON: Final = "daemon"

# How long a process may take to end once it was asked to. A crawl closes its file within 2 seconds of a SIGINT, and the
# code server waits for its runs.
END_SECONDS: Final = 12.0

_STDIN: Final = 0
_CODE_SERVER_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Orders:
    """What a child has to know. `folder` is private to this start: the code server's socket and the like lie there."""

    module: str
    project_root: str
    dagster_home: str
    folder: str
    listen_fd: int
    port: int
    public_host: str | None
    token: str | None

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @property
    def code_socket(self) -> str:
        """The socket of the code server: in a folder that only this user can enter, since it runs what it is told."""
        return str(Path(self.folder) / "code.sock")

    @property
    def workspace(self) -> Path:
        return Path(self.folder) / "workspace.yaml"

    @property
    def ready(self) -> Path:
        """Exists once the web server answers."""
        return Path(self.folder) / "ready"

    def write_workspace(self) -> None:
        """Tell Dagster's processes where the code server is; its name is the one `dagster dev` gives the module."""
        server = {"host": "localhost", "socket": self.code_socket, "location_name": self.module}
        self.workspace.write_text(json.dumps({"load_from": [{"grpc_server": server}]}), "utf-8")  # JSON is YAML


def run_code_server(orders: Orders) -> None:
    """Load the definitions and run what the others ask for; "Reload" in the UI loads the definitions anew."""
    from dagster._cli.code_server import start_command

    Path(orders.code_socket).unlink(missing_ok=True)  # left by a predecessor that was killed
    start_command.main(
        [
            *("--socket", orders.code_socket, "--module-name", orders.module),
            *("--working-directory", orders.project_root, "--location-name", orders.module),
            *_common_options(orders),
        ],
        standalone_mode=False,
    )


def run_daemon(orders: Orders) -> None:
    """Schedules, sensors, the run queue and its monitoring."""
    from dagster import DagsterInstance
    from dagster._daemon.cli import run_command

    from pipelines.ui.only_daemon import run_alone

    options = ["--workspace", str(orders.workspace), *_common_options(orders)]
    _wait_for_code_server(orders)
    with DagsterInstance.from_config(orders.dagster_home) as instance:
        run_alone(
            instance,
            Path(orders.dagster_home),
            partial(run_command.main, options, standalone_mode=False),
            lambda line: click.echo(f"congdoan ui: {line}", err=True),
        )


def run_web_server(orders: Orders) -> None:
    """Dagster's web application inside the guard, on the socket that the supervisor listens on."""
    import uvicorn
    from dagster import DagsterInstance
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import WorkspaceFileTarget
    from dagster_webserver.app import create_app_from_workspace_process_context
    from dagster_webserver.cli import DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_MAX_OVERFLOW, DEFAULT_POOL_RECYCLE
    from dagster_webserver.version import __version__

    from pipelines.ui.guard import Access, Guard

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            orders.ready.touch()

    if orders.public_host is not None and orders.token is not None:
        access = Access.behind_proxy(orders.public_host, orders.token)
    else:
        access = Access.on_loopback(orders.port)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _wait_for_code_server(orders)
    with (
        DagsterInstance.from_config(orders.dagster_home) as instance,
        WorkspaceProcessContext(instance, WorkspaceFileTarget([str(orders.workspace)]), __version__) as context,
    ):
        instance.optimize_for_webserver(DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_RECYCLE, DEFAULT_POOL_MAX_OVERFLOW)
        app = create_app_from_workspace_process_context(context, live_data_poll_rate=2000)
        config = uvicorn.Config(
            Guard(app, access),
            log_config=None,
            access_log=False,
            server_header=False,
            # Forwarded addresses would be believed from anybody on this machine.
            proxy_headers=False,
            # An open page holds its websocket for ever.
            timeout_graceful_shutdown=2,
        )
        with socket.socket(fileno=orders.listen_fd) as listener:
            Server(config).run(sockets=[listener])


ROLES: Final[Mapping[str, Callable[[Orders], None]]] = {
    CODE_SERVER: run_code_server,
    WEB_SERVER: run_web_server,
    DAEMON: run_daemon,
}


def _common_options(orders: Orders) -> list[str]:
    from dagster._core.instance import InstanceRef
    from dagster._serdes import serialize_value

    instance = serialize_value(InstanceRef.from_dir(orders.dagster_home))
    # Colours for a terminal, one JSON object a line for a file or a service manager.
    log_format = "colored" if sys.stdout.isatty() else "json"
    return ["--log-level", "warning", "--log-format", log_format, "--instance-ref", instance]


def _wait_for_code_server(orders: Orders) -> None:
    """Wait until the definitions can be asked for; when they cannot, go on, and the UI shows why."""
    from dagster._core.errors import DagsterUserCodeUnreachableError
    from dagster._grpc.client import DagsterGrpcClient

    client = DagsterGrpcClient(socket=orders.code_socket)
    deadline = time.monotonic() + _CODE_SERVER_SECONDS
    while time.monotonic() < deadline:
        if Path(orders.code_socket).exists():
            try:
                client.ping("")
            except DagsterUserCodeUnreachableError:
                pass
            else:
                return
        time.sleep(0.1)
    logging.getLogger("congdoan.ui").warning("the code server did not answer in %.0f s", _CODE_SERVER_SECONDS)


def _read_orders() -> Orders:
    line = b""
    while not line.endswith(b"\n"):
        # Unbuffered: a thread inside sys.stdin would hinder the end of the interpreter.
        part = os.read(_STDIN, 65536)
        if not part:
            sys.exit(1)  # the supervisor ended first
        line += part
    return Orders(**json.loads(line))


def _end_with_supervisor(supervisor_gone: threading.Event) -> None:
    while os.read(_STDIN, 1):
        pass
    supervisor_gone.set()
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(END_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main(role: str) -> None:
    """Run one role until it is interrupted or the supervisor is gone."""
    # The same end for both; uvicorn would otherwise be ended by the default of SIGTERM after it has closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    orders = _read_orders()
    supervisor_gone = threading.Event()
    threading.Thread(target=_end_with_supervisor, args=(supervisor_gone,), daemon=True).start()
    try:
        ROLES[role](orders)
    except (KeyboardInterrupt, click.Abort):
        pass
    finally:
        if supervisor_gone.is_set():
            # Nobody else is left to clear up, or to end a run or a crawl that did not end with this process.
            shutil.rmtree(orders.folder, ignore_errors=True)
            os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
