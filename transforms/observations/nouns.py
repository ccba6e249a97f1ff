"""What is counted: classes of nouns and the units they are counted in.

The noun after a number gives the unit and narrows what is measured, it does not decide it: `32 đoàn viên` after `trao
Mái ấm cho` counts houses. `lượt` makes persons into person_times; a label may stand before the number instead
(`tổng số đoàn viên lên 18.446 người`), so a quantity has one class or two.
"""

from dataclasses import dataclass
from functools import cache
from typing import cast, get_args

from transforms.observations.tables import read_table
from transforms.records import Unit


@dataclass(frozen=True, slots=True)
class Nouns:
    """Units by class, and all phrases as (phrase, key); the key of a class is `#` and its name."""

    classes: dict[str, Unit]
    phrases: tuple[tuple[str, str], ...]


@cache
def load_nouns() -> Nouns:
    """The table of nouns, checked. ConfigError with file and line."""
    classes: dict[str, Unit] = {}
    phrases: list[tuple[str, str]] = []
    for name, entry in read_table("nouns.yaml").fields().items():
        fields = entry.fields(frozenset({"unit", "words"}))
        if set(fields) != {"unit", "words"}:
            raise entry.wrong(f"class {name!r} needs the fields unit and words")
        if fields["unit"].text() not in get_args(Unit):
            raise fields["unit"].wrong(f"{fields['unit'].text()!r} is none of {', '.join(get_args(Unit))}")
        classes[name] = cast(Unit, fields["unit"].text())
        phrases += ((phrase, f"#{name}") for phrase in fields["words"].phrases())
    return Nouns(classes, tuple(phrases))
