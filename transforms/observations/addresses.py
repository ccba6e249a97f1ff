"""What an article's address tells: whose news it is and when it appeared, where nothing better says so.

Most systems write the title without tones into the address (`/cong-doan-phuong-minh-xuan-don-tet-0a31.html`), and many
a folder or number of the day (`/202205/`, `-20140210192727825.htm`). A title always goes before its address.
"""

import re
import unicodedata
from datetime import date
from functools import cache

from transforms.language.letters import fold
from transforms.observations.organisations import Setting, level_of
from transforms.observations.tables import read_table
from transforms.records import OrgLevel

_SPELLED = {"ldld": ("lien", "doan", "lao", "dong"), "cd": ("cong", "doan"), "tp": ("thanh", "pho")}
_STAMP = re.compile(r"(?<!\d)(?P<y>20[012]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?:\d{6}|\d{9})(?!\d)")
_FOLDER = re.compile(r"/(?P<y>20[012]\d)[/-]?(?P<m>0[1-9]|1[0-2])(?:[/-]?(?P<d>[0-3]\d))?/")
_MAX_SLUG, _MAX_SLUG_NAME = 24, 9


def named_in_address(url: str | None, setting: Setting) -> tuple[OrgLevel, str | None] | None:
    """Level and place of the organisation that an address names: `/cong-doan-phuong-minh-xuan-don-tet-0a31.html`."""
    slug = max((url or "").rsplit("?", 1)[0].split("/"), key=lambda part: part.count("-"))
    words = [long for word in slug.lower().split("-")[:_MAX_SLUG] for long in _SPELLED.get(word, (word,))]
    for first, word in enumerate(words):
        if word not in _first_words():
            continue
        for last in range(min(len(words), first + _MAX_SLUG_NAME), first + 1, -1):
            known = _untoned().get(" ".join(words[first:last]))
            if known is None or (known[0] == "grassroots" and first):
                continue
            tail = " ".join(words[last : last + 3]).title()
            level, place = level_of(*known, tail, setting)
            if known[0] != "province_or_district" or place:
                return level, place
            break
    return None


def day_in_address(url: str | None) -> date | None:
    """The day of publication that an address carries; where it has only the month, the middle of that month."""
    match = _STAMP.search(url or "") or _FOLDER.search(url or "")
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"] or 15))
    except ValueError:
        return None


@cache
def _untoned() -> dict[str, tuple[str, str]]:
    """The beginnings of names without tones, as addresses write them, with their kind and spelling."""
    levels = read_table("organisations.yaml").fields()["levels"].fields()
    return {
        _without_tones(phrase): (kind, fold(phrase))
        for kind in ("province", "province_or_district", "sector", "district", "commune", "grassroots")
        for phrase in levels[kind].phrases()
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _untoned())


def _without_tones(phrase: str) -> str:
    bare = unicodedata.normalize("NFD", fold(phrase).replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
