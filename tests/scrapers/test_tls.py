"""A certificate that does not hold is refused, unless the portal file says why not; then every page says so too."""

import gzip
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.scrapers.crawling import Crawled, crawl, order
from tests.scrapers.servers import Route, Site, article, listing, site

PAGES: dict[str, Route] = {"/tin/": listing(["/tin/bai-1.html"]), "/tin/bai-1.html": article()}
EXCEPTION = {"verify": False, "reason": "self-signed on the portal's own server, seen 2026-11"}


def certificate(folder: Path, *, expired: bool) -> Path:
    """A self-signed certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    ends = datetime.now(UTC) + timedelta(days=-1 if expired else 1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.now(UTC) - timedelta(days=2))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "server.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def secure(folder: Path, *, expired: bool = False, old: bool = False) -> Iterator[Site]:
    """The pages over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder, expired=expired))
    if old:
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    with site(PAGES, tls=context) as served:
        yield served


def visit(folder: Path, served: Site, tls: dict[str, object] | None) -> Crawled:
    block = {"sections": ["/tin/"], **({"tls": tls} if tls else {})}
    return crawl(order(folder, "secure", served.base_url, block))


@pytest.mark.parametrize("fault", ["self-signed", "expired", "old"])
def test_refused_without_an_exception(fault: str, tmp_path: Path) -> None:
    with secure(tmp_path, expired=fault == "expired", old=fault == "old") as served:
        done = visit(tmp_path, served, None)
        assert sum(served.hits.values()) == 0
    assert done.exit_code == 1
    assert str(done.report["stop_reason"]).startswith("robots_closed: robots.txt: tls_refused")


@pytest.mark.parametrize("fault", ["self-signed", "expired"])
def test_an_exception_is_recorded_with_every_page(fault: str, tmp_path: Path) -> None:
    with secure(tmp_path, expired=fault == "expired") as served:
        done = visit(tmp_path, served, EXCEPTION)
    assert done.report["new_articles"] == 1
    (file,) = (tmp_path / "pages/secure").glob("*.warc.gz")
    text = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    assert text.count("WARC-X-TLS-Verified: no") == done.report["fetched"]
    assert text.count("WARC-X-TLS-Exception: self-signed on") == done.report["fetched"]
