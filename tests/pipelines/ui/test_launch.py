"""`congdoan ui` before it starts anything: what it refuses, and how it says so.

Protects: the UI, which has no login, is never opened to the network by one careless option; two daemons never run
every schedule twice.
"""

import fcntl
import json
import socket
from pathlib import Path

import pytest

from pipelines.ui.launch import is_loopback, run_ui
from transforms.errors import ConfigError, CongdoanError, LockedError, UsageError

TOKEN = "0123456789abcdef01234567"  # noqa: S105 - guards nothing
EVERYWHERE = "0.0.0.0"  # noqa: S104 - the address that must be refused


@pytest.fixture(autouse=True)
def starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What should have been refused and was not fails here, and does not serve for ever."""

    def supervise(*_args: object, **_options: object) -> None:
        pytest.fail("it was started")

    monkeypatch.setattr("pipelines.ui.launch.Supervisor", supervise)


def refusal(
    error: type[CongdoanError],
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    public_host: str | None = None,
    token: str | None = None,
) -> str:
    with pytest.raises(error) as refused:
        run_ui(host=host, port=port, dagster_home=home, project_root=home, public_host=public_host, token=token)
    message = str(refused.value)
    assert "Nothing was started" in message
    return message


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.10", "10.0.0.1", "", "example.org", "127.0.0.1.nip.io"])
def test_open_host_is_refused_without_a_proxy(tmp_path: Path, host: str) -> None:
    """Fault table, S9."""
    assert "has no login" in refusal(UsageError, tmp_path, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_known(host: str) -> None:
    """The addresses that stay on this machine."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("public_host", "token", "named"),
    [
        ("ui.example.org", None, "its token is missing"),
        (None, TOKEN, "its public host is missing"),
        ("ui.example.org", "short", "at least 24"),
        ("ui.example.org", TOKEN + "\n", "at least 24"),
        ("https://ui.example.org/", TOKEN, "must be a host name"),
        ("ui.example.org, attacker.example", TOKEN, "must be a host name"),
    ],
)
def test_half_a_proxy_is_refused(tmp_path: Path, public_host: str | None, token: str | None, named: str) -> None:
    """A declaration with a hole in it protects nothing; the token itself is not repeated."""
    message = refusal(ConfigError, tmp_path, host=EVERYWHERE, public_host=public_host, token=token)
    assert named in message
    assert TOKEN not in message


def test_taken_port_is_one_clear_error(tmp_path: Path) -> None:
    """The second thing that goes wrong on a new machine."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        message = refusal(UsageError, tmp_path, port=port)
    assert f"http://127.0.0.1:{port}" in message
    assert "--port" in message


@pytest.mark.parametrize("port", [-1, 65536])
def test_impossible_port_is_refused(tmp_path: Path, port: int) -> None:
    """A typing error gets an answer, not a traceback."""
    refusal(UsageError, tmp_path, port=port)


def test_missing_dagster_home_is_refused(tmp_path: Path) -> None:
    """Dagster would make a temporary one and forget every run."""
    assert "make setup" in refusal(ConfigError, tmp_path / "nowhere")


def test_second_ui_for_the_same_home_is_refused(tmp_path: Path) -> None:
    """The message names the first one."""
    with (tmp_path / "ui.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        json.dump({"pid": 4711}, lock)
        lock.flush()
        assert "4711" in refusal(LockedError, tmp_path)
