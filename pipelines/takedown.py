"""A page that must go, on a court's or a person's request: out of the archive, and out of what analysts read.

Here belongs the order of the steps. Each is done as far as it is still to be done, so that the same command goes on
where it was interrupted, and changes nothing the second time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pipelines import derive, yearbook
from pipelines.line import Line
from pipelines.portals import Portal, load_all
from scrapers import archive
from transforms.articles import canonical_url
from transforms.articles.digest import article_id
from transforms.errors import NotFoundError, UsageError
from warehouse import takedowns
from warehouse.releases import names, published_path, release_path, withdraw
from warehouse.takedowns import Said, Stored, Takedown


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What a takedown came to.

    `removed` are the archived copies that went this time, none where they had gone before. `release` is the one that
    analysts read instead from now on; null where what they read does not hold the page, or nothing is published.
    `twins` are addresses of articles with nearly the same text, which stay.
    """

    known: tuple[Takedown, ...]
    removed: tuple[archive.Removed, ...]
    release: str | None
    twins: tuple[str, ...]


def take_down(line: Line, url: str, *, reason: str, author: str, now: datetime) -> TakenDown:
    """Take a page down. Raises NotFoundError where neither the archive nor the file of takedowns knows its address, and
    GateError where the release without it is held back: it is out of the archive then, and published still."""
    portal = _portal_of(url)
    root = line.folder.root
    with line.folder.lock("run", "a takedown"), line.folder.lock(f"portal-{portal.portal}", "a takedown"):
        rules = derive.rules_of(portal)
        canonical = canonical_url(url, rules)
        files = sorted(line.folder.articles(portal.portal).glob("*.parquet"))
        stored = takedowns.stored_articles(files, [url, canonical])
        addresses = {url, canonical}.union(*(article.urls for article in stored))

        def belongs(other: str) -> bool:
            return other in addresses or canonical_url(other, rules) == canonical

        before = [one for one in takedowns.takedowns(root) if belongs(one.url)]
        if not stored and not before:
            stored = _never_read(line, portal, belongs, canonical)
        twins = _twins(line, [article.article_id for article in stored])
        # Noted first: whatever happens from here on, no release is published with the page in it.
        takedowns.record(root, [_merged(line, url, portal, one, before, reason, author, now) for one in stored])
        removed = archive.take_down(line.folder.pages(portal.portal), belongs, now)
        ids = sorted({*(one.article_id for one in stored), *(one.article_id for one in before)})
        _read_again_without(line, portal, ids)
        release = _publish_without(line, ids)
        known = tuple(one for one in takedowns.takedowns(root) if one.article_id in ids)
    return TakenDown(known, tuple(removed), release, tuple(twins))


def _portal_of(url: str) -> Portal:
    host = urlsplit(url).netloc.lower()
    for portal in load_all():
        if host and host in (portal.host, *portal.crawl.aliases):
            return portal
    raise UsageError(
        f"{url!r} is no address of a portal. Nothing was changed. `congdoan portal list` shows their hosts."
    )


def _never_read(line: Line, portal: Portal, belongs: Callable[[str], bool], canonical: str) -> list[Stored]:
    """A page that is archived and was not read yet. Raises NotFoundError where there is none."""
    indexes = sorted(line.folder.pages(portal.portal).glob("*.cdxj"))
    found = [e for index in indexes for e in archive.read_index(index) if e.is_capture and belongs(e.url)]
    if not found:
        raise NotFoundError(
            f"{canonical} is not in the archive of {portal.portal}. Nothing was changed. "
            "Give the address as it stands in the table `article`."
        )
    digests = sorted({entry.digest for entry in found if entry.digest})
    return [Stored(article_id(canonical), frozenset(e.url for e in found), tuple(digests))]


def _merged(
    line: Line,
    url: str,
    portal: Portal,
    article: Stored,
    before: Sequence[Takedown],
    reason: str,
    author: str,
    now: datetime,
) -> Takedown:
    """What is to be remembered of an article: who took it down first and why, and all that was ever read from it."""
    first = next((one for one in before if one.article_id == article.article_id), None)
    said: dict[str, Said] = {one.observation_id: one for one in first.said} if first else {}
    for name in names(line.folder.root):
        release = release_path(line.folder.root, name)
        said |= {one.observation_id: one for one in takedowns.said_in(release, article.article_id)}
    return Takedown(
        url=first.url if first else url,
        portal=portal.portal,
        article_id=article.article_id,
        # A release that was built since then has the page again: it came back, and goes again now.
        taken_down_at=now,
        reason=first.reason if first else reason,
        author=first.author if first else author,
        payload_digests=tuple(sorted({*article.payload_digests, *(first.payload_digests if first else ())})),
        releases=first.releases if first else (),
        said=tuple(said[one] for one in sorted(said)),
    )


def _twins(line: Line, ids: Sequence[str]) -> list[str]:
    published = published_path(line.folder.root)
    return sorted({twin for one in ids for twin in takedowns.twins_in(published, one)}) if published else []


def _read_again_without(line: Line, portal: Portal, ids: Sequence[str]) -> None:
    """The files that were read from the page's archive are made again from what is left there."""
    files = sorted(line.folder.articles(portal.portal).glob("*.parquet"))
    for file in takedowns.files_with(files, ids):
        (line.folder.observations(portal.portal) / file.name).unlink(missing_ok=True)
        file.unlink()
    derive.articles(line, portal, rederive=False)
    derive.observations(line, portal, rederive=False)


def _publish_without(line: Line, ids: Sequence[str]) -> str | None:
    """A release without the page in the place of one with it; those that are read no more and hold it go."""
    root = line.folder.root
    published = published_path(root)
    release = None
    if published is not None and any(takedowns.holds(published, one) for one in ids):
        candidate = yearbook.build_release(line)
        release = yearbook.publish_and_export(line, candidate.name, accept=False).manifest.release
    with line.folder.lock("release", "a takedown"):
        withdraw(root)
    return release
