"""What `congdoan run` says at its end: what was done, what came of it, where it lies, and what to do next."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.data_folder import DataFolder
from pipelines.orders import RunResult
from pipelines.portals import Portal
from transforms.errors import NotFoundError
from warehouse.overview import Overview, overview

UNITS = {"vnd": "đồng", "percent": "%"}


def summary(folder: DataFolder, portals: Sequence[Portal], result: RunResult) -> str:
    """The text of the summary."""
    lines = ["", *_done(portals, result)]
    for step in result.failures:
        lines += ["", f"FAILED  {step.portal or 'release'}, {step.asset}: {step.error}"]
    try:
        seen = overview(folder.root)
    except NotFoundError:
        return "\n".join([*lines, "", "Nothing is published yet."])
    lines += ["", *_table(seen), "", *_next(folder, seen, sample=portals[0].sample)]
    return "\n".join(lines)


def _done(portals: Sequence[Portal], result: RunResult) -> list[str]:
    """What was crawled and read, a line a portal, and the sums."""
    head = f"{'portal':<20}{'fetched':>9}{'new':>6}{'articles':>10}{'quantities':>12}{'named':>8}{'certain':>9}"
    lines = [head]
    for portal in portals:
        name = portal.portal
        lines.append(f"{name:<20}" + _numbers(result, name))
    lines.append(f"{'all':<20}" + _numbers(result, None))
    lines.append(
        "fetched: requests made; new: articles not seen before; articles: pages read as union articles in this run;\n"
        "named: quantities with an indicator; certain: sure enough for the yearly table."
    )
    lines.append(f"{result.seconds:.0f} seconds.")
    return lines


def _numbers(result: RunResult, portal: str | None) -> str:
    return (
        f"{result.number('pages', 'fetched', portal):>9}"
        f"{result.number('pages', 'new_articles', portal):>6}"
        f"{result.number('articles', 'verdict_article', portal):>10}"
        f"{result.number('observations', 'rows', portal):>12}"
        f"{result.number('observations', 'mapped', portal):>8}"
        f"{result.number('observations', 'publishable', portal):>9}"
    )


def _table(seen: Overview) -> list[str]:
    """The yearly table of one province; the newest six years fit a terminal."""
    if seen.area is None:
        return ["No yearly value is certain enough to be published yet."]
    years = seen.years[-6:]
    lines = [f"Yearly indicators of {seen.area} (release {seen.release}):", ""]
    lines.append(f"{'':<46}" + "".join(f"{year:>16}" for year in years))
    for (_, name, unit), values in seen.values.items():
        label = f"{name}, {UNITS[unit]}" if unit in UNITS else name
        cells = "".join(f"{_number(values.get(year)):>16}" for year in years)
        lines.append(f"{label[:45]:<46}{cells}")
    return lines


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"


def _next(folder: DataFolder, seen: Overview, *, sample: bool) -> list[str]:
    """Where things lie, one query to paste, one value to follow, and the next step."""
    lines = [
        f"DuckDB file   {folder.database}",
        f"exports       {folder.exports / seen.release}",
        "",
        "Ask it        .venv/bin/python -c \"import duckdb; print(duckdb.connect('"
        f"{folder.database}', read_only=True).sql('FROM yearly_long LIMIT 20'))\"",
    ]
    for (indicator, _, _), values in seen.values.items():
        lines.append(f'Follow one    .venv/bin/congdoan explain {indicator} "{seen.area}" {max(values)}')
        break
    lines.append("Watch it      .venv/bin/congdoan ui")
    if sample:
        lines.append(
            "Go live       SAMPLE DATA so far. README.md, 'Day one for a real portal', shows the way to a live one."
        )
    return lines
