"""What the release is told from outside: provinces, indicators, portals; handed in by pipelines.

Belongs here: the shape of that knowledge and how it becomes reference tables. No province is named in code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from transforms.errors import ConfigError
from warehouse.schema import Model

Cell = str | int | float | bool | Decimal | date | list[str] | None
Row = dict[str, Cell]
Given = Mapping[str, object]
LAW = "202/2025/QH15"


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows as plain mappings.

    `provinces`: the fields of transforms/data/provinces.csv (old_code, old_name_vi, ..., new_code, ..., effective_date,
    legal_basis). `indicators`: code, name_vi, name_en, definition_vi, definition_en, unit ("person" or
    "person|person_times"), measure, aggregation, offer, plausible_min, plausible_max. `portals`: portal, title_vi,
    title_en, kind, home, base, enabled, verified, sample, and where known expect_min and expect_max (articles a month).
    `gone`: canonical addresses of archived pages that their site does not have any more.
    `code_versions`: the version each portal's files must have now; a portal that is not named is not compared.
    `licence` and `citation` are printed in the database and in every export; the build adds the edition to the latter.
    """

    provinces: Sequence[Given]
    indicators: Sequence[Given]
    portals: Sequence[Given]
    code_versions: Mapping[str, str] = field(default_factory=dict)
    gone: Sequence[str] = ()
    licence: str = (
        "Facts and statistics: free to reuse with citation of the release and of the quoted source. "
        "Quoted sentences belong to their publishers. Software: Apache-2.0."
    )
    citation: str = "congdoan: yearbook of Vietnamese trade unions, read from union news."


def tables(reference: Reference, model: Model) -> dict[str, list[Row]]:
    """The rows of every reference table, sorted by key. Raises ConfigError for a row that cannot be."""
    areas, mapping = _areas(reference.provinces)
    return {
        "code": [
            {"code_list": name, "code": code, "label_vi": label.vi, "label_en": label.en}
            for name, codes in sorted(model.codes.items())
            for code, label in sorted(codes.items())
        ],
        "ref_area": areas,
        "ref_area_map": mapping,
        "indicator": sorted(
            (_indicator(given) for given in reference.indicators), key=lambda row: str(row["indicator"])
        ),
        "portal": sorted((_portal(given) for given in reference.portals), key=lambda row: str(row["portal"])),
    }


def _areas(provinces: Iterable[Given]) -> tuple[list[Row], list[Row]]:
    country: Row = {
        "ref_area": "VN",
        "codelist": "VN",
        "name_vi": "Cả nước",
        "name_en": "Viet Nam",
        "area_type": "country",
    }
    areas: dict[str, Row] = {"VN": country | {"iso_3166_2": "VN"}}
    mapping: list[Row] = []
    for given in provinces:
        old, new = f"VN63_{_text(given, 'old_code')}", f"VN34_{_text(given, 'new_code')}"
        if old in areas:
            raise ConfigError(f"provinces: {old} stands twice; each old province lies in exactly one new one")
        effective = _date(given, "effective_date")
        areas[old] = {
            "ref_area": old,
            "codelist": "VN63",
            "code": _text(given, "old_code"),
            "name_vi": _text(given, "old_name_vi"),
            "name_en": _text(given, "old_name_ascii"),
            "area_type": _text(given, "old_type"),
            "iso_3166_2": _text(given, "old_iso3166_2") or None,
            "valid_to": _date(given, "old_valid_to"),
        }
        areas[new] = {
            "ref_area": new,
            "codelist": "VN34",
            "code": _text(given, "new_code"),
            "name_vi": _text(given, "new_name_vi"),
            "name_en": _text(given, "new_name_ascii"),
            "area_type": _text(given, "new_type_2025_07_01"),
            "valid_from": effective,
            "legal_basis": _text(given, "legal_basis"),
        }
        means = _text(given, "old_code_now_means")
        mapping.append(
            {
                "ref_area_63": old,
                "ref_area_34": new,
                "change_type": _text(given, "change_type"),
                "n_parts": int(_text(given, "n_old_in_new")),
                "name_continues": _text(given, "name_continues") in {"Y", "True"},
                "old_code_now_means": None if means in {"", "(retired)"} else means,
                "effective_date": effective,
                "legal_basis": _text(given, "legal_basis"),
            }
        )
    return sorted(areas.values(), key=lambda row: str(row["ref_area"])), sorted(
        mapping, key=lambda row: str(row["ref_area_63"])
    )


def _indicator(given: Given) -> Row:
    low, high = _number(given, "plausible_min"), _number(given, "plausible_max")
    return {
        "indicator": _text(given, "code"),
        "name_vi": _text(given, "name_vi"),
        "name_en": _text(given, "name_en"),
        "definition_vi": _text(given, "definition_vi") or None,
        "definition_en": _text(given, "definition_en") or None,
        "unit_measure": _units(given),
        "measure": _text(given, "measure"),
        "aggregation": _text(given, "aggregation") or "none",
        "offer": _text(given, "offer"),
        "plausible_min": low,
        "plausible_max": high,
    }


def _units(given: Given) -> list[str]:
    """The units that may enter the yearly table, each as cells of its own. The catalogue gives one, or several joined
    by `|`; whoever counts persons over a year is also quoted in lượt (persons counted each time)."""
    units = [part for part in _text(given, "unit").split("|") if part]
    if units == ["person"] and _text(given, "measure") == "flow":
        units.append("person_times")
    return units


def _portal(given: Given) -> Row:
    row: Row = {name: _text(given, name) for name in ("portal", "title_vi", "title_en", "kind", "home", "base")}
    row |= {
        "enabled": bool(given.get("enabled")),
        "sample": bool(given.get("sample")),
        "verified": _date(given, "verified"),
    }
    for name in ("expect_min", "expect_max"):
        number = _number(given, name)
        row[name] = None if number is None else int(number)
    return row


def _text(given: Given, name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value).strip()


def _date(given: Given, name: str) -> date | None:
    value = given.get(name)
    if isinstance(value, date):
        return value
    text = _text(given, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigError(f"reference rows: {name} is {text!r}; a date is written 2025-07-01") from error


def _number(given: Given, name: str) -> Decimal | None:
    text = _text(given, name)
    return Decimal(text) if text else None
