"""The sample server: its ports, its log, its errors."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from scrapers.samples.server import serve
from scrapers.samples.stories import load, portals
from tests.scrapers.samples.web import get
from transforms.errors import CrawlError, LockedError


def test_it_logs_and_ends() -> None:
    with serve("sample-laichau", port=0) as served:
        assert get(served.base_url + "/robots.txt", User_Agent="a test").status == 200
        assert get(served.base_url + "/", method="HEAD").body == b""
        assert [(entry.method, entry.path) for entry in served.requests] == [("GET", "/robots.txt"), ("HEAD", "/")]
        assert served.requests[0].headers["user-agent"] == "a test"
    with pytest.raises(OSError, match="refused"):
        get(served.base_url + "/robots.txt")


def test_a_port_in_use_is_named_with_its_owner() -> None:
    with serve("sample-laichau", port=0) as served, pytest.raises(LockedError, match="serves sample-laichau"):
        serve("sample-ninhbinh", port=int(served.base_url.rsplit(":", 1)[1])).__enter__()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CrawlError, match="another program"):
            serve("sample-ninhbinh", port=other.getsockname()[1]).__enter__()


def test_fixed_ports_differ() -> None:
    names = ("sample-laichau", "sample-ninhbinh", "sample-caobang", "sample-quangbinh", "sample-congdoan")
    assert [load(name).base for name in names] == [f"http://127.0.0.1:{port}" for port in range(8711, 8716)]
    addresses = [load(name).base for name in portals()]
    assert len(set(addresses)) == len(addresses)


def test_the_command_ends_on_a_signal_and_refuses_unknown_portals() -> None:
    wrong = subprocess.run(
        [sys.executable, "-m", "scrapers.samples", "sample-nowhere"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert wrong.returncode == 1
    assert "sample-nowhere" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    with subprocess.Popen(
        [sys.executable, "-c", START], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("sample-laichau  http://127.0.0.1:")
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=10) == 0


START = """
import functools, sys
import scrapers.samples.__main__ as command
command.serve = functools.partial(command.serve, port=0)
sys.exit(command.main(["sample-laichau"]))
"""
"""The command on a free port, so that the test does not depend on the fixed one."""
