"""Records as JSON: the contract of `extract --json` (decimals as numbers, dates as ISO 8601 text, tuples as lists)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from transforms.records import Article, Observation


def record_of(identity: str, article: Article, observations: Sequence[Observation]) -> dict[str, object]:
    """What `extract --json` writes of one article."""
    return {"id": identity, "article": asdict(article), "observations": [asdict(o) for o in observations]}


def plain(value: object) -> object:
    """A value made of records, as JSON can hold it. Raises TypeError for what no record has."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")
