"""What `congdoan run` says at its end: what was done, what came of it, where it lies, and what to do next."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.data_folder import DataFolder
from pipelines.orders import RunResult
from pipelines.portals import Portal
from transforms.errors import NotFoundError
from warehouse.overview import Overview, overview

UNITS = {"vnd": "đồng", "percent": "%", "person_times": "lượt"}
LABEL = 50

FIRST_QUERY = (
    """.venv/bin/python -c "import duckdb; print(duckdb.connect('{database}', read_only=True)"""
    """.sql('SELECT area_name, indicator, time_period, obs_value FROM yearly_as_reported'))\""""
)


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
    rows = [
        (_label(name, unit), [_number(values.get(year)) for year in years])
        for (_, name, unit), values in seen.values.items()
    ]
    wide = [max(len(year), *(len(cells[n]) for _, cells in rows)) + 2 for n, year in enumerate(years)]
    lines = [f"Yearly indicators of {seen.area} (release {seen.release}), as far as articles say them:", ""]
    lines.append(" " * LABEL + "".join(f"{year:>{width}}" for year, width in zip(years, wide, strict=True)))
    for label, cells in rows:
        lines.append(f"{label:<{LABEL}}" + "".join(f"{c:>{width}}" for c, width in zip(cells, wide, strict=True)))
    return lines


def _label(name: str, unit: str) -> str:
    """The indicator's name, with its unit where the name alone does not tell it; cut to its column."""
    label = f"{name} ({UNITS[unit]})" if unit in UNITS else name
    return label if len(label) < LABEL else f"{label[: LABEL - 2]}…"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"


def _next(folder: DataFolder, seen: Overview, *, sample: bool) -> list[str]:
    """Where things lie, one query to paste, one value to follow, and the next step."""
    lines = [
        f"DuckDB file   {folder.database}",
        f"exports       {folder.exports / seen.release}",
        "",
        f"Ask it        {FIRST_QUERY.format(database=folder.database)}",
    ]
    if seen.values:
        # The indicator with most years is one that everybody reports, so the best to begin with.
        (indicator, _, _), values = max(seen.values.items(), key=lambda item: len(item[1]))
        lines.append(f'Follow one    .venv/bin/congdoan explain {indicator} "{seen.area}" {max(values)}')
    lines.append("Watch it      .venv/bin/congdoan ui")
    if sample:
        lines.append(
            "Go live       SAMPLE DATA so far. README.md, 'Day one for a real portal', shows the way to a live one."
        )
    return lines
