"""All phrases of all tables in one, so that a text is scanned once and everything after that is a look-up.

Keys tell where a phrase comes from: `@group` and `=phrase` from the catalogue, `#class` nouns, `!list` words of
contexts.yaml and organisations.yaml, `~topic`, `%role`, `^level`; `~tet-`, `%plan-` are phrases that only look like it.
"""

from collections.abc import Iterator
from functools import cache

from transforms.areas import provinces
from transforms.language.letters import fold
from transforms.language.words import Phrases
from transforms.observations.catalogue import load_catalogue
from transforms.observations.nouns import load_nouns
from transforms.observations.tables import read_table
from transforms.records import OrgLevel

TOPICS = ("tet", "workers_month", "covid", "mid_autumn", "disaster", "children_day")
ROLES = ("plan", "target", "actual")
_LISTS = ("verbs", "money_words", "breaks")
_ORG_LISTS = ("boards", "not_after", "speaking")
_ORG_ONLY = ("places_after", "adverbs", "others_figures")
NAMED_AFTER = "công đoàn"
"""What a province's federation is called with the province's name behind it: `Công đoàn Trà Vinh`."""
LEVELS: tuple[OrgLevel, ...] = (
    "national",
    "province",
    "sector",
    "cluster",
    "district",
    "commune",
    "grassroots",
    "other",
)


@cache
def load_phrases() -> Phrases:
    """Every phrase of the tables with its keys. ConfigError with file and line."""
    table = read_table("abbreviations.yaml").fields()
    abbreviations = {fold(short): fold(entry.text()) for short, entry in table.items()}
    hiding = read_table("contexts.yaml").fields()["hiding"].phrases()
    return Phrases(((fold(phrase), key) for phrase, key in _entries()), abbreviations, map(fold, hiding))


def _entries() -> Iterator[tuple[str, str]]:
    yield from load_catalogue().phrases
    yield from load_nouns().phrases
    contexts = read_table("contexts.yaml").fields(frozenset((*_LISTS, "hiding", "topics", "roles")))
    for name in _LISTS:
        yield from ((phrase, f"!{name}") for phrase in contexts[name].phrases())
    for sign, part, known in (("~", "topics", TOPICS), ("%", "roles", ROLES)):
        for name, entry in contexts[part].fields(frozenset(known)).items():
            fields = entry.fields(frozenset({"words", "not"}))
            yield from ((phrase, f"{sign}{name}") for phrase in fields["words"].phrases())
            if "not" in fields:
                yield from ((phrase, f"{sign}{name}-") for phrase in fields["not"].phrases())
    organisations = read_table("organisations.yaml").fields(frozenset((*_ORG_LISTS, *_ORG_ONLY, "levels")))
    for name in _ORG_LISTS:
        yield from ((phrase, f"!{name}") for phrase in organisations[name].phrases())
    for name, entry in (
        organisations["levels"].fields(frozenset((*LEVELS, "own", "place", "province_or_district"))).items()
    ):
        yield from ((phrase, f"^{name}") for phrase in entry.phrases())
    for province in provinces():
        for name in {province.old_name_vi, province.new_name_vi}:
            yield f"{NAMED_AFTER} {fold(name)}", "^named"
