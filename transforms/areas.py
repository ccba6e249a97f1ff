"""Provinces on both maps: the 63 that ended on 30 June 2025 and the 34 that followed, and the names they go by.

A code always carries its list (`VN63_52` is Bình Định, `VN34_52` is Gia Lai): seven two-digit codes and seven names
changed their meaning on 2025-07-01 (Resolution 202/2025/QH15; code list of Decision 19/2025/QĐ-TTg). What belongs
here is the table and the reading of a name; which of two candidates a sentence means is decided where the sentence
is read (transforms/observations/publishing.py).
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from transforms.errors import ConfigError

TABLE = Path(__file__).parent / "data" / "provinces.csv"
NATIONAL = "VN"
MERGED_ON = date(2025, 7, 1)
"""From this day the map of 34 holds; a period that begins before it is told on the map of 63."""


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 63 old provinces and where it went. `ref_area_63`, `ref_area_34`: codes with their list.

    `unchanged` is true for the eleven provinces whose territory is the same on both maps. `name_continues` is true
    where the new province kept this one's name, so that the bare name stands for two territories.
    """

    old_code: str
    old_name_vi: str
    old_name_ascii: str
    old_type: str
    old_iso3166_2: str
    old_aliases: tuple[str, ...]
    old_valid_to: date | None
    new_code: str
    new_name_vi: str
    new_name_ascii: str
    new_type: str
    change_type: str
    n_old_in_new: int
    name_continues: bool
    new_code_inherited_from: str
    old_code_now_means: str
    code_reused_for_other_name: bool
    effective_date: date
    legal_basis: str

    @property
    def ref_area_63(self) -> str:
        return f"VN63_{self.old_code}"

    @property
    def ref_area_34(self) -> str:
        return f"VN34_{self.new_code}"

    @property
    def unchanged(self) -> bool:
        return self.change_type == "unchanged"


@cache
def provinces() -> tuple[Province, ...]:
    """All 63 rows in the order of the old codes. ConfigError where the table is not a function from old to new."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = tuple(_province(row, line) for line, row in enumerate(csv.DictReader(lines), start=2))
    if len({row.old_code for row in rows}) != len(rows):
        raise ConfigError(f"{TABLE.name}: an old province code stands twice; each must go to exactly one new province")
    return rows


@lru_cache(maxsize=4096)
def resolve(name: str) -> tuple[str, ...]:
    """The areas that a province's name may mean, old map first: `("VN63_54",)`, `("VN63_12", "VN34_12")` or `()`.

    Names are read without tones, case, dashes and words like "tỉnh" or "TP"; aliases count. "(cũ)" after the name
    leaves only the old map.
    """
    plain, former = re.subn(r"\(\s*(?:cũ|cu|trước đây)\s*\)", "", unicodedata.normalize("NFC", name))
    candidates = _names().get(_key(plain), ())
    return tuple(code for code in candidates if not former or code.startswith("VN63_"))


def home_code(name: str) -> str | None:
    """The code of a portal's home: the old province where there was one of that name, else the new one, else null."""
    if _key(name) in {"vn", "viet nam", "vietnam", "ca nuoc", "toan quoc"}:
        return NATIONAL
    return next(iter(resolve(name)), None)


@cache
def by_old_code() -> dict[str, Province]:
    """Rows by `VN63_` code."""
    return {row.ref_area_63: row for row in provinces()}


@cache
def area_name(code: str) -> str | None:
    """The Vietnamese name of an area code, null for an unknown one."""
    if code == NATIONAL:
        return "Việt Nam"
    for row in provinces():
        if code == row.ref_area_63:
            return row.old_name_vi
        if code == row.ref_area_34:
            return row.new_name_vi
    return None


def successor(code: str) -> str:
    """The new province that holds an old one's territory; a new code and `VN` stand for themselves."""
    row = by_old_code().get(code)
    return row.ref_area_34 if row else code


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = {}
    for row in provinces():
        for name in (row.old_name_vi, row.old_name_ascii, *row.old_aliases):
            for key in (_key(name), _key(name).replace(" ", "")):
                names.setdefault(key, {})[row.ref_area_63] = None
    for row in provinces():
        known = (row.old_name_vi, *row.old_aliases) if row.name_continues else ()
        for name in (row.new_name_vi, row.new_name_ascii, *known):
            for key in (_key(name), _key(name).replace(" ", "")):
                names.setdefault(key, {})[row.ref_area_34] = None
    return {key: tuple(codes) for key, codes in names.items()}


def _key(name: str) -> str:
    """A name without tones, case and punctuation, and without the word for its kind."""
    bare = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d")).lower()
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", bare).strip()
    return re.sub(r"^(?:tinh|thanh pho|tp) (?=\w)", "", words)


def _province(row: dict[str, str], line: int) -> Province:
    try:
        return Province(
            old_code=row["old_code"],
            old_name_vi=row["old_name_vi"],
            old_name_ascii=row["old_name_ascii"],
            old_type=row["old_type"],
            old_iso3166_2=row["old_iso3166_2"],
            old_aliases=tuple(alias for alias in row["old_aliases"].split("|") if alias),
            old_valid_to=date.fromisoformat(row["old_valid_to"]) if row["old_valid_to"] else None,
            new_code=row["new_code"],
            new_name_vi=row["new_name_vi"],
            new_name_ascii=row["new_name_ascii"],
            new_type=row["new_type_2025_07_01"],
            change_type=row["change_type"],
            n_old_in_new=int(row["n_old_in_new"]),
            name_continues=row["name_continues"] == "Y",
            new_code_inherited_from=row["new_code_inherited_from_old_province"],
            old_code_now_means=row["old_code_now_means"],
            code_reused_for_other_name=row["code_reused_for_other_name"] == "Y",
            effective_date=date.fromisoformat(row["effective_date"]),
            legal_basis=row["legal_basis"],
        )
    except (KeyError, ValueError) as error:
        raise ConfigError(f"{TABLE.name}, line {line}: {error!r}; the table needs the columns of Province") from error
