"""Where messages go: a file beside the data, a webhook, a mail server. Each takes a message or says why not.

A reason never holds what is secret: neither the address of a webhook nor a user name, nor what a server answered.
"""

import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol

from pipelines.alerts.trouble import Message
from pipelines.settings import Mail, Settings
from pipelines.ui.launch import is_loopback
from transforms.errors import CongdoanError

TIMEOUT_SECONDS = 10
"""A look of the sensor is given a minute by Dagster, and there may be two sinks that do not answer."""

SMTPS_PORT, SUBMISSION_PORT = 465, 587


class SinkError(CongdoanError):
    """A message was not taken; the text says why, without secrets."""


class Sink(Protocol):
    """Takes messages."""

    @property
    def name(self) -> str:
        """Under which the failure of this sink is told."""
        ...

    def send(self, message: Message) -> None:
        """Hand a message over. Raises SinkError where it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class FileSink:
    """One JSON object a line, in `path`: for a person with a pager on it, and as the record of what was told."""

    path: Path
    base: str
    name: str = "file"

    def send(self, message: Message) -> None:
        """Append the message, and see it on the disk."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(message.record(self.base), ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise SinkError(f"{self.path} cannot be written ({error.strerror})") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would turn our POST into a GET, and lose the message without an error."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class WebhookSink:
    """A POST of JSON: `text` for a chat, the message's fields beside it for a program."""

    url: str
    base: str
    name: str = "webhook"

    def send(self, message: Message) -> None:
        """POST the message; only an answer of 2xx is a yes."""
        text = f"{message.subject()}\n{message.text(self.base)}"
        body = json.dumps({"text": text, **message.record(self.base)}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "congdoan-alerts"}
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 - http(s), by the settings
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS):
                pass
        except urllib.error.HTTPError as error:
            raise SinkError(f"it answered with status {error.code}") from None
        except (OSError, ValueError) as error:
            raise SinkError(f"it cannot be reached ({_kind(error)})") from None


@dataclass(frozen=True, slots=True)
class MailSink:
    """A mail through a server that is given: TLS from the start on port 465, else STARTTLS where it is offered."""

    mail: Mail
    base: str
    name: str = "mail"

    def send(self, message: Message) -> None:
        """Mail the message. A password is not sent without TLS, except to this machine."""
        mail = self.mail
        host, _, port = mail.server.partition(":")
        number = int(port or SUBMISSION_PORT)
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = message.subject(), mail.sender, ", ".join(mail.to)
        letter["Date"], letter["Message-ID"] = formatdate(usegmt=True), make_msgid("congdoan", "congdoan.invalid")
        letter.set_content(message.text(self.base) + "\n")
        context = ssl.create_default_context()
        try:
            with (
                smtplib.SMTP_SSL(host, number, timeout=TIMEOUT_SECONDS, context=context)
                if number == SMTPS_PORT
                else smtplib.SMTP(host, number, timeout=TIMEOUT_SECONDS)
            ) as server:
                server.ehlo_or_helo_if_needed()
                secure = number == SMTPS_PORT
                if not secure and server.has_extn("starttls"):
                    server.starttls(context=context)
                    secure = True
                if mail.user and mail.password:
                    if not secure and not is_loopback(host):
                        raise SinkError("the mail server offers no TLS, and a password is not sent without")
                    server.login(mail.user, mail.password)
                server.send_message(letter)
        except smtplib.SMTPResponseException as error:
            raise SinkError(f"the mail server refused it with code {error.smtp_code}") from None
        except (OSError, ValueError) as error:
            raise SinkError(f"the mail server cannot be used ({_kind(error)})") from None


def _kind(error: Exception) -> str:
    """What went wrong, in the system's own words: those of a library may quote an address."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return (reason.strerror if isinstance(reason, OSError) else None) or type(reason).__name__


def sinks_of(here: Settings) -> Mapping[str, Sink]:
    """The sinks that the settings ask for, by name; the file always."""
    base = f"https://{here.ui_public_host}" if here.ui_public_host else ""
    found: list[Sink] = [FileSink(here.data / "alerts" / "alerts.jsonl", base)]
    if here.alert_webhook:
        found.append(WebhookSink(here.alert_webhook, base))
    if here.alert_mail:
        found.append(MailSink(here.alert_mail, base))
    return {sink.name: sink for sink in found}
