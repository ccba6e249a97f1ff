"""The CMS families as the crawl knows them: one module each, one class each, behind the protocol of base.py."""

from functools import cache

from scrapers.families.base import Family
from scrapers.families.contentfck import ContentFck
from scrapers.families.dotnetnuke import DotNetNuke
from scrapers.families.generic import Generic
from scrapers.families.liferay import Liferay
from scrapers.families.mastercms import MasterCms
from scrapers.families.newspaper import Newspaper
from scrapers.families.nukeviet import NukeViet
from scrapers.families.numbered import Numbered
from scrapers.families.sharepoint import SharePoint
from scrapers.families.tuyenquang import TuyenQuang
from scrapers.families.vhv import Vhv
from scrapers.families.vnportal import VnPortal
from scrapers.families.webforms import WebForms
from scrapers.families.wordpress import WordPress
from scrapers.fetched import Fetched
from transforms.errors import ConfigError

MADE: tuple[type[Family], ...] = (
    *(NukeViet, Vhv, VnPortal, Liferay, SharePoint, DotNetNuke, TuyenQuang, WordPress),
    *(Newspaper, ContentFck, MasterCms, Numbered, WebForms, Generic),
)
FAMILIES: dict[str, type[Family]] = {family.name: family for family in MADE}


@cache
def family(name: str) -> Family:
    """The strategy of a family. Raises ConfigError for one that is not known."""
    if name not in FAMILIES:
        raise ConfigError(f"Family {name!r} is not known to the crawl; known are: {', '.join(sorted(FAMILIES))}.")
    return FAMILIES[name]()


def recognise(answer: Fetched) -> str:
    """The family that an answer's markup speaks for most; `generic` where none does."""
    marks = {name: made().recognise(answer) for name, made in FAMILIES.items()}
    best = max(marks, key=lambda name: marks[name])
    return best if marks[best] > 0 else Generic.name


__all__ = ["FAMILIES", "Family", "family", "recognise"]
