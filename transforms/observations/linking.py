"""Money and parts: what is named only by what stands beside it.

An amount belongs to the nearest activity before it in the sentence (`thăm 50 gia đình với số tiền 25 triệu đồng`); a
sentence that begins with `Tổng` looks back to the one before; `chi 5 tỷ đồng hỗ trợ 100 người` looks forward. What the
price of one thing, somebody else's money or a composite price is was set apart by the catalogue's own rules before.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from transforms.observations.catalogue import load_catalogue
from transforms.observations.differences import tells_difference, tells_loss
from transforms.observations.houses import name_houses
from transforms.observations.naming import Candidate, Context, candidates, of_others
from transforms.observations.scopes import Topics
from transforms.observations.spots import Reading, Spot

_LOOKS_BACK = re.compile(r"[-+•*( ]*(?:với )?(?:tổng|số tiền|trị giá|kinh phí|cả đợt|mỗi)")
_LINKED = 6.8
"""Score of the money of an activity that stands far before it; more where it is near, less behind a verb of its own."""
_CARE = frozenset(
    [
        "care_amount_vnd",
        "gifts_amount_vnd",
        "tet_amount_vnd",
        "tet_gifts_amount_vnd",
        "maiam_amount_vnd",
        "covid_support_vnd",
        "health_check_amount_vnd",
        "tet_transport_amount_vnd",
        "housing_amount_vnd",
    ]
)
_LEAST, _LEAST_HOUSE = Decimal(20_000), Decimal(3_000_000)
"""What a gift or a person's support, and the support for a house, amounts to at least."""
_MOST = Decimal(20_000_000)
"""What a gift costs at most."""
_MISPRINTED = Decimal(1000)
"""Nothing costs less đồng: `500.00 đồng` lacks a digit."""
_MARGIN = 0.25
_FORWARD = re.compile(r"(?<!\w)(?:cho|để|hỗ trợ|tặng|xây|trao|giúp|mua|thăm|chăm lo|trợ cấp|sửa|làm|thăm hỏi)(?!\w)")


_NEXT_YEAR = re.compile(
    r"[,;]? ?(?:và )?(?:năm|quý|tháng) [\d/ivx]{1,7} ?:? ?(?:(?:đạt|là|được|bằng) )?(?:tỷ lệ |tỉ lệ )?"
)
_LAST_WORD = re.compile(r"([^\W\d_]+) $")
_APART = re.compile(r"[;:.()]|(?:,| và)(?! (?:sửa|xây|làm|hỗ trợ|tặng|thăm|trao|cất|dựng)(?!\w))")


def name_all(
    reading: Reading, title: Reading | None, topics: Topics, parts: Mapping[int, str]
) -> dict[int, list[Candidate]]:
    """Candidates by spot, best first; spots without any are left out."""
    names: dict[int, list[Candidate]] = {}
    indicators = load_catalogue().indicators
    last_named: str | None = None
    last_count: str | None = None
    given: str | None = None
    lessened = False
    sentence, counted_until = -1, 0
    around: frozenset[str] = frozenset()
    unpaid: list[str | None] = []
    price: Decimal | None = None
    count: Spot | None = None
    for index, spot in enumerate(reading.spots):
        if spot.sentence != sentence:
            begin = reading.sentences[spot.sentence].start
            back = spot.sentence - sentence == 1 and _LOOKS_BACK.match(reading.folded, begin)
            if not back:
                last_named = last_count = given = None
                unpaid = []
            price = count = None
            lessened = False
            sentence = spot.sentence
            around = reading.keys_around(sentence)
        if index in parts or _in_a_name(reading, spot):
            continue
        if spot.kind == "money" and spot.quantity.value < _MISPRINTED:
            continue
        lessened = tells_loss(reading, spot) or (lessened and spot.kind == "count" and "!verbs" not in spot.before)
        if lessened:
            continue
        if index and _new_clause(reading, reading.spots[index - 1], spot):
            last_named = last_count = None
        previous = frozenset(code for code in (last_named, last_count) if code)
        context = Context(topics.of(spot), previous, reading.sentence_keys[sentence], around)
        found = candidates(spot, context)
        if found and spot.kind == "count" and tells_difference(reading, spot):
            found = [candidate for candidate in found if candidate.code.endswith("_net_increase")]
        gap = spot.quantity.start - counted_until
        if spot.kind == "money" and last_count and "@alien" not in spot.before:
            found = _with_linked(found, indicators[last_count].money, spot, gap)
        if (
            spot.kind == "money"
            and not found
            and given is not None
            and not _priced(spot)
            and not of_others(spot, context)
        ):
            found = _with_linked(found, given, spot, gap)
        if spot.kind == "money":
            found = _of_several(found, unpaid, spot, topics)
            found = _of_one(found, price, count, spot)
        if _tied(found):
            continue
        if not found and index and index - 1 in names and _goes_on(reading, reading.spots[index - 1], spot):
            known = names[index - 1][0]
            found = [Candidate(known.code, f"{known.code}.series", min(known.score, _LINKED))]
        if found:
            names[index] = found
            last_named = found[0].code
            if indicators[last_named].measure == "unit_price":
                price = spot.quantity.value
                unpaid = unpaid[:-1]
            elif spot.kind == "money":
                unpaid = []
        if spot.kind == "count" and (found or "!verbs" in spot.before):
            last_count = found[0].code if found else None
            given = None if found or "@give" not in spot.before else "care_amount_vnd"
            counted_until = spot.noun_end
            unpaid.append(indicators[found[0].code].money if found else None)
            count, price = spot, None
    for index, spot in enumerate(reading.spots):
        forward = _ahead(reading, index, names) if spot.kind == "money" and index not in parts else None
        target = indicators[forward].money if forward else None
        if target and "@collect" in spot.before:
            target = indicators[target].collected or target
        if target and (
            index not in names or _weak(names[index][0], reading.spots[index]) or _of_many(reading, index, names)
        ):
            others = [candidate for candidate in names.get(index, []) if candidate.code != target]
            names[index] = [Candidate(target, f"{target}.ahead", 7.0), *others]
    name_houses(reading, title, names)
    return names


def _with_linked(found: list[Candidate], code: str | None, spot: Spot, gap: int) -> list[Candidate]:
    """The candidates with the money of the activity before, unless the amount is a price or already one of them."""
    if code is None or _priced(spot) or not spot.before.keys().isdisjoint(("@perunit", "@prize")):
        return found
    score = _LINKED + max(0.0, 2.0 - gap / 80) - (1.5 if _has_own_verb(spot) else 0.0)
    score += 0.4 if code.startswith("tet_") else 0.0  # at Tết all money is Tết's: what it is for decides
    linked = Candidate(code, f"{code}.linked", score)
    others = [c for c in found if c.code != code or c.score > score]
    if len(others) < len(found) or not any(c.code == code for c in found):
        others.append(linked)
    return sorted(others, key=lambda candidate: (-candidate.score, candidate.code))


def _tied(found: Sequence[Candidate]) -> bool:
    """Two readings that the text does not decide between: better none than a guess."""
    if len(found) < 2 or found[0].rule_id.endswith(".several"):
        return False
    first, second = (load_catalogue().indicators[candidate.code].money for candidate in found[:2])
    akin = first is not None and first == second  # houses supported and houses handed over
    return not akin and found[0].score - found[1].score < _MARGIN


def _of_several(found: list[Candidate], unpaid: Sequence[str | None], spot: Spot, topics: Topics) -> list[Candidate]:
    """`thăm 90 đoàn viên, xây 3 nhà, tặng 50 suất quà, tổng kinh phí 400 triệu đồng`: care as a whole."""
    paid = {code for code in unpaid if code}
    if len(paid) < 2 or not {"@sum", "@whole"} & spot.before.keys() or not paid <= _CARE:
        return found
    if "@perunit" in spot.before or _priced(spot):
        return found
    code = "tet_amount_vnd" if "tet" in topics.of(spot) else "care_amount_vnd"
    others = [candidate for candidate in found if candidate.code != code]
    return [Candidate(code, f"{code}.several", _LINKED), *others]


def _of_one(found: list[Candidate], price: Decimal | None, count: Spot | None, spot: Spot) -> list[Candidate]:
    """An amount too small for all of them is the price of one: `50 suất quà trị giá 500.000 đồng`.

    So is one that a price before it exceeds, and the support for a single house.
    """
    if not found or found[0].code not in _CARE or count is None:
        return found
    value, number = spot.quantity.value, count.quantity.value
    least = _LEAST_HOUSE if found[0].code == "maiam_amount_vnd" else _LEAST
    part = price is not None and number >= 2 and value <= price
    house = found[0].code == "maiam_amount_vnd"
    alone = number == 1 and (house or bool({"gift", "voucher"}.intersection(count.heads[:1])))
    if not (part or alone) and (number < 2 or value / number >= least):
        return found
    if value > _MOST and not house:
        return []  # books, pens or medicine, and no price of one of them
    code = "maiam_per_house_vnd" if found[0].code == "maiam_amount_vnd" else "gift_unit_value_vnd"
    return [Candidate(code, f"{code}.of_one", _LINKED)]


def _in_a_name(reading: Reading, spot: Spot) -> bool:
    """`ấp Thạnh Lộc 1`, `Ảnh 1`, `mạch 3 Quảng Trạch`: a small number behind a name, with nothing counted after it."""
    quantity = spot.quantity
    written = reading.text[quantity.number_start : quantity.end]
    if spot.kind != "count" or spot.noun_end > quantity.end or len(written) > 2 or not written.isdigit():
        return False
    before = _LAST_WORD.search(reading.text, max(0, quantity.number_start - 20), quantity.number_start)
    named = before is not None and before[1][0].isupper() and not before[1].isupper()
    return named and reading.text[quantity.end : quantity.end + 1] in ("", ",", ".", ";", ")", "\n")


def _goes_on(reading: Reading, last: Spot, spot: Spot) -> bool:
    """`năm 2014 đạt 129%, năm 2015 đạt 127%`: only the year is said anew, so it is the same that was measured."""
    alike = last.sentence == spot.sentence and last.kind == spot.kind == "percent"
    return alike and bool(_NEXT_YEAR.fullmatch(reading.folded, last.quantity.end, spot.quantity.start))


def _has_own_verb(spot: Spot) -> bool:
    return "!verbs" in spot.before and "!money_words" not in spot.before


def _priced(spot: Spot) -> bool:
    return any(key.startswith("=/") for key in spot.after)


def _new_clause(reading: Reading, last: Spot, spot: Spot) -> bool:
    """A semicolon and a verb of its own: what stood before no longer says what this is."""
    return (
        "!verbs" in spot.before
        and last.sentence == spot.sentence
        and ";" in reading.folded[last.quantity.end : spot.quantity.start]
    )


def _ahead(reading: Reading, index: int, names: Mapping[int, list[Candidate]]) -> str | None:
    """The activity that an amount is spent on when it follows: `dành 5 tỷ đồng hỗ trợ 100 đoàn viên`."""
    spots = reading.spots
    if index + 1 >= len(spots) or spots[index + 1].sentence != spots[index].sentence or index + 1 not in names:
        return None
    between = reading.folded[spots[index].quantity.end : spots[index + 1].quantity.start]
    if len(between) > 70 or _APART.search(between) or not _FORWARD.search(between):
        return None
    return names[index + 1][0].code if spots[index + 1].kind == "count" else None


def _of_many(reading: Reading, index: int, names: Mapping[int, list[Candidate]]) -> bool:
    """`hỗ trợ 100 triệu đồng xây dựng 2 ngôi nhà`: what seems one house's is that of all that follow it."""
    one = names[index][0].code == "maiam_per_house_vnd"
    return one and "@perunit" not in reading.spots[index].before and reading.spots[index + 1].quantity.value >= 2


def _weak(candidate: Candidate, spot: Spot) -> bool:
    """A name that rests on general words of giving gives way to what the money is seen to be spent on."""
    return candidate.rule_id.endswith((".cue", ".care", ".collect")) and candidate.score < 8.5
