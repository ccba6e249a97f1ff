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
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from pipelines.schedules import ZONE
from tests.pipelines.ui.serving import REPOSITORY, Ui

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


def test_portal_run_succeeds_and_leaves_no_process(ui: Ui) -> None:
    """The first thing a newcomer does in the UI; its numbers and its checks are there, its workers are gone."""
    before = ui.working()
    run_id = ui.launch_portal("sample-laichau")
    ui.wait_for_status(run_id, "SUCCESS", seconds=180)
    answer = ui.query(
        "query($key: AssetKeyInput!) { assetOrError(assetKey: $key) { ... on Asset { assetMaterializations(limit: 1) "
        "{ runId partition metadataEntries { label ... on IntMetadataEntry { intValue } } } } } }",
        key={"path": ["articles"]},
    )
    (materialization,) = answer["assetOrError"]["assetMaterializations"]
    assert (materialization["runId"], materialization["partition"]) == (run_id, "sample-laichau")
    numbers = {entry["label"]: entry.get("intValue") for entry in materialization["metadataEntries"]}
    assert numbers["verdict_article"] > 0
    assert numbers["verdict_bot_wall"] == 0
    answer = ui.query(
        "query($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode { assetChecksOrError "
        "{ ... on AssetChecks { checks { name executionForLatestMaterialization { status } } } } } } }",
        key={"path": ["articles"]},
    )
    checks = answer["assetNodeOrError"]["assetChecksOrError"]["checks"]
    states = {check["name"]: check["executionForLatestMaterialization"]["status"] for check in checks}
    assert {"readable", "selectors", "dates", "leaks", "quiet", "band"} <= states.keys()
    assert set(states.values()) == {"SUCCEEDED"}
    deadline = time.monotonic() + 15
    while left := ui.working().keys() - before.keys():
        assert time.monotonic() < deadline, left
        time.sleep(0.2)


def test_killed_daemon_is_started_again_and_makes_up_for_the_missed_tick(ui: Ui) -> None:
    """Fault table, K3: a schedule that should have run while there was no daemon runs as soon as there is one."""
    ui.start_schedule("every_minute", seconds_ago=90)
    (daemon,) = (process for process, command in ui.working().items() if command.endswith(" daemon"))
    daemon.kill()
    ui.wait_for_line(r"the daemon ended \(signal SIGKILL\); starting it again in 1 s", seconds=5)
    ui.wait_for_line(r"the daemon was started again", seconds=10)
    ui.wait_for_tick("every_minute", seconds=60)
    ui.stop_schedule("every_minute")


@pytest.mark.faults
def test_back_crawl_is_a_backfill_with_dates(ui: Ui) -> None:
    """Over two portals, from the configuration of the backfill into each of its runs."""
    backfill = ui.back_crawl(["sample-ninhbinh", "sample-quangbinh"], since="2022-01-01", until="2024-12-31")
    runs = ui.wait_for_runs(2, 240, dagster_backfill=backfill)
    assert {run["tags"]["dagster/partition"] for run in runs} == {"sample-ninhbinh", "sample-quangbinh"}
    for run in runs:
        assert "since: 2022-01-01" in run["runConfigYaml"].replace("'", "")


@pytest.mark.faults
def test_a_day_from_the_tick_to_the_release(tmp_path: Path) -> None:
    """The schedule's own requests, a run a portal, four at a time; the release by itself when the last has ended, once.
    Started in the foreground and stopped with SIGTERM, as a service manager does."""
    ui = Ui.start(tmp_path)
    try:
        ui.wait_until_ready()
        ui.start_schedule("daily_every_minute", seconds_ago=150)  # two ticks: the second asks for nothing anew
        ui.wait_for_tick("daily_every_minute", seconds=60)
        ui.stop_schedule("daily_every_minute")
        tick = datetime.now(ZONE).date().isoformat()
        runs = ui.wait_for_runs(6, 400, congdoan_tick=tick)
        (release,) = (run for run in runs if run["jobName"] == "yearbook")
        assert release["tags"]["congdoan/missing"] == "0"
        assert len({run["tags"]["congdoan/portal"] for run in runs if run["jobName"] == "portal"}) == 5
        ui.stop(signal.SIGTERM)
        assert ui.log.read_text().rstrip().endswith("congdoan ui: stopped")
    finally:
        ui.kill()
    assert (tmp_path / "data" / "KIND").read_text() == "sample\n"
    assert (tmp_path / "data" / "warehouse" / "congdoan.duckdb").exists()


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
