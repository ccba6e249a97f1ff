"""No connection to an address that is not public, however it is spelled and whatever leads there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scrapers.archive import outcomes
from scrapers.guard import is_public
from tests.scrapers.crawling import crawl, order
from tests.scrapers.servers import Answer, Route, Site, article, listing, redirect, site

PRIVATE = [
    "127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1",  # noqa: S104 (refused here)
    "172.31.255.254", "192.168.1.1", "169.254.169.254", "169.254.1.1", "100.64.0.1", "192.0.0.1", "192.0.2.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2002:a9fe:a9fe::1", "2001:db8::1", "::127.0.0.1", "100::1", "not an address", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "113.160.0.1", "2001:4860:4860::8888", "2405:4800::1", "64:ff9b::808:808"]

HOSTS = [
    "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "0.0.0.0", "0", "localhost", "LOCALHOST", "localhost.",  # noqa: S104 (refused here)
    "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "0177.0.0.01", "127.0.0.1.",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]", "10.0.0.1", "10.255.255.255", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1",
    "192.0.2.1", "240.0.0.1", "[ff02::1]", "[fd00:ec2::254]", "[2002:7f00:1::]", "0x7f.1", "0177.1",
]  # fmt: skip
"""Spellings of addresses that are not public. Aliases of the portal, so that nothing but the guard stands between."""


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


def test_no_redirect_reaches_an_address_that_is_not_public(tmp_path: Path) -> None:
    assert len(HOSTS) >= 40
    with site(fallback=lambda path: Answer(b"<html>the secret</html>")) as canary:
        port = canary.address.rpartition(":")[2]
        targets = {f"/tin/bai-{n}.html": f"http://{host}:{port}/secret-{n}" for n, host in enumerate(HOSTS)}
        targets |= {
            "/tin/x-1.html": f"//127.0.0.1:{port}/x",
            "/tin/x-2.html": f"http://127.0.0.1:{port}@example.vn/x",
            "/tin/x-3.html": f"http://example.vn@127.0.0.1:{port}/x",
            "/tin/x-4.html": f"ftp://127.0.0.1:{port}/x",
            "/tin/x-5.html": "file:///etc/passwd",
            "/tin/x-6.html": f"gopher://127.0.0.1:{port}/x",
            "/tin/x-7.html": "data:text/html,x",
            "/tin/y-1.html": "http://[::1",
            "/tin/y-2.html": f"http://127.0.0.1:{port}00000/x",
            "/tin/y-3.html": "http://127.0.0.1:port/x",
            "/tin/y-4.html": "http:///x",
            "/tin/y-5.html": "http://%00/",
            "/tin/y-6.html": "\x01\x02",
            "/tin/x-8.html": f"http://127.0.0.1:{port}\\@example.vn/x",
        }
        routes: dict[str, Route] = {path: redirect(target) for path, target in targets.items()}
        refresh = f'<html><meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/refresh"></html>'
        routes["/tin/refresh-1.html"] = Answer(refresh.encode())
        order_of_links = list(routes)
        order_of_links.insert(len(routes) // 2, order_of_links.pop())
        routes["/tin/"] = listing(order_of_links)
        with site(routes) as served:
            aliases = [f"{host}:{port}".lower() for host in HOSTS]
            block = {"sections": ["/tin/"], "aliases": aliases}
            done = crawl(order(tmp_path, "led-astray", served.base_url, block, family="generic"))
        assert sum(canary.hits.values()) == 0
    (file,) = (tmp_path / "pages/led-astray").glob("*.warc.gz")
    ended = {record.url.rpartition("/")[2]: record.outcome for record in outcomes(file) if record.kind == "article"}
    assert ended.pop("refresh-1.html") == "stored"
    # Some spellings lead back to the portal itself, to a page it does not have.
    harmless = {"connection_failed", "redirect_loop", "http_error"}
    assert set(ended.values()) <= {"address_refused", "off_site", *harmless}
    assert [ended[f"bai-{n}.html"] for n in range(len(HOSTS))].count("address_refused") >= 30
    assert done.exit_code == 0


def test_another_port_of_the_sample_portal_is_refused(tmp_path: Path) -> None:
    with site({"/tin/": listing(["/tin/a-1.html"])}) as served:
        job = order(tmp_path, "elsewhere", served.base_url, allow_addresses=["127.0.0.1:1"])
        done = crawl(job)
        assert sum(served.hits.values()) == 0
    assert str(done.report["stop_reason"]).startswith("unreachable: robots.txt: address_refused")


@contextmanager
def behind(port: int) -> Iterator[Site]:
    """A canary on another address of the machine, at the portal's port."""
    try:
        with site(fallback=lambda path: Answer(b"<html>the secret</html>"), at=("127.0.0.2", port)) as canary:
            yield canary
    except OSError as error:
        pytest.skip(f"this machine has one loopback address only ({error})")


def closing(answer: Answer) -> Answer:
    """An answer after which the connection ends, so that the next request asks for the name's address again."""
    return Answer(answer.body, answer.status, {**answer.headers, "Connection": "close"})


@pytest.mark.parametrize(
    "later",
    [["127.0.0.2"], ["10.0.0.1"], ["::1"], ["169.254.169.254", "127.0.0.2"], ["::ffff:127.0.0.2"]],
    ids=lambda later: later[0],
)
def test_a_name_that_changes_its_mind_is_judged_at_every_connection(later: list[str], tmp_path: Path) -> None:
    """The admitted loopback address stands for a public one; the other address of the machine for what lies behind."""
    paths = [f"/tin/bai-{n}.html" for n in range(4)]
    routes: dict[str, Route] = {path: closing(article()) for path in paths}
    routes |= {"/tin/": closing(listing(paths)), "/robots.txt": closing(Answer(b"", 404))}
    with site(routes, lambda path: closing(Answer(b"", 404))) as served:
        port = int(served.address.rpartition(":")[2])
        with behind(port) as canary:
            base = f"http://portal.test:{port}"
            block = {"sections": ["/tin/"], "feeds": ["/none.rss"], "sitemaps": ["/none.xml"]}
            job = order(tmp_path, "rebound", base, block, allow_addresses=[served.address])
            names = {"portal.test": [["127.0.0.1"]] * 5 + [later]}
            done = crawl(job, names=names)
            assert sum(canary.hits.values()) == 0
        assert len(served.asked) == 5
    assert done.report["new_articles"] == 1
    assert done.outcomes["address_refused"] == 3


def test_of_several_addresses_only_those_that_are_public_are_connected_to(tmp_path: Path) -> None:
    with site({"/tin/": listing(["/tin/bai-1.html"]), "/tin/bai-1.html": article()}) as served:
        port = int(served.address.rpartition(":")[2])
        with behind(port) as canary:
            base = f"http://portal.test:{port}"
            job = order(tmp_path, "mixed", base, {"sections": ["/tin/"]}, allow_addresses=[served.address])
            done = crawl(job, names={"portal.test": [["127.0.0.2", "10.0.0.1", "127.0.0.1"]]})
            assert sum(canary.hits.values()) == 0
    assert done.report["new_articles"] == 1


def test_a_name_that_nobody_knows_is_named(tmp_path: Path) -> None:
    done = crawl(order(tmp_path, "unknown", "http://portal.test", allow_addresses=[]), names={})
    assert done.exit_code == 1
    reason = "unreachable: robots.txt: connection_failed (its name is not known)"
    assert done.report["stop_reason"] == reason
