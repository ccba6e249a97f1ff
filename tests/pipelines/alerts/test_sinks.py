"""The three ways out of an alert, against servers on loopback.

Protects: what is sent says what broke, since when, the page, the command; a refusal is an error and never a loss; no
error has an address, a password or an answer of the server in it.
"""

import email
import email.policy
import json
from pathlib import Path

import pytest

from pipelines import settings
from pipelines.alerts.sinks import FileSink, MailSink, SinkError, WebhookSink, sinks_of
from pipelines.alerts.trouble import Message, Trouble
from pipelines.settings import Mail
from tests.pipelines.alerts.servers import mail_server, webhook
from transforms.errors import ConfigError

TROUBLE = Trouble(
    key="laichau/pages",
    what="laichau: blocked: status 403. What was archived is kept.",
    last_good="2026-11-19T23:12:00+00:00",
    page="/runs/5c0ffee",
    command="`congdoan portal check laichau`",
    since="2026-11-20T23:12:00+00:00",
    portals=("laichau",),
)
MESSAGE = Message("begun", "2026-11-20T23:13:00+00:00", TROUBLE)
BASE = "https://yearbook.example.org"


def test_the_file_has_a_line_a_message(tmp_path: Path) -> None:
    """It is the record of what was told, so nothing in it is ever replaced."""
    sink = FileSink(tmp_path / "alerts" / "alerts.jsonl", BASE)
    sink.send(MESSAGE)
    sink.send(Message("over", "2026-11-21T23:13:00+00:00", TROUBLE))
    begun, over = map(json.loads, sink.path.read_text().splitlines())
    assert begun == {
        "time": "2026-11-20T23:13:00+00:00",
        "event": "begun",
        "key": "laichau/pages",
        "severity": "error",
        "portals": ["laichau"],
        "what": TROUBLE.what,
        "last_good": "2026-11-19T23:12:00+00:00",
        "since": "2026-11-20T23:12:00+00:00",
        "page": "https://yearbook.example.org/runs/5c0ffee",
        "command": "`congdoan portal check laichau`",
    }
    assert (over["event"], over["key"]) == ("over", "laichau/pages")


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("a file where the folder should be")
    with pytest.raises(SinkError, match=r"alerts\.jsonl cannot be written"):
        FileSink(tmp_path / "alerts" / "alerts.jsonl", "").send(MESSAGE)


def test_the_webhook_gets_words_for_a_chat_and_fields_for_a_program() -> None:
    with webhook() as received:
        WebhookSink(f"http://127.0.0.1:{received.port}/hook/s3cret", BASE).send(MESSAGE)
    ((path, body),) = received.messages
    assert path == "/hook/s3cret"
    assert body["text"].startswith("[congdoan] ERROR laichau/pages: laichau: blocked")
    assert "look at:   https://yearbook.example.org/runs/5c0ffee" in body["text"]
    assert (body["event"], body["portals"], body["last_good"]) == ("begun", ["laichau"], TROUBLE.last_good)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_a_yes_of_the_webhook_is_a_yes(status: int) -> None:
    """A redirect would be followed as a GET, and the message be lost."""
    with webhook() as received:
        received.status = status
        with pytest.raises(SinkError, match=f"status {status}") as refused:
            WebhookSink(f"http://127.0.0.1:{received.port}/hook/s3cret", "").send(MESSAGE)
    assert len(received.messages) == 1
    assert "s3cret" not in str(refused.value)


def test_a_webhook_that_is_gone_says_so_without_its_address() -> None:
    with webhook() as received:
        port = received.port
    with pytest.raises(SinkError, match="cannot be reached") as refused:
        WebhookSink(f"http://127.0.0.1:{port}/hook/s3cret", "").send(MESSAGE)
    assert "s3cret" not in str(refused.value)
    assert str(port) not in str(refused.value)


def test_the_mail_says_it_in_its_subject() -> None:
    with mail_server() as received:
        mail = Mail(
            f"127.0.0.1:{received.port}", ("a@example.org", "b@example.org"), "from@example.org", "me", "s3cret"
        )
        MailSink(mail, BASE).send(MESSAGE)
    login, text = received.messages
    assert login.startswith("AUTH PLAIN")
    letter = email.message_from_string(text, policy=email.policy.default)
    assert letter["Subject"].startswith("[congdoan] ERROR laichau/pages: laichau: blocked")
    assert (letter["To"], letter["From"]) == ("a@example.org, b@example.org", "from@example.org")
    assert "then:      `congdoan portal check laichau`" in letter.get_content()


def test_a_mail_server_that_refuses_is_an_error_without_its_words() -> None:
    with mail_server() as received:
        received.status = 554
        mail = Mail(f"127.0.0.1:{received.port}", ("a@example.org",), "from@example.org", "me", "s3cret")
        with pytest.raises(SinkError, match="refused it with code 554") as refused:
            MailSink(mail, "").send(MESSAGE)
    assert "s3cret" not in str(refused.value)


def test_the_settings_decide_where_alerts_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file always; secrets from the environment only, and in no representation of the settings."""
    assert list(sinks_of(settings.load(tmp_path))) == ["file"]
    monkeypatch.setenv(settings.ALERT_WEBHOOK, "https://hooks.example.org/s3cret")
    monkeypatch.setenv(settings.ALERT_SMTP, "mail.example.org:465")
    monkeypatch.setenv(settings.ALERT_TO, "a@example.org, b@example.org")
    monkeypatch.setenv(settings.ALERT_SMTP_USER, "s3cret-user")
    monkeypatch.setenv(settings.ALERT_SMTP_PASSWORD, "s3cret-password")
    here = settings.load(tmp_path)
    assert list(sinks_of(here)) == ["file", "webhook", "mail"]
    assert "s3cret" not in repr(here)
    assert not [value for value in here.child_environment({}).values() if "s3cret" in value]
    monkeypatch.delenv(settings.ALERT_TO)
    with pytest.raises(ConfigError, match="CONGDOAN_ALERT_TO is missing"):
        settings.load(tmp_path)
