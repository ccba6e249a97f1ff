"""Which portal a page archived elsewhere belongs to, and whether it may come into this data folder.

How a foreign file is read and rewritten is in scrapers/archive/; what is read from its pages comes with the next run.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.data_folder import DataFolder
from pipelines.portals import Kind, Portal, find, load_all
from scrapers.archive import Ingested, ingest
from transforms.errors import UsageError
from transforms.records import Page

DEFAULT_PORTS = {"http": 80, "https": 443}


class Intake:
    """Brings WARC files into one data folder: of one portal's pages, or of all that the registry has.

    Portals that are not enabled take part, those that were retired above all: elsewhere is where their pages still are.
    """

    def __init__(self, folder: DataFolder, name: str | None = None) -> None:
        named = find(name) if name else None
        self.kind: Kind = folder.kind() or (named.data_kind if named else "live")
        if named and named.data_kind != self.kind:
            raise UsageError(
                f"{named.portal} is a {named.data_kind} portal, and this data folder holds {self.kind} data. "
                "Nothing was brought in. Give another folder with --data."
            )
        chosen: Sequence[Portal] = [named] if named else [p for p in load_all() if p.data_kind == self.kind]
        self._folder = folder
        self._hosts = {host.lower(): p for p in chosen for host in (p.host, *p.crawl.aliases)}

    def bring_in(self, path: Path) -> Ingested:
        """Take the pages of one file. Raises ArchiveError, LockedError, DataFolderError."""
        return ingest(path, datetime.now(UTC), self._place)

    def _place(self, page: Page) -> Path | None:
        portal = self._hosts.get(_authority(page.url))
        if portal is None:
            return None
        self._folder.claim(self.kind)
        return self._folder.pages(portal.portal)


def _authority(url: str) -> str:
    """Host and port of a URL as a portal file writes them: small letters, no port that goes without saying."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    return host if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"
