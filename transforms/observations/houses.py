"""Money in texts on houses: an amount as large as the support for one house is that, whatever else its words fit.

The unions give some 15 to 120 million đồng for a `Mái ấm Công đoàn`. News of a house handed over rarely repeat the
name at the amount: `LĐLĐ tỉnh hỗ trợ 30 triệu đồng`, `mỗi đoàn viên 50 triệu đồng`, `Quỹ Tấm lòng vàng hỗ trợ 40
triệu đồng`. In a passage on houses, care for several people that comes to as much for each is for their houses.
"""

from decimal import Decimal

from transforms.observations.naming import Candidate
from transforms.observations.spots import Reading, Spot

SIZED = 6.8
"""Score of a name that rests on the size of an amount and on what the text is about."""
_SUPPORT = (Decimal(15_000_000), Decimal(120_000_000))
_OTHERS = frozenset((None, "donations_raised_vnd", "gift_unit_value_vnd"))
"""What such an amount is taken for where the house is not named beside it, or not known for at all."""
_GIVING = frozenset(("@give", "@handing"))
_OPENING = 2
"""Sentences that tell what a text is about, besides its title."""


def name_houses(reading: Reading, title: Reading | None, names: dict[int, list[Candidate]]) -> None:
    """Gives money for houses, and those who get it, their names."""
    about = _is_about_houses(reading, title)
    for index, spot in enumerate(reading.spots):
        known = names[index][0].code if index in names else None
        if spot.kind != "money" or "@collect" in spot.before:
            continue
        nearby = "@maiam" in reading.sentence_keys[spot.sentence] | reading.keys_around(spot.sentence)
        if known == "care_amount_vnd" and nearby:
            _name_care(reading, index, names)
        elif known == "care_amount_vnd" or known in _OTHERS:
            each = "@perunit" in spot.before
            told = nearby or about
            if told and (each or (_gives(spot) and not _follows_a_count(reading, index))) and _is_support(spot):
                _put_first(names, index, "maiam_per_house_vnd")


def _name_care(reading: Reading, index: int, names: dict[int, list[Candidate]]) -> None:
    """`hỗ trợ 9 công nhân … 360 triệu`, in a passage on houses."""
    spot, last = reading.spots[index], index - 1
    people = (
        last >= 0
        and reading.spots[last].sentence == spot.sentence
        and last in names
        and names[last][0].code == "care_beneficiaries"
    )
    number = reading.spots[last].quantity.value if people else Decimal(1)
    if not _is_support(spot, number):
        return
    _put_first(names, index, "maiam_amount_vnd" if number > 1 else "maiam_per_house_vnd")
    if people and number > 1:
        _put_first(names, last, "maiam_houses_supported")


def _is_support(spot: Spot, number: Decimal = Decimal(1)) -> bool:
    return number >= 1 and _SUPPORT[0] <= spot.quantity.value / number <= _SUPPORT[1]


def _put_first(names: dict[int, list[Candidate]], index: int, code: str) -> None:
    names[index] = [Candidate(code, f"{code}.sized", SIZED), *(c for c in names.get(index, ()) if c.code != code)]


def _is_about_houses(reading: Reading, title: Reading | None) -> bool:
    opening = title.hits if title is not None else []
    return any("@maiam" in hit.keys for hit in opening) or any(
        "@maiam" in keys for keys in reading.sentence_keys[:_OPENING]
    )


def _gives(spot: Spot) -> bool:
    return not _GIVING.isdisjoint(spot.before)


def _follows_a_count(reading: Reading, index: int) -> bool:
    """Whether something was counted before in the sentence, whose money it may be: `tặng 20 suất quà … 20 triệu`."""
    sentence = reading.spots[index].sentence
    earlier = reversed(reading.spots[:index])
    return any(spot.kind == "count" and spot.quantity.value > 1 for spot in earlier if spot.sentence == sentence)
