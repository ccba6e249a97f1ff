"""From the derived files to a published release: what the warehouse must be told, and in what order it is called."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipelines.derive import rules_of, version_of
from pipelines.line import Line
from pipelines.portals import Portal, load_all
from scrapers import archive
from scrapers.known import Known
from transforms.areas import provinces
from transforms.articles import canonical_url
from transforms.errors import ArchiveError
from transforms.observations.catalogue import catalogue
from warehouse import Manifest, Reference, ReleaseCandidate, build, publish
from warehouse.exports import export


@dataclass(frozen=True, slots=True)
class Published:
    """A release that analysts now read: its manifest, the file they open, the folder of its exports."""

    manifest: Manifest
    database: Path
    exports: Path


def reference(line: Line) -> Reference:
    """What the warehouse is told from outside: provinces, indicators, the portals of this kind, code versions."""
    portals = [p for p in load_all() if p.data_kind == line.kind]
    return Reference(
        provinces=[asdict(p) | {"new_type_2025_07_01": p.new_type} for p in provinces()],
        indicators=[asdict(i) for i in catalogue()],
        portals=[_row(p) for p in portals],
        code_versions={p.portal: version_of(p) for p in portals},
        gone=[address for p in portals for address in gone_from(line, p)],
    )


def gone_from(line: Line, portal: Portal) -> list[str]:
    """The canonical addresses of a portal's archived pages that its site does not have any more. None are told where
    its index is damaged: its next crawl says so and makes it anew, and no other portal must wait for that."""
    rules = rules_of(portal)
    try:
        return sorted({canonical_url(url, rules) for url in Known.load(line.folder.pages(portal.portal)).gone()})
    except ArchiveError:
        return []


def _row(portal: Portal) -> dict[str, object]:
    low, high = portal.crawl.expect_per_month
    return {
        "portal": portal.portal,
        "title_vi": portal.title.vi,
        "title_en": portal.title.en,
        "kind": portal.kind,
        "home": portal.home,
        "base": portal.crawl.base,
        "enabled": portal.enabled,
        "verified": portal.verified,
        "sample": portal.sample,
        "expect_min": low,
        "expect_max": high,
    }


def build_release(line: Line) -> ReleaseCandidate:
    """Build a release from all files and leave it unpublished."""
    with line.folder.lock("release", "a release"):
        return build(
            line.folder.root,
            reference(line),
            kind=line.kind,
            built_at=datetime.now(UTC),
            digest_at=partial(_digest_at, line),
        )


def _digest_at(line: Line, portal: str, warc: str, offset: int) -> str | None:
    """The digest of an archived page, of its bytes as they are now."""
    try:
        return archive.locate(line.folder.pages(portal), warc, offset).payload_digest
    except ArchiveError:
        return None


def publish_and_export(line: Line, release: str, *, accept: bool) -> Published:
    """Publish a release that was built. Raises GateError where a gate is not green; what was published stays."""
    with line.folder.lock("release", "a release"):
        manifest = publish(line.folder.root, release, accept=accept, now=datetime.now(UTC))
        return Published(manifest, line.folder.database, export(line.folder.root, release))
