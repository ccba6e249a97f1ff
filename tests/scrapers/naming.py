"""A name server in the place of the machine's, for one process: it may change its mind, or know nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from twisted.internet.address import IPv4Address, IPv6Address

from scrapers.guard import AddressGuard, Receiver

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IHostnameResolver

Names = dict[str, list[list[str]]]
"""What is answered for a host, question by question; the last answer holds for ever. A host that is not in it has no
address."""


class NameServer:
    """Twisted's IHostnameResolver, in terms a type checker knows."""

    def __init__(self, names: Names) -> None:
        self._names = {host: list(answers) for host, answers in names.items()}

    def resolveHostName(  # noqa: N802 (the interface's name)
        self,
        receiver: Receiver,
        host: str,
        port: int = 0,
        address_types: Sequence[type] | None = None,
        semantics: str = "TCP",
    ) -> object:
        """Answer at once."""
        receiver.resolutionBegan(self)
        answers = self._names.get(host, [[]])
        for address in answers.pop(0) if len(answers) > 1 else answers[0]:
            receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)("TCP", address, port))
        receiver.resolutionComplete()
        return self


def answer_for(names: Names) -> None:
    """From now on the crawls of this process ask this name server, behind the guard as ever."""

    def from_crawler(crawler: "Crawler", reactor: "ReactorBase") -> AddressGuard:
        reactor.installNameResolver(cast("IHostnameResolver", NameServer(names)))
        return AddressGuard(reactor, crawler.settings.getlist("ALLOW_ADDRESSES"))

    AddressGuard.from_crawler = from_crawler  # type: ignore[method-assign]  # in a process of its own
