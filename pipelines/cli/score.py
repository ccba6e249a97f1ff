"""`congdoan score`: how much of what people annotated is read right."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from pipelines.inputs import read_record
from pipelines.jsonlines import plain
from pipelines.portals import load_all
from scrapers.samples.content import expected
from transforms.errors import UsageError
from transforms.observations.extract import extract_observations
from transforms.scoring import Score
from transforms.scoring import score as score_cases

Case = Mapping[str, object]

COUNTS = frozenset({"facts", "bad_spans", "not_quantities_emitted"})


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--texts", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Where <id>.txt lie.")
@click.option("--misses", is_flag=True, help="Print every miss and false alarm.")
def score(folder: Path | None, texts: Path | None, misses: bool) -> int:
    """Read the cases of FOLDER (one JSON file each, in the gold schema) and compare with their facts.

    Without FOLDER, the articles of the sample portals with the facts that stand beside them. A case whose file holds no
    text has it in <id>.txt, in --texts.
    """
    cases = list(_cases(folder, texts) if folder else _samples())
    result = score_cases(cases, {str(case["id"]): _predict(case) for case in cases})
    if misses:
        for line in result.misses:
            click.echo(line)
    _show(result, len(cases))
    return 0


def _cases(folder: Path, texts: Path | None) -> Iterator[Case]:
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(f"{folder}: there is no case (a .json file) in it.")
    for path in files:
        try:
            case = json.loads(path.read_text("utf-8"))
            if "text" not in case:
                case["text"] = ((texts or folder) / f"{case['id']}.txt").read_text("utf-8")
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(f"{path}: not a case in the gold schema ({error}).") from error
        yield case


def _samples() -> Iterator[Case]:
    for portal in load_all():
        if portal.sample:
            yield from expected(portal.portal)


def _predict(case: Case) -> Mapping[str, object]:
    """What is read in the case, given only what an extractor may see."""
    context = case.get("context")
    context = context if isinstance(context, Mapping) else {}
    source = read_record(
        {
            "id": case["id"],
            "url": case.get("url"),
            "title": case.get("title"),
            "text": case["text"],
            "published": context.get("published", case.get("published")),
            "province": context.get("portal_province", case.get("province")),
        },
        str(case["id"]),
    )
    found = [plain(asdict(observation)) for observation in extract_observations(source.article)]
    return {"text": source.article.text, "observations": found}


def _show(result: Score, cases: int) -> None:
    click.echo(f"{'cases':<24}{cases}")
    for name, value in result.summary().items():
        figure = f"{value:.0f}" if name in COUNTS else f"{value:.3f}"
        click.echo(f"{name.replace('_', ' '):<24}{figure}")
