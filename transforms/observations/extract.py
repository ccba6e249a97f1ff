"""From an article to its observations: the order in which the questions are asked.

Numbers and clauses first (reading.py), then topics and roles (scopes.py), percentages and targets (ratios.py), names
(naming.py: counts before the money spent on them, which follows in the text), then whose and when (subjects.py,
timing.py), arithmetic (checks.py), confidence, and what may be published (publishing.py). Nothing is decided here.
"""

import hashlib
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from transforms.observations.addresses import day_in_address
from transforms.observations.catalogue import Indicator, load_catalogue
from transforms.observations.checks import check_all
from transforms.observations.confidence import confidence_of
from transforms.observations.differences import tells_difference
from transforms.observations.linking import name_all
from transforms.observations.nouns import load_nouns
from transforms.observations.organisations import Setting, others_figures
from transforms.observations.publishing import area_of, may_publish
from transforms.observations.ratios import Ratio, attach_ratios
from transforms.observations.reading import read, read_words
from transforms.observations.scopes import Roles, Topics
from transforms.observations.spots import Reading, Spot
from transforms.observations.stocks import Timing
from transforms.observations.subjects import Subjects
from transforms.observations.timing import Clock
from transforms.records import Alternative, Article, Observation, OrgLevel, RatioKind, Unit

_VIETNAM = timezone(timedelta(hours=7))
MAX_CHARS = 100_000
"""How much of a text is read: ten times a long article. What is longer is no news, and must not hold up the rest; the
observations of a text that was not read to its end are flagged `TEXT_CUT`."""
_MAX_SENTENCE = 1500
_FIRST_MONTH = {"-Q1": 1, "-Q2": 4, "-Q3": 7, "-Q4": 10, "-S1": 1, "-S2": 7}
_SETTLED = 20
"""Day of its first month before which nobody has the results of a quarter or half-year."""
CELLS = " | "
"""Between the cells of a table's row, as the reader of pages writes it."""
_PHRASE_END = re.compile(r"[\n,;:.()]")
_WHOLES = frozenset(("collective", "enterprise", "agency", "unit", "grassroots_union", "upper_union"))


def extract_observations(article: Article) -> list[Observation]:
    """Every quantity of an article in the order of its text; nothing for a page that is no article."""
    if article.verdict != "article" or not article.text:
        return []
    reading = read(article.text[:MAX_CHARS])
    if not reading.spots:
        return []
    cut = ("TEXT_CUT",) if reading.cut or len(article.text) > MAX_CHARS else ()
    title = read_words(article.title) if article.title else None
    published = _day(article.published_at) or day_in_address(article.url)
    topics, roles = Topics(reading, title), Roles(reading)
    subjects = Subjects(reading, title, Setting(article.home, published), article.url)
    clock = Clock(reading, published, title)
    ratios, parts = attach_ratios(reading)
    names = name_all(reading, title, topics, parts)
    checks = check_all(reading, ratios, names, parts)
    indicators = load_catalogue().indicators
    found: list[Observation] = []
    for index, spot in enumerate(reading.spots):
        if parts.get(index) == "achievement":
            continue
        considered = names.get(index, [])
        chosen = considered[0] if considered else None
        indicator = indicators[chosen.code] if chosen else None
        role = "target" if parts.get(index) == "target" else roles.of(spot)
        subject = subjects.subject_of(spot)
        if indicator is not None and indicator.code in others_figures():
            subject = subject._replace(name=None, level="other")
        stock = indicator is not None and indicator.aggregation == "last"
        timing = clock.of(
            spot,
            stock=stock,
            event=_one_event(indicator, spot, topics.of(spot)),
            seasonal=indicator is not None and indicator.code.startswith(("tet_", "covid_")),
            topics=_topics(topics.of(spot), indicator),
            plan=role != "actual",
        )
        if role == "actual" and (_ahead_of(timing, published) or (not stock and clock.lies_ahead(timing))):
            role = "plan"
        if role != "actual" and spot.quantity.of is not None and "target" in spot.heads[:1]:
            role = "actual"  # `9/9 chỉ tiêu phấn đấu hoàn thành`
        ratio = ratios.get(index, Ratio())
        flags = _flags(indicator, spot, timing.assumed, subject.level)
        confidence = confidence_of(considered, checks.get(index, ()), flags, average="@perunit" in spot.before)
        sentence = reading.sentences[spot.sentence]
        start, end = spot.quantity.start, _quote_end(reading, spot)
        told = article.text[sentence.start : sentence.end][:_MAX_SENTENCE]
        area, area_flags = area_of(
            subject, article.home, told, told[: max(0, start - sentence.start)], timing, published
        )
        flags = (*flags, *area_flags, *cut)
        found.append(
            Observation(
                observation_id=_identity(article, start, end, indicator),
                article_id=article.article_id,
                version_id=article.version_id or "",
                portal=article.portal,
                code_version=article.code_version,
                rule_id=chosen.rule_id if chosen else None,
                indicator=chosen.code if chosen else None,
                measured_phrase=_phrase(reading, spot),
                obs_value=_exact(spot.quantity.value),
                value_low=_exact(spot.quantity.low) if spot.quantity.low is not None else None,
                value_high=_exact(spot.quantity.high) if spot.quantity.high is not None else None,
                value_qualifier=spot.quantity.bound,
                unit_measure=_unit(spot, indicator),
                obs_role=role,
                target_value=_exact(ratio.target) if ratio.target is not None else None,
                ratio_kind=_ratio_kind(spot, ratio, indicator),
                achievement_pct=_exact(ratio.achieved) if ratio.achieved is not None else None,
                time_period=timing.time_period,
                period_type=timing.period_type,
                period_start=timing.start,
                period_end=timing.end,
                ref_date=timing.ref_date,
                campaign=timing.campaign,
                period_words=clock.words_of(timing),
                org_name=subject.name,
                org_level=subject.level,
                ref_area=area,
                sentence=article.text[sentence.start : sentence.end][:_MAX_SENTENCE],
                quote=article.text[start:end],
                char_start=start,
                char_end=end,
                confidence=confidence,
                publishable=indicator is not None
                and not tells_difference(reading, spot)
                and CELLS not in told  # which column a row's number stands in, its header says, and that is not read
                and may_publish(indicator, role, subject, subjects.own.level, timing, published, confidence, flags),
                checks=tuple(checks.get(index, ())),
                flags=flags,
                alternatives=tuple(Alternative(c.code, round(c.score, 2), c.rule_id) for c in considered[1:4]),
            )
        )
    return found


def _ahead_of(timing: Timing, published: date | None) -> bool:
    """Whether a printed period lies after the publication or has just begun: nobody has its results."""
    year = timing.time_period[:4] if timing.explicit and timing.time_period else None
    if published is None or year is None:
        return False
    if int(year) != published.year:
        return int(year) > published.year
    if timing.period_type == "year":
        return published.month <= 2
    first = _FIRST_MONTH.get((timing.time_period or "")[4:])
    return first is not None and published < date(published.year, first, _SETTLED)


def _topics(topics: frozenset[str], indicator: Indicator | None) -> frozenset[str]:
    """The topics of a figure; one that is about Tết by its very name needs no word for it nearby."""
    if indicator is None:
        return topics
    if indicator.code.startswith("covid_"):
        return topics | {"covid"}
    return topics | {"tet"} if indicator.code.startswith("tet_") else topics


def _one_event(indicator: Indicator | None, spot: Spot, topics: frozenset[str]) -> bool:
    """Whether a figure without a period is that of a single event: by what it counts, or by a verb of handing over."""
    if indicator is None:
        return False
    return indicator.event or "disaster" in topics or "@handing" in spot.before or "@handing" in spot.carried


def _day(moment: datetime | None) -> date | None:
    """The day in Vietnam of a publication."""
    if moment is None:
        return None
    return moment.astimezone(_VIETNAM).date() if moment.tzinfo else moment.date()


def _identity(article: Article, start: int, end: int, indicator: Indicator | None) -> str:
    key = f"{article.version_id}|{start}|{end}|{indicator.code if indicator else ''}"
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _exact(value: Decimal) -> Decimal:
    """A decimal with at most four places, as stored."""
    rounded = value.quantize(Decimal("0.0001")) if value.adjusted() < 16 else value
    plain = rounded.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _unit(spot: Spot, indicator: Indicator | None) -> Unit:
    """The indicator's unit; of persons lượt where the text counts them; of what has no name the noun's unit."""
    if spot.kind == "money":
        return "vnd"
    if spot.kind == "percent":
        return "percent"
    classes = load_nouns().classes
    counted: Unit | None = classes.get(spot.heads[0]) if spot.heads else None
    if indicator is None:
        return "person_times" if spot.times and counted in (None, "person", "person_times") else counted or "item"
    if indicator.unit == "person":
        return "person_times" if spot.times else "person"
    if indicator.unit == "item" and counted in ("person", "person_times"):
        return "person_times" if spot.times else "person"
    return indicator.unit


def _ratio_kind(spot: Spot, ratio: Ratio, indicator: Indicator | None) -> RatioKind | None:
    """`N/M` is a target where something is to be reached, a whole where M of them exist (`13/13 công đoàn`)."""
    if ratio.target is None:
        return None
    if ratio.is_target or ratio.target < spot.quantity.value:
        return "target"
    whole = bool(spot.heads) and spot.heads[0] in _WHOLES
    flow = indicator is not None and indicator.measure == "flow" and "established" in indicator.code
    return "whole" if whole and not flow else "target"


def _quote_end(reading: Reading, spot: Spot) -> int:
    end = spot.noun_end if spot.heads and not spot.elliptic else spot.quantity.end
    return max(end, spot.quantity.end)


def _phrase(reading: Reading, spot: Spot) -> str | None:
    """The noun phrase that is counted, as printed: up to eight words behind the number, else before it."""
    end = spot.quantity.end
    stop = _PHRASE_END.search(reading.text, end, end + 80)
    words = reading.text[end : stop.start() if stop else end + 80].split()[:8]
    if not words:
        before = reading.text[max(spot.start, spot.quantity.start - 60) : spot.quantity.start]
        words = before.split("\n")[-1].strip(" ,;:.(").split()[-6:]
    return " ".join(words) or None


def _flags(indicator: Indicator | None, spot: Spot, assumed: bool, level: OrgLevel) -> tuple[str, ...]:
    flags = ["PERIOD_ASSUMED"] if assumed else []
    if indicator is not None and level != "national":
        value = float(spot.quantity.value)
        low, high = indicator.plausible_min, indicator.plausible_max
        if (low is not None and value < low) or (high is not None and value > high):
            flags.append("LOW_RELIABILITY")
    return tuple(flags)
