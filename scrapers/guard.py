"""The address guard: no connection to an address that is not public, whatever name or redirect leads there.

It sits where a name becomes addresses, at connect time, so that spelling (decimal, octal, mapped into IPv6), DNS tricks
(a public name with a private address, a name that changes its mind) and redirects all end at the same door. The only
exception is the `host:port` of a sample portal, given in the order.
"""

from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IHostnameResolver


class Receiver(Protocol):
    """Twisted's IResolutionReceiver, in terms a type checker knows."""

    def resolutionBegan(self, resolution: object) -> None: ...  # noqa: N802 (the interface's name)

    def addressResolved(self, address: object) -> None: ...  # noqa: N802 (the interface's name)

    def resolutionComplete(self) -> None: ...  # noqa: N802 (the interface's name)


class Resolver(Protocol):
    """Twisted's IHostnameResolver, in terms a type checker knows."""

    def resolveHostName(  # noqa: N802 (the interface's name)
        self,
        receiver: Receiver,
        host: str,
        port: int,
        address_types: Sequence[type] | None,
        semantics: str,
        /,
    ) -> object: ...


NAT64 = ip_network("64:ff9b::/96")
SIX_TO_FOUR = ip_network("2002::/16")


def is_public(address: str) -> bool:
    """Whether an address is one that the public internet routes to. What embeds another address is judged by that."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        embedded = _embedded(found)
        if embedded is not None:
            return is_public(str(embedded))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, translated, tunnelled."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    if address.teredo:
        return address.teredo[1]
    return None


class _Screen:
    """Stands between a resolver and the connection, and lets through what may be connected to."""

    def __init__(self, receiver: Receiver, guard: "AddressGuard", host: str, port: int) -> None:
        self._receiver = receiver
        self._guard = guard
        self._host = host
        self._port = port
        self._passed = 0
        self._stopped: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802 (the interface's name)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: object) -> None:  # noqa: N802 (the interface's name)
        found = str(getattr(address, "host", ""))
        if self._guard.admits(found, self._port):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._stopped.append(found)

    def resolutionComplete(self) -> None:  # noqa: N802 (the interface's name)
        if self._stopped and not self._passed:
            self._guard.refused[(self._host, self._port)] = self._stopped[0]
        self._receiver.resolutionComplete()


class AddressGuard:
    """The name resolver of the crawl. `refused` says which hosts were turned away, and at which address."""

    def __init__(self, reactor: "ReactorBase", allowed: Collection[str]) -> None:
        self._reactor = reactor
        self._resolver = cast("Resolver", reactor.nameResolver)
        self._allowed = frozenset(allowed)
        self.refused: dict[tuple[str, int], str] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> "AddressGuard":
        """Made by Scrapy from its setting TWISTED_DNS_RESOLVER."""
        return cls(reactor, crawler.settings.getlist("ALLOW_ADDRESSES"))

    def install_on_reactor(self) -> None:
        """Called by Scrapy before the reactor starts."""
        self._reactor.installNameResolver(cast("IHostnameResolver", self))

    def admits(self, address: str, port: int) -> bool:
        """Whether a connection may be made."""
        return is_public(address) or f"{address}:{port}" in self._allowed

    def resolveHostName(  # noqa: N802 (the interface's name)
        self,
        resolutionReceiver: Receiver,  # noqa: N803 (the interface's name)
        hostName: str,  # noqa: N803 (the interface's name)
        portNumber: int = 0,  # noqa: N803 (the interface's name)
        addressTypes: Sequence[type] | None = None,  # noqa: N803 (the interface's name)
        transportSemantics: str = "TCP",  # noqa: N803 (the interface's name)
    ) -> object:
        """Resolve a name, or a literal address in any spelling, and pass on what may be connected to."""
        screen = _Screen(resolutionReceiver, self, hostName, portNumber)
        return self._resolver.resolveHostName(screen, hostName, portNumber, addressTypes, transportSemantics)
