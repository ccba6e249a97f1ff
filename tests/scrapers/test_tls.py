"""A certificate that does not hold, or TLS that is too old, is refused unless the portal file says why not; then every
page says so too."""

import gzip
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from scrapers.job import CrawlJob
from scrapers.settings import settings_for
from scrapers.site import Site as PortalSite
from tests.scrapers.crawling import crawl, order
from tests.scrapers.servers import Route, Site, article, listing, site
from transforms.errors import ConfigError

PAGES: dict[str, Route] = {"/tin/": listing(["/tin/bai-1.html"]), "/tin/bai-1.html": article()}
REASON = "the portal's own server, seen 2026-11"
ANY_CERTIFICATE = {"verify": False, "reason": REASON}

SHORT_DH = """-----BEGIN DH PARAMETERS-----
MIGHAoGBAN92pj2SEWnOWayEcXrUIfS0WCzrklFkxXj+vwtMcbYBxU/s2QuTUTb/
N4fBbMzNdHsMPh8do8YfhBubUUketFzNckSsPaOcaqiTBefQdowTwMR62VWy4x11
9f5hNRNOCvrLRChnmWUxIA9W1vNoT9qZxQvlf+YNTEuCP28T1lbPAgEC
-----END DH PARAMETERS-----
"""
"""A group of 1,024 bits, as servers of 2010 have it."""


@dataclass(frozen=True)
class Server:
    """What a server has to offer: its certificate's end and host, its versions of TLS, the strength of its keys."""

    expired: bool = False
    host: str = "127.0.0.1"
    version: ssl.TLSVersion | None = None
    short_keys: bool = False


FAULTS = {
    "self-signed": Server(),
    "expired": Server(expired=True),
    "TLS 1.0": Server(version=ssl.TLSVersion.TLSv1),
    "TLS 1.1": Server(version=ssl.TLSVersion.TLSv1_1),
    "short keys": Server(short_keys=True),
}
EXCEPTIONS: dict[str, dict[str, object]] = {
    "self-signed": ANY_CERTIFICATE,
    "expired": ANY_CERTIFICATE,
    "TLS 1.0": {**ANY_CERTIFICATE, "oldest": "TLSv1.0"},
    "TLS 1.1": {**ANY_CERTIFICATE, "oldest": "TLSv1.1"},
    "short keys": {**ANY_CERTIFICATE, "ciphers": "DEFAULT@SECLEVEL=1"},
}


def certificate(folder: Path, server: Server) -> Path:
    """A self-signed certificate with its key, in one file."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, server.host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.now(UTC) - timedelta(days=2))
        .not_valid_after(datetime.now(UTC) + timedelta(days=-1 if server.expired else 1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(server.host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "server.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def secure(folder: Path, server: Server) -> Iterator[Site]:
    """The pages over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder, server))
    if server.version:
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = server.version
    if server.short_keys:
        (folder / "dh.pem").write_text(SHORT_DH)
        context.set_ciphers("DHE-RSA-AES256-GCM-SHA384@SECLEVEL=0")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_dh_params(folder / "dh.pem")
    with site(PAGES, tls=context) as served:
        yield served


def block(tls: dict[str, object] | None) -> dict[str, object]:
    """The crawl block of a portal with this exception."""
    return {"sections": ["/tin/"], **({"tls": tls} if tls else {})}


@pytest.mark.parametrize("fault", FAULTS)
def test_refused_without_an_exception(fault: str, tmp_path: Path) -> None:
    with secure(tmp_path, FAULTS[fault]) as served:
        done = crawl(order(tmp_path, "secure", served.base_url, block(None)))
        assert sum(served.hits.values()) == 0
    assert done.exit_code == 1
    assert str(done.report["stop_reason"]).startswith("unreachable: robots.txt: tls_refused")


@pytest.mark.parametrize("fault", FAULTS)
def test_an_exception_is_recorded_with_every_page(fault: str, tmp_path: Path) -> None:
    with secure(tmp_path, FAULTS[fault]) as served:
        done = crawl(order(tmp_path, "secure", served.base_url, block(EXCEPTIONS[fault])))
    assert done.report["new_articles"] == 1
    (file,) = (tmp_path / "pages/secure").glob("*.warc.gz")
    text = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    assert text.count("WARC-X-TLS-Verified: no") == done.report["fetched"]
    assert text.count("WARC-X-TLS-Exception: the portal's own server") == done.report["fetched"]
    assert (
        text.count(f"WARC-X-TLS-Allowed: {EXCEPTIONS[fault].get('oldest', 'TLSv1.2')} DEFAULT")
        == done.report["fetched"]
    )


@pytest.mark.parametrize("fault", ["TLS 1.0", "TLS 1.1", "short keys"])
def test_one_exception_does_not_bring_the_others(fault: str, tmp_path: Path) -> None:
    """A certificate that need not hold opens no door to old TLS."""
    with secure(tmp_path, FAULTS[fault]) as served:
        done = crawl(order(tmp_path, "secure", served.base_url, block(ANY_CERTIFICATE)))
        assert sum(served.hits.values()) == 0
    assert "tls_refused" in str(done.report["stop_reason"])


@pytest.mark.parametrize(
    ("server", "exception", "is_good"),
    [
        (Server(), None, True),
        (Server(host="127.0.0.2"), None, False),
        (Server(host="127.0.0.2"), {"oldest": "TLSv1.0", "reason": REASON}, False),
        (Server(version=ssl.TLSVersion.TLSv1), {"oldest": "TLSv1.0", "reason": REASON}, True),
    ],
    ids=["good", "another host", "another host, old TLS allowed", "old TLS, allowed"],
)
def test_a_certificate_is_of_its_host(
    server: Server, exception: dict[str, object] | None, is_good: bool, tmp_path: Path
) -> None:
    with secure(tmp_path, server) as served:
        job = order(tmp_path, "secure", served.base_url, block(exception))
        done = crawl(job, trusted=tmp_path / "server.pem")
        assert (sum(served.hits.values()) > 0) == is_good
    assert done.exit_code == (0 if is_good else 1)
    assert ("tls_refused" in str(done.report["stop_reason"])) == (not is_good)


@pytest.mark.parametrize("wrong", [{"oldest": "SSLv3"}, {"ciphers": "NO-SUCH-CIPHER"}, {"ciphers": "ĐỔI"}])
def test_what_cannot_be_done_is_refused_by_name(wrong: dict[str, object], tmp_path: Path) -> None:
    crawl_block = {"base": "https://x.gov.vn", "tls": {**wrong, "reason": REASON}}
    with pytest.raises(ConfigError, match=r"Portal x: crawl\.tls\."):
        settings_for(
            CrawlJob("x", "generic", crawl_block, tmp_path / "x", "ua"), PortalSite.from_block("x", crawl_block)
        )
