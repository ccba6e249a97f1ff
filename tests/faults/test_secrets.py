"""S8: ten secrets in the environment, and none of them anywhere afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import settings
from tests.conftest import Report
from tests.pipelines.alerts.servers import mail_server, webhook
from tests.pipelines.ui.planted import DEAD, plant
from tests.pipelines.ui.serving import Ui

pytestmark = pytest.mark.faults

PORTAL = "sample-laichau"


def found_in(folder: Path, canaries: dict[str, str]) -> list[str]:
    """Which canaries stand in which file; WARC files are read with their compression undone."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        if path.name.endswith(".gz"):
            raw = subprocess.run(["gzip", "-dcf", str(path)], stdout=subprocess.PIPE, check=True).stdout
        found += [f"{name} in {path.name}" for name, value in canaries.items() if value.encode() in raw]
    return found


def test_s8_no_secret_leaves_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    """In logs, run configuration, event store, alerts, archived headers, data: through a run that goes well, one that
    fails, an alert that is taken and one that is refused, a shell and a UI."""
    with webhook() as hook, mail_server() as mail:
        hook.status = 500  # its refusal is logged
        canaries = {
            settings.UI_TOKEN: "canary-token-0123456789abcdef",
            settings.ALERT_SMTP_USER: "canary-user-1",
            settings.ALERT_SMTP_PASSWORD: "canary-password-2",
            "HTTP_PROXY_PASSWORD": "canary-proxy-3",
            "AWS_SECRET_ACCESS_KEY": "canary-cloud-4",
            "SESSION_COOKIE": "canary-cookie-5",
            "GITHUB_TOKEN": "canary-forge-6",
            "DATABASE_URL": "postgres://canary-user-7:canary-8@db.invalid/x",
            "API_KEY": "canary-key-9",
            settings.ALERT_WEBHOOK: f"http://127.0.0.1:{hook.port}/hook/canary-hook-10",
        }
        for name, value in canaries.items():
            if name != settings.UI_TOKEN:  # with a token, and no proxy declared, the UI does not start
                monkeypatch.setenv(name, value)
        monkeypatch.setenv(settings.ALERT_SMTP, f"127.0.0.1:{mail.port}")
        monkeypatch.setenv(settings.ALERT_TO, "operator@example.org")
        ui = Ui.start(tmp_path)
        try:
            ui.wait_until_ready()
            assert ui.wait_for_end(ui.launch_portal(PORTAL), 300) == "SUCCESS"
            plant(tmp_path / "data", {PORTAL: DEAD})
            assert ui.wait_for_end(ui.launch_portal(PORTAL), 300) == "FAILURE"
            alerts = tmp_path / "data" / "alerts" / "alerts.jsonl"
            ui.wait_for(lambda: alerts.exists() and '"alerts/webhook"' in alerts.read_text(), 240)
            answered = str(ui.query("{ runsOrError { ... on Runs { results { runConfigYaml tags { key value } } } } }"))
        finally:
            ui.kill()
        assert hook.messages
        assert any("canary" not in letter and "AUTH" not in letter for letter in mail.messages)
    shell = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "run", "--portal", PORTAL],
        cwd=settings.PROJECT,
        env={**os.environ, **canaries, "DAGSTER_HOME": str(ui.home), settings.DATA: str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    hidden = {**canaries, settings.ALERT_WEBHOOK: "canary-hook-10", "DATABASE_URL": "canary-user-7"}
    said = shell.stdout + shell.stderr + answered
    found = found_in(tmp_path, hidden) + [name for name, value in hidden.items() if value in said]
    report.trials = len(hidden)
    report.failed = found
    assert found == []
