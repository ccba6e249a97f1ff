"""The UI as its user and its attacker see it: started as a process, over HTTP and websocket, ended by signals.

Protects: the page works through the guard; nothing from outside gets in; runs and schedules happen; nothing is left
running. `test_guard.py` has the finer cases without a server.
"""

import http.client
import json
import os
import signal
import time
import urllib.parse
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.scheduler.instigation import ScheduleInstigatorData
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.pipelines.ui.serving import REPOSITORY, Ui, ignores_sigint

WIPE = 'mutation { wipeAssets(assetPartitionRanges: [{assetKey: {path: ["quick"]}}]) { __typename } }'
LAUNCH_NOW = (
    "mutation { launchRun(executionParams: {selector: {repositoryLocationName: "
    f'"{REPOSITORY["repositoryLocationName"]}", repositoryName: "{REPOSITORY["repositoryName"]}", '
    'jobName: "quick_job"}}) { __typename } }'
)
JSON_TYPE = {"Content-Type": "application/json"}
SUBSCRIPTION = 'subscription { pipelineRunLogs(runId: "none") { __typename } }'


def ask(
    ui: Ui, method: str, target: str, headers: Mapping[str, str], body: str | None = None
) -> tuple[int, http.client.HTTPMessage, str]:
    """One request, exactly as given."""
    connection = http.client.HTTPConnection("127.0.0.1", ui.port, timeout=20)
    try:
        connection.putrequest(method, target, skip_host=True)
        content = (body or "").encode()
        lengths = {"Content-Length": str(len(content))} if method == "POST" else {}
        for name, value in {"Host": f"127.0.0.1:{ui.port}", **lengths, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(content)
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


def as_query(query: str) -> str:
    return "/graphql?" + urllib.parse.urlencode({"query": query})


def test_page_its_scripts_and_its_queries_work(ui: Ui) -> None:
    """The guard must not stand in the way of the UI itself."""
    status, headers, page = ask(ui, "GET", "/", {"Accept": "text/html"})
    assert status == 200
    script = page.partition('src="/_next/')[2].partition('"')[0]
    assert ask(ui, "GET", f"/_next/{script}", {"Sec-Fetch-Site": "same-origin"})[0] == 200
    assert ask(ui, "GET", "/runs/any", {"Accept": "text/html"})[0] == 200
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert f'nonce="{nonce}"' in page
    assert ui.query("{ version }")["version"]
    status, _, body = ask(ui, "GET", as_query("{ version }"), {"Accept": "application/json"})
    assert (status, list(json.loads(body)["data"])) == (200, ["version"])


ATTACKS: Mapping[str, tuple[str, str, Mapping[str, str], str | None]] = {
    "foreign host": ("GET", "/", {"Host": "attacker.example"}, None),
    "rebound host on our port": ("POST", "/graphql", {"Host": "attacker.example:{port}", **JSON_TYPE}, LAUNCH_NOW),
    "no host": ("GET", "/", {"Host": ""}, None),
    "foreign origin": ("POST", "/graphql", {"Origin": "http://attacker.example", **JSON_TYPE}, LAUNCH_NOW),
    "origin null": ("POST", "/graphql", {"Origin": "null", **JSON_TYPE}, LAUNCH_NOW),
    "origin of another port": ("POST", "/graphql", {"Origin": "http://127.0.0.1:1", **JSON_TYPE}, LAUNCH_NOW),
    "cross-site": ("POST", "/graphql", {"Sec-Fetch-Site": "cross-site", **JSON_TYPE}, LAUNCH_NOW),
    "same-site": ("POST", "/graphql", {"Sec-Fetch-Site": "same-site", **JSON_TYPE}, LAUNCH_NOW),
    "get": ("GET", as_query(LAUNCH_NOW), {}, None),
    "get with two queries": ("GET", as_query("{ version }") + "&query=" + urllib.parse.quote(WIPE), {}, None),
    "get with two operations": ("GET", as_query("query A { version } " + WIPE) + "&operationName=A", {}, None),
    "get with a newline in the path": ("GET", as_query(LAUNCH_NOW).replace("/graphql", "/graphql%0A"), {}, None),
    "get with an escaped path": ("GET", as_query(LAUNCH_NOW).replace("/graphql", "/%67raphql"), {}, None),
    "image tag": ("GET", as_query(WIPE), {"Sec-Fetch-Dest": "image", "Accept": "image/*"}, None),
    "followed link": (
        "GET",
        as_query(WIPE),
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        None,
    ),
    "frame": ("GET", "/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}, None),
    "text/plain": ("POST", "/graphql", {"Content-Type": "text/plain"}, LAUNCH_NOW),
    "text/plain that names json": ("POST", "/graphql", {"Content-Type": "text/plain; application/json"}, LAUNCH_NOW),
    "form": ("POST", as_query(LAUNCH_NOW), {"Content-Type": "application/x-www-form-urlencoded"}, None),
    "multipart": ("POST", as_query(LAUNCH_NOW), {"Content-Type": "multipart/form-data; boundary=x"}, None),
    "no content type": ("POST", as_query(LAUNCH_NOW), {}, None),
    "report without a body": ("POST", "/report_asset_materialization/quick", {}, None),
    "preflight": ("OPTIONS", "/graphql", {"Origin": "http://attacker.example"}, None),
}


def test_mutation_of_the_attacks_runs_when_the_page_sends_it(ui: Ui) -> None:
    """Else the attacks below would prove nothing."""
    before = ui.run_count()
    assert ui.query(LAUNCH_NOW) == {"launchRun": {"__typename": "LaunchRunSuccess"}}
    assert ui.run_count() == before + 1


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(ui: Ui, name: str) -> None:
    """Fault table, S2 and S9: what a foreign page or host can send has no effect, and no answer that helps it."""
    method, target, headers, query = ATTACKS[name]
    headers = {key: value.replace("{port}", str(ui.port)) for key, value in headers.items()}
    before = ui.run_count()
    body = None if query is None else json.dumps({"query": query})
    status, answered, text = ask(ui, method, target, headers, body)
    assert status in ({400, 403} if name == "no host" else {403}), text
    assert "Access-Control-Allow-Origin" not in answered
    assert ui.run_count() == before


def open_socket(ui: Ui, origin: str) -> ClientConnection:
    url = f"ws://127.0.0.1:{ui.port}/graphql"
    return connect(url, origin=Origin(origin), subprotocols=[Subprotocol("graphql-ws")])


def send_query(socket: ClientConnection, query: str) -> None:
    socket.send(json.dumps({"type": "start", "id": query, "payload": {"query": query}}))


def test_websocket_subscribes_and_no_more(ui: Ui) -> None:
    """The page's subscriptions work; a mutation sent the same way closes the socket, and does not run."""
    before = ui.run_count()
    with open_socket(ui, ui.address) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {}}))
        assert json.loads(socket.recv(timeout=10)) == {"type": "connection_ack"}
        send_query(socket, SUBSCRIPTION)
        answer = json.loads(socket.recv(timeout=10))
        assert answer["payload"]["data"] == {
            "pipelineRunLogs": {"__typename": "PipelineRunLogsSubscriptionFailure"}  # there is no such run
        }
        assert json.loads(socket.recv(timeout=10))["type"] == "complete"
        send_query(socket, LAUNCH_NOW)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert ui.run_count() == before


@pytest.mark.parametrize("origin", ["http://attacker.example", "null"])
def test_websocket_of_a_foreign_page_is_refused(ui: Ui, origin: str) -> None:
    """A browser lets any page open a websocket to any host; only the server can tell them apart."""
    with pytest.raises(InvalidStatus) as refused, open_socket(ui, origin):
        pass
    assert refused.value.response.status_code == 403


def test_materialization_succeeds(ui: Ui) -> None:
    """The first thing a newcomer does in the UI."""
    run_id = ui.materialize("quick")
    ui.wait_for_status(run_id, "SUCCESS")
    answer = ui.query(
        "query($key: AssetKeyInput!) { assetOrError(assetKey: $key) { ... on Asset { assetMaterializations(limit: 1) "
        "{ runId metadataEntries { label ... on IntMetadataEntry { intValue } } } } } }",
        key={"path": ["quick"]},
    )
    (materialization,) = answer["assetOrError"]["assetMaterializations"]
    assert materialization["runId"] == run_id
    assert {"label": "rows", "intValue": 3} in materialization["metadataEntries"]


def test_killed_daemon_is_started_again_and_makes_up_for_the_missed_tick(ui: Ui) -> None:
    """Fault table, K3: a schedule that should have run while there was no daemon runs as soon as there is one."""
    selector = {**REPOSITORY, "scheduleName": "every_minute"}
    ui.query("mutation($s: ScheduleSelector!) { startSchedule(scheduleSelector: $s) { __typename } }", s=selector)
    with DagsterInstance.from_config(str(ui.home)) as instance:
        (state,) = instance.all_instigator_state()
        assert isinstance(state.instigator_data, ScheduleInstigatorData)
        started_earlier = state.instigator_data._replace(start_timestamp=time.time() - 90)
        instance.update_instigator_state(state.with_data(started_earlier))
    (daemon,) = (process for process in ui.processes() if process.cmdline()[-1] == "daemon")
    daemon.kill()
    ui.wait_for_line(r"the daemon ended \(signal SIGKILL\); starting it again in 1 s", seconds=5)
    ui.wait_for_line(r"the daemon was started again", seconds=5)
    deadline = time.monotonic() + 45
    ticks: list[Mapping[str, object]] = []
    while not any(tick["status"] == "SUCCESS" and tick["runIds"] for tick in ticks):
        assert time.monotonic() < deadline, ticks
        time.sleep(0.3)
        answer = ui.query(
            "query($s: ScheduleSelector!) { scheduleOrError(scheduleSelector: $s) { ... on Schedule "
            "{ scheduleState { ticks(limit: 5) { status runIds } } } } }",
            s=selector,
        )
        ticks = answer["scheduleOrError"]["scheduleState"]["ticks"]
    ui.query("mutation($i: String!) { stopRunningSchedule(id: $i) { __typename } }", i=schedule_id(ui, selector))


def schedule_id(ui: Ui, selector: Mapping[str, str]) -> str:
    answer = ui.query(
        "query($s: ScheduleSelector!) { scheduleOrError(scheduleSelector: $s) { ... on Schedule { id } } }", s=selector
    )
    return str(answer["scheduleOrError"]["id"])


def test_sigint_ends_it_in_the_background_with_a_run_going_on(tmp_path: Path) -> None:
    """A script's `&` starts it with SIGINT ignored. It ends all the same, the run is closed, and no process is left."""
    ui = Ui.start(tmp_path, background=True)
    try:
        run_id = ui.wait_until_ready().materialize("slow")
        ui.wait_for_status(run_id, "STARTED")
        # Cancelling a run reaches its crawl as SIGINT, which none of those above it may have been told to ignore.
        ignoring = [" ".join(process.cmdline()) for process in ui.processes() if ignores_sigint(process.pid)]
        assert [command for command in ignoring if "resource_tracker" not in command] == []  # Python's, always does
        assert ui.stop(signal.SIGINT) < 20
    finally:
        ui.kill()
    with DagsterInstance.from_config(str(ui.home)) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        # As interrupted, not by its own fault: Dagster starts such a run again when the next daemon comes.
        assert run.status is DagsterRunStatus.FAILURE
        assert run.tags["dagster/failure_reason"] == "UNEXPECTED_TERMINATION"


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    """Fault table, K3: killed without warning in the middle of the start, it leaves no process."""
    ui = Ui.start(tmp_path)
    try:
        processes = ui.processes()
        while not any("grpc" in process.cmdline() for process in processes):
            assert processes[0].status() != psutil.STATUS_ZOMBIE, ui.log.read_text()
            time.sleep(0.1)
            processes = ui.processes()
        os.kill(ui.pid, signal.SIGKILL)
        _, left = psutil.wait_procs(processes, timeout=15)
        assert not left, [process.cmdline() for process in left]
    finally:
        ui.kill()
