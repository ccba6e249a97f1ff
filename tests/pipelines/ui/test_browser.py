"""The UI in a real browser: it works under the policy that the guard sets, and no page of another origin can use it.

Protects what only a browser decides: which content policy a page obeys, what a foreign page can make it send.
Skipped where no Chromium is installed.
"""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pipelines.ui.chromium import BINARY, Browser, browser, screenshot
from tests.pipelines.ui.payloads import PAYLOADS
from tests.pipelines.ui.sample_definitions import HOSTILE
from tests.pipelines.ui.serving import Ui
from tests.pipelines.ui.test_ui import LAUNCH_NOW, as_query

pytestmark = pytest.mark.skipif(BINARY is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")

# Resolves in the browser only, to loopback: the sites of the attacker and of nobody.
FOREIGN_NAMES = "--host-resolver-rules=MAP *.example 127.0.0.1"

ATTACKER_PAGE = """<!doctype html><title>attacker</title>
<iframe src="{ui}/assets"></iframe>
<iframe src="/control"></iframe>
<iframe src="http://control.example:{port}/control"></iframe>
<iframe name="sink"></iframe>
<form id="form" method="post" enctype="text/plain" target="sink" action="{ui}/graphql">
  <input name='{"query": {launch_json}, "x": "' value='"}'></form>
<form id="urlencoded" method="post" target="sink" action="{ui}{launch_get}"></form>
<script>
const launch = {launch_json};
const tries = {
  image: () => new Promise((done, fail) => {
    const image = new Image(); image.onload = done; image.onerror = fail; image.src = "{ui}{launch_get}"; }),
  get: () => fetch("{ui}{launch_get}", {mode: "no-cors", credentials: "include"}).then(reply => reply.text())
    .then(text => text || Promise.reject("opaque")),
  text: () => fetch("{ui}/graphql", {method: "POST", mode: "no-cors", headers: {"Content-Type": "text/plain"},
    body: JSON.stringify({query: launch})})
    .then(reply => reply.text()).then(text => text || Promise.reject("opaque")),
  json: () => fetch("{ui}/graphql", {method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({query: launch})}),
  report: () => fetch("{ui}/report_asset_materialization/quick", {method: "POST"}),
  read: () => fetch("{ui}/server_info"),
  socket: () => new Promise((done, fail) => {
    const socket = new WebSocket("{ui}/graphql".replace("http", "ws"), "graphql-ws");
    socket.onopen = done; socket.onerror = fail; }),
  script: () => new Promise((done, fail) => {
    const script = document.createElement("script"); script.onload = done; script.onerror = fail;
    script.src = "{ui}/server_info"; document.head.append(script); }),
};
document.getElementById("form").submit();
document.getElementById("urlencoded").submit();
const results = {};
Promise.all(Object.entries(tries).map(([name, run]) =>
  run().then(() => { results[name] = "succeeded"; }, () => { results[name] = "failed"; })
)).then(() => { window.results = results; });
</script>"""


@pytest.fixture(scope="module", autouse=True)
def materialized(ui: Ui) -> None:
    """There is something to see."""
    ui.wait_for_status(ui.materialize("quick"), "SUCCESS")


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    with browser(FOREIGN_NAMES) as opened:
        yield opened


@contextmanager
def serve_page(page: str) -> Iterator[int]:
    """A page of another origin; its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            body = (
                "framed" if self.path == "/control" else page.replace("{port}", self.headers["Host"].rpartition(":")[2])
            )
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def test_pages_work_under_the_policy(ui: Ui, tab: Browser) -> None:
    """The main pages load, subscribe and show a run, and the browser has nothing to complain of."""
    del tab.events[:]
    for path, shown in {
        "/assets": "quick",
        "/runs": "Success",
        "/automation": "every_minute",
        "/asset-groups": "yearbook",  # the graph is laid out by a worker
        "/assets/release?view=checks": "honest_periods",
        "/graphql": "GraphiQL",
        "/assets/quick": "rows",
    }.items():
        tab.open(ui.address + path)
        tab.wait_for_text(shown)
    tab.settle()
    assert tab.complaints() == []
    own = (ui.address, f"ws://127.0.0.1:{ui.port}/", "data:", f"blob:{ui.address}")
    assert [url for url in tab.requests() if not url.startswith(own)] == []
    assert f"ws://127.0.0.1:{ui.port}/graphql" in tab.requests()


def test_scraped_text_is_inert(ui: Ui, tab: Browser) -> None:
    """Fault table, S1 and S2: an image and a script in a title are text. Where Dagster renders Markdown, which is in
    descriptions only, the image is not asked for elsewhere, and does nothing here."""
    before = ui.run_count()
    del tab.events[:]
    tab.open(f"{ui.address}/assets/quick")
    tab.wait_for_text(HOSTILE)
    assert tab.complaints() == []
    assert not [url for url in tab.requests() if "elsewhere" in url]
    tab.open(f"{ui.address}/assets/described")
    tab.wait_for_text("Seen by everybody")
    tab.settle()
    complaints = "\n".join(tab.complaints())
    assert "'http://elsewhere.example/x.png' violates" in complaints
    assert f"status of 403 (Forbidden) {ui.address}/graphql?query=mutation" in complaints
    assert tab.evaluate("window.ran") is None
    assert ui.run_count() == before


def test_payloads_are_inert_wherever_they_are_shown(ui: Ui, tab: Browser) -> None:
    """Fault table, S1: sixty of them, in metadata, tables, checks, logs and the words of a failure."""
    assert len(PAYLOADS) == 60
    run_id = ui.materialize("hostile")
    assert ui.wait_for_end(run_id, 90) == "FAILURE"
    before = ui.run_count()
    del tab.events[:]
    for path, shown in {
        f"/runs/{run_id}": "STEP_FAILURE",
        "/assets/hostile?view=checks&checkDetail=payload": "payload",
        "/assets/hostile?view=events": "Observed",
        "/assets/hostile": "hostile",
    }.items():
        tab.open(ui.address + path)
        tab.wait_for_text(shown)
        tab.settle()
        assert tab.evaluate("window.ran") is None, path
    answered = [url for url in tab.answered() if not url.startswith(ui.address)]
    assert [url for url in answered if url.startswith("http")] == []
    assert ui.run_count() == before


def test_foreign_page_can_do_nothing(ui: Ui, tab: Browser) -> None:
    """Fault table, S2 and S9: the operator has a page of the attacker open beside the UI."""
    page = (
        ATTACKER_PAGE.replace("{ui}", ui.address)
        .replace("{launch_json}", json.dumps(LAUNCH_NOW))
        .replace("{launch_get}", as_query(LAUNCH_NOW))
    )
    before = ui.run_count()
    with serve_page(page) as port:
        # Another site, and the same host on another port, which browsers count as the same site.
        for host in ("attacker.example", "127.0.0.1"):
            tab.open(f"http://{host}:{port}/")
            tab.wait_for("!!window.results")
            assert set(tab.evaluate("window.results").values()) == {"failed"}
            tab.settle()
            framed = tab.framed()
            assert not [url for url in framed if url.startswith(ui.address)]
            assert f"http://control.example:{port}/control" in framed  # so frames do show here
    assert ui.run_count() == before


def test_rebound_name_is_refused(ui: Ui, tab: Browser) -> None:
    """A name of the attacker's that suddenly means 127.0.0.1 has the attacker's pages as its own origin."""
    tab.open(f"http://rebound.example:{ui.port}/")
    tab.wait_for_text("Refused: its Host is not a name of this server.")


def test_link_from_elsewhere_opens_the_page(ui: Ui, tab: Browser) -> None:
    """A link in an alert or in a mail is no attack."""
    with serve_page(f'<a id="link" href="{ui.address}/assets/quick">the page that shows it</a>') as port:
        tab.open(f"http://mail.example:{port}/")
        tab.wait_for("!!document.getElementById('link')")
        tab.evaluate("document.getElementById('link').click()")
        tab.wait_for_text("rows")


def test_screenshot_for_the_documents(ui: Ui, tmp_path: Path) -> None:
    """The documents' pictures can be made again."""
    screenshot(f"{ui.address}/assets/quick", tmp_path / "asset.png", wait_for_text="rows", width=800, height=600)
    assert (tmp_path / "asset.png").read_bytes().startswith(b"\x89PNG")
