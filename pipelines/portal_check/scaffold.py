"""`portal new`: a portal file for a site nobody has described yet, from what its first answers show.

What it cannot know it guesses from the host and the title and says so; a person reads the file over. It is written
unverified and not enabled: that takes a check on the network.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.portal_check.probe import probe
from pipelines.portal_check.write import portal_yaml
from pipelines.portals import GENERIC, PORTALS, Crawl, Portal, PortalKind, Section, Title, load_all, load_portal
from pipelines.settings import Settings
from scrapers.check import Probe, suggest
from scrapers.families import family
from scrapers.job import CrawlJob
from transforms.areas import area_name, home_code, provinces
from transforms.errors import CrawlError, UsageError

GOVERNMENT = (".gov.vn",)
SUFFIXES = frozenset({"gov", "org", "com", "net", "edu", "vn"})
PREFIXES = re.compile(r"^(?:bao|congdoan|ldld|laodong)(?=[a-z])")
TITLE_WORDS = 40
PLACE_WORDS = 5
"""The longest name of a province has four words; one more for a dash set apart."""

MIN_TITLE, MAX_TITLE = 2, 120
HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{1,63}")
NAME_PATTERN = r"[a-z0-9][a-z0-9-]{1,40}"
ENGLISH: dict[PortalKind, str] = {"portal": "portal", "newspaper": "newspaper", "union": "trade union site"}


@dataclass(frozen=True)
class Known:
    """What the person who asks for a portal file says about it; null is guessed, or an error where it cannot be."""

    name: str | None = None
    home: str | None = None
    kind: PortalKind | None = None
    allow_address: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """What a site's answers say a portal file could hold."""

    family: str
    sections: list[Section]
    feeds: list[str]
    sitemaps: list[str]
    article_url: str | None
    cookies: bool


def scaffold(here: Settings, url: str, out: Path, known: Known) -> Path:
    """Write the portal file of a site into `out` and return its path.

    Asks the site for a few pages, twice: to recognise its family, and to see what that family finds. Raises UsageError
    before anything is asked where the file exists or its host has one, and after it where the province is not known;
    CrawlError where the site cannot be reached.
    """
    base = _base(url, known.allow_address)
    host = urlsplit(base).netloc
    name = known.name or _name(host)
    given = _given_home(known.home) if known.home else None
    if not re.fullmatch(NAME_PATTERN, name):
        raise UsageError(f"{name!r} is no name for a portal: small letters, digits and dashes, such as --name laichau.")
    target = out / f"{name}.yaml"
    _refuse_known(target, host, sample=known.allow_address is not None)
    first = _unknown_portal(name, base, known)
    with tempfile.TemporaryDirectory(prefix="congdoan-") as scratch:
        folder = Path(scratch)
        job = probe(here, first, _made(folder / "1")).job
        title = _page_title(Probe(job), host)
        home = given or _home(host, title)
        found = _suggestion(job)
        if found.family != GENERIC:
            job = probe(here, first.model_copy(update={"family": found.family}), _made(folder / "2")).job
            found = replace(_suggestion(job), family=found.family)
        kind = known.kind or _kind(host, title)
        portal = first.model_copy(
            update={
                "title": Title(vi=title, en=f"{_english(home)} {ENGLISH[kind]}"),
                "kind": kind,
                "home": home,
                "family": found.family,
                "evidence": _evidence(found, Probe(job)),
                "crawl": first.crawl.model_copy(
                    update={
                        "sections": found.sections,
                        "feeds": found.feeds,
                        "sitemaps": found.sitemaps,
                        "article_url": found.article_url,
                        "cookies": found.cookies,
                    }
                ),
            }
        )
        draft = folder / target.name
        draft.write_text(portal_yaml(portal), "utf-8")
        load_portal(draft)
        out.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(draft.read_text("utf-8"))
    return target


def _base(url: str, allow_address: str | None) -> str:
    """The address of the site itself; one file is one host, so the path is left away."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if (
        not HOST.fullmatch(host)
        or parts.scheme not in ("http", "https")
        or parts.netloc.lower() not in (host, f"{host}:{port}")
    ):
        raise UsageError(f"{url} is not the address of a site, such as https://laichau.gov.vn. Nothing was asked for.")
    if allow_address is not None and not (parts.netloc == allow_address and host == "127.0.0.1"):
        raise UsageError(
            f"--allow-address is for trying a sample portal, at that very address of 127.0.0.1; {allow_address} and "
            f"{parts.netloc} are not. Nothing was asked for."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _name(host: str) -> str:
    """`laichau` of laichau.gov.vn, `congdoan-cantho` of congdoan.cantho.gov.vn."""
    labels = [label for label in host.replace(":", ".").split(".") if label not in SUFFIXES and label != "www"]
    return "-".join(labels) or host.replace(".", "-")


def _refuse_known(target: Path, host: str, *, sample: bool) -> None:
    if target.exists():
        raise UsageError(f"{target} exists already and was not touched. Give another --name, or edit the file.")
    if target.parent.resolve() != PORTALS.resolve():
        return
    if sample:
        raise UsageError("A loopback address does not belong into the registry: name another folder with --out.")
    for portal in load_all():
        if host.removeprefix("www.") in {name.removeprefix("www.") for name in (portal.host, *portal.crawl.aliases)}:
            raise UsageError(f"{host} has a file already: {portal.portal}. One file is one host. Nothing was written.")


def _unknown_portal(name: str, base: str, known: Known) -> Portal:
    """The site as nothing but an address, for the first look at it."""
    host = urlsplit(base).netloc
    bare = host.removeprefix("www.")
    twin = bare if host != bare else f"www.{bare}"
    crawl = Crawl(
        base=base,
        aliases=[] if known.allow_address else [twin],
        allow_address=known.allow_address,
        delay_s=0 if known.allow_address else 2.5,
    )
    return Portal(
        portal=name,
        title=Title(vi=host, en=host),
        kind="portal",
        home="VN",
        family=GENERIC,
        enabled=False,
        evidence="an address",
        sample=known.allow_address is not None,
        crawl=crawl,
    )


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _page_title(seen: Probe, host: str) -> str:
    """What the home page calls itself, in printable characters; the host's name where it does not say."""
    home = seen.home()
    if home is None or home.status != 200:
        fates = ", ".join(f"{r.url}: {r.outcome} ({r.reason})" for r in seen.ended if r.outcome != "stored")
        raise CrawlError(f"{host} has no home page that could be fetched. Nothing was written. {fates[:500]}")
    node = home.tree.css_first("head title")
    text = " ".join((node.text() if node else "").split())
    text = "".join(letter for letter in text if letter.isprintable())
    return text[:MAX_TITLE] if len(text) >= MIN_TITLE else host


def _given_home(name: str) -> str:
    """The code of a province that a person named, by its name or by the code itself."""
    code = name if area_name(name) else home_code(name)
    if code is None:
        raise UsageError(f"There is no province {name!r}, old or new. Nothing was asked for.")
    return code


def _home(host: str, title: str) -> str:
    """The province in the host's name or the title. Raises UsageError without any."""
    for words in _candidates(host, title):
        if code := home_code(words):
            return code
    raise UsageError(
        f"Neither {host} nor its title ({title[:80]}) names a province. Nothing was written. "
        "Say whose it is with --home 'Lai Châu', or --home VN for a national site."
    )


def _candidates(host: str, title: str) -> Iterator[str]:
    for label in host.split("."):
        yield from (label, PREFIXES.sub("", label))
    words = re.findall(r"\w+", title)[:TITLE_WORDS]
    for length in range(PLACE_WORDS, 1, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _kind(host: str, title: str) -> PortalKind:
    label = host.removeprefix("www.").split(".")[0]
    folded = title.lower()
    if label.startswith(("congdoan", "ldld")) or "công đoàn" in folded or "liên đoàn lao động" in folded:
        return "union"
    if (label.startswith("bao") and not host.endswith(GOVERNMENT)) or folded.startswith("báo"):
        return "newspaper"
    return "portal"


def _english(home: str) -> str:
    """The home's name in ASCII, as English texts have it."""
    old = {row.ref_area_63: row.old_name_ascii for row in provinces()}
    new = {row.ref_area_34: row.new_name_ascii for row in provinces()}
    return {**old, **new}.get(home, "Vietnam")


def _suggestion(job: CrawlJob) -> Suggestion:
    """The crawl's suggestion in the schema's types."""
    found = suggest(job)
    block, name = Crawl.model_validate(found["crawl"]), str(found["family"])
    sections = [section for section in block.sections if family(name).page_number(section.path) == 1]
    return Suggestion(name, sections, block.feeds, block.sitemaps, block.article_url, block.cookies)


def _evidence(found: Suggestion, seen: Probe) -> str:
    """What was seen, when, in one line."""
    markup = f"markup of {found.family}" if found.family != GENERIC else "markup of no known family"
    asked = sum(record.outcome != "budget" for record in seen.ended)
    return (
        f"its own answers on {datetime.now(UTC):%Y-%m-%d} ({asked} addresses asked for): {markup}, "
        f"{len(found.sections)} listings with articles, {len(found.feeds)} feeds, {len(found.sitemaps)} sitemaps"
    )
