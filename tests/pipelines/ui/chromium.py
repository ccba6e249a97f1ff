"""A headless Chromium to look at pages with: what they show, what they asked for, what the browser complained about.

Speaks the browser's own protocol (Chrome DevTools) over a websocket, so that no driver is needed beside it.
"""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

BINARY = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --remote-debugging-port=0 --hide-scrollbars"
)
_ANSWER_SECONDS = 30.0

LEAF = """words => [...document.querySelectorAll("*")]
  .findLast(one => one.textContent.trim() === words && !one.children.length)"""
"""The last element on a page that has these words and no other."""


class Browser:
    """One tab. `events` has what the browser reported since it was opened: requests, messages, policy violations."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last_id = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> dict[str, Any]:
        self._last_id += 1
        session = {"sessionId": self._session} if self._session else {}
        self._socket.send(json.dumps({"id": self._last_id, "method": method, "params": params, **session}))
        deadline = time.monotonic() + _ANSWER_SECONDS
        while True:
            message = json.loads(self._socket.recv(timeout=deadline - time.monotonic()))
            if message.get("id") == self._last_id:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def evaluate(self, script: str, **options: object) -> Any:
        """The value of a JavaScript expression in the page; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, **options)
        return answer["result"].get("value")

    def text(self) -> str:
        return str(self.evaluate("document.body ? document.body.innerText : ''"))

    def wait_for(self, script: str, seconds: float = 30) -> None:
        """Wait until a JavaScript expression is true in the page."""
        deadline = time.monotonic() + seconds
        while not self.evaluate(script):
            assert time.monotonic() < deadline, f"{script} is not true of:\n{self.text()[:2000]}\n{self.complaints()}"
            time.sleep(0.1)

    def wait_for_text(self, text: str, seconds: float = 30) -> None:
        self.wait_for(f"!!document.body && document.body.innerText.includes({json.dumps(text)})", seconds)

    def settle(self, seconds: float = 1.0) -> None:
        """Let the page go on, and take in what the browser reports meanwhile."""
        self.evaluate(f"new Promise(done => setTimeout(done, {int(seconds * 1000)}))")

    def framed(self) -> list[str]:
        """Where the frames of the page really are: one that was refused is on an error page of the browser's.

        A frame of another site has a target of its own; its target and its tree say where it was meant to go.
        """
        found: list[str] = []
        for child in self.call("Page.getFrameTree")["frameTree"].get("childFrames", []):
            world = self.call("Page.createIsolatedWorld", frameId=child["frame"]["id"])["executionContextId"]
            found.append(self.evaluate("location.href", contextId=world))
        page = self._session
        for target in self.call("Target.getTargets", filter=[{"type": "iframe"}])["targetInfos"]:
            self._session = page
            self._session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
            found.append(self.evaluate("location.href"))
        self._session = page
        return found

    def close(self) -> None:
        """End the browser; quicker than a signal."""
        self._session = ""
        self.call("Browser.close")

    def requests(self) -> list[str]:
        """The addresses that any page asked for, blocked or not."""
        sent = [event["params"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        sockets = [event["params"] for event in self.events if event.get("method") == "Network.webSocketCreated"]
        return [params["request"]["url"] for params in sent] + [params["url"] for params in sockets]

    def answered(self) -> list[str]:
        """The addresses from which anything came back: what a policy blocks is asked for by nobody."""
        events = (event["params"] for event in self.events if event.get("method") == "Network.responseReceived")
        return [params["response"]["url"] for params in events]

    def complaints(self) -> list[str]:
        """Errors in the console, uncaught exceptions, and violations of a content policy."""
        found: list[str] = []
        for event in self.events:
            params = event.get("params", {})
            match event.get("method"):
                case "Log.entryAdded" if params["entry"]["level"] == "error":
                    found.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
                case "Runtime.consoleAPICalled" if params["type"] == "error":
                    found.append(" ".join(str(part.get("value", part.get("description"))) for part in params["args"]))
                case "Runtime.exceptionThrown":
                    found.append(json.dumps(params["exceptionDetails"])[:500])
                case "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue":
                    found.append(json.dumps(params["issue"]["details"])[:500])
        return found

    def save_screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def browser(*flags: str, width: int = 1440, height: int = 900) -> Iterator[Browser]:
    """A browser with a profile of its own, ended with the block."""
    assert BINARY is not None, "no Chromium on PATH"
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        command = [BINARY, *_FLAGS.split(), f"--user-data-dir={profile}", f"--window-size={width},{height}", *flags]
        process = subprocess.Popen([*command, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            # Some 100 MB of answers: a screenshot comes as one message.
            with connect(_debugger(Path(profile), process), max_size=100 * 2**20) as socket:
                tab = Browser(socket)
                yield tab
                tab.close()
            process.wait(timeout=10)
        finally:
            process.kill()
            process.wait()


def _debugger(profile: Path, process: "subprocess.Popen[bytes]") -> str:
    """The address of the browser's debugger, which it writes into its profile."""
    file = profile / "DevToolsActivePort"
    deadline = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise AssertionError(f"Chromium did not start (exit code {process.poll()})")


def screenshot(
    url: str, path: Path, *, wait_for_text: str = "", click: Sequence[str] = (), width: int = 1440, height: int = 900
) -> None:
    """A picture of a page for the documents, once it shows `wait_for_text`, the things with the words in `click` were
    clicked one after the other, and it has come to rest."""
    with browser(width=width, height=height) as tab:
        tab.open(url)
        if wait_for_text:
            tab.wait_for_text(wait_for_text)
        for words in click:
            tab.wait_for(f"!!({LEAF})({json.dumps(words)})")
            tab.settle(1)
            tab.evaluate(f"({LEAF})({json.dumps(words)}).dispatchEvent(new MouseEvent('click', {{bubbles: true}}))")
        tab.settle(2)
        tab.save_screenshot(path)
