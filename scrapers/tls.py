"""TLS with a portal that cannot do what others can: an old version, weak keys, a certificate that does not hold.

Only for a portal whose file has a `tls:` block; all others have Scrapy's own, verified and from version 1.2 on. The
cipher list is handed to OpenSSL as it is written: Twisted would take it apart and lose its security level, without
which no server older than version 1.2, and none with keys of its time, is spoken to.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, cast

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet.interfaces import IAcceptableCiphers, ICipher, IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions, TLSVersion, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # not typed there

from scrapers.site import Tls
from transforms.errors import ConfigError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

SETTING = "TLS_EXCEPTION"
VERSIONS = {"TLSv1.0": TLSVersion.TLSv1_0, "TLSv1.1": TLSVersion.TLSv1_1, "TLSv1.2": TLSVersion.TLSv1_2}


def refuse_mistakes(portal: str, tls: Tls) -> None:
    """Raise ConfigError where OpenSSL cannot do what a portal file asks for."""
    if tls.oldest not in VERSIONS:
        raise ConfigError(f"Portal {portal}: crawl.tls.oldest {tls.oldest!r} is none of {', '.join(VERSIONS)}.")
    try:
        SSL.Context(SSL.TLS_METHOD).set_cipher_list(tls.allowed.encode("ascii"))
    except (SSL.Error, UnicodeEncodeError) as error:
        raise ConfigError(
            f"Portal {portal}: crawl.tls.ciphers {tls.ciphers!r} is no list of ciphers that OpenSSL knows. Nothing was "
            "fetched."
        ) from error


@implementer(ICipher)
class _Text:
    """A cipher list in the place of one cipher."""

    def __init__(self, text: str) -> None:
        self.fullName = text


@implementer(IAcceptableCiphers)
class _AsWritten:
    """The ciphers of a portal file, to the letter."""

    def __init__(self, text: str) -> None:
        self._text = text

    def selectCiphers(self, availableCiphers: Sequence[object]) -> tuple[_Text, ...]:  # noqa: N802, N803 (the interface's)
        return (_Text(self._text),)


@implementer(IOpenSSLClientConnectionCreator)
class _Unverified:
    """Connections that take any certificate."""

    def __init__(self, context: SSL.Context, host: bytes) -> None:
        self._context = context
        self._host = host

    def clientConnectionForTLS(self, tlsProtocol: object) -> SSL.Connection:  # noqa: N802, N803 (the interface's)
        connection = SSL.Connection(self._context, None)
        try:
            ip_address(self._host.decode("ascii"))
        except ValueError:
            connection.set_tlsext_host_name(self._host)
        return connection


@implementer(IPolicyForHTTPS)
class ExceptionPolicy:
    """How connections of one portal are made, as its file says."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls

    def creatorForNetloc(self, hostname: bytes, port: int) -> object:  # noqa: N802 (the interface's name)
        """The maker of connections to a host, whose name is verified unless the portal file says otherwise."""
        options = {
            "acceptableCiphers": _AsWritten(self._tls.allowed),
            "insecurelyLowerMinimumTo": VERSIONS[self._tls.oldest],
        }
        if self._tls.verify:
            return optionsForClientTLS(hostname.decode("ascii"), extraCertificateOptions=options)
        return _Unverified(CertificateOptions(**options).getContext(), hostname)


class ExceptionHandler(HTTP11DownloadHandler):
    """Scrapy's handler of https with another policy; it has no setting for one that is not deprecated."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        tls = crawler.settings[SETTING]
        if not isinstance(tls, Tls):
            raise TypeError(f"{SETTING} is the exception of a portal's file")
        self._contextFactory = cast("IPolicyForHTTPS", ExceptionPolicy(tls))
