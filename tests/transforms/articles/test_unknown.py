"""Sites nobody has described: sample pages without their markers, and pages in the manner of other systems.

Protects: words kept right at least 0.97, words kept at least 0.99, never worse than trafilatura in any of its modes.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import pytest
import trafilatura

from transforms.articles import read_page
from transforms.articles.decode import decode
from transforms.articles.document import Document
from transforms.articles.guard import harmless
from transforms.articles.unknown import read_unknown

from .conftest import MakePage, MakeRules
from .other_systems import TEMPLATES, Piece
from .sample_pages import right_and_kept, samples

MARKERS = re.compile(r"\s(?:class|id|itemprop|itemtype|itemscope|role|rel|name|property)(?:=\"[^\"]*\")?(?=[\s>/])")
MODES: dict[str, dict[str, bool]] = {
    "default": {},
    "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
    "fast": {"fast": True},
}


@cache
def unmarked_pages() -> tuple[tuple[str, str, str], ...]:
    """Id, markup without any class, id or role, and expected text of every sample page that holds an article."""
    found = []
    for sample in samples():
        if sample.case["verdict"] in ("article", "not_union"):
            decoded = decode(sample.page.body, sample.page.headers)
            assert decoded is not None
            source = harmless(MARKERS.sub("", decoded.text))
            assert source is not None
            found.append((sample.id, source, sample.text))
    return tuple(found)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def read(source: str) -> str:
    content = read_unknown(Document(source, "https://mau.vn/a"), None)
    return "\n".join(content.lines) if content is not None else ""


def test_pages_without_markers_are_read_right_and_whole() -> None:
    scores = [right_and_kept(read(source), text) for _, source, text in unmarked_pages()]
    assert mean([right for right, _ in scores]) >= 0.97
    assert mean([kept for _, kept in scores]) >= 0.99


def never_worse(mode: str, pages: Sequence[tuple[str, str, str]]) -> None:
    """On no page fewer words right, on no page fewer kept, than trafilatura's."""
    for sample_id, source, text in pages:
        right, kept = right_and_kept(read(source), text)
        theirs = right_and_kept(trafilatura.extract(source, **MODES[mode]) or "", text)
        assert right >= theirs[0], sample_id
        assert kept >= theirs[1], sample_id


@pytest.mark.parametrize("mode", MODES)
def test_never_worse_than_trafilatura(mode: str) -> None:
    never_worse(mode, unmarked_pages()[list(MODES).index(mode) :: len(MODES)])


@pytest.mark.faults
@pytest.mark.parametrize("mode", MODES)
def test_never_worse_than_trafilatura_on_any_page(mode: str) -> None:
    never_worse(mode, unmarked_pages())


@pytest.mark.parametrize("system", TEMPLATES)
def test_other_systems(system: str) -> None:
    scores = []
    stories = [sample for sample in samples() if sample.case["verdict"] == "article"][::2]
    for sample in stories:
        lines = sample.text.split("\n")
        blocks = [("row" if " | " in line else "p", line) for line in lines[1:]]
        blocks.insert(1, ("caption", "Quang cảnh hội nghị có 999 người dự"))
        published = samples_published(sample.case)
        piece = Piece(str(sample.case["title"]), lines[0], blocks, "Lò Văn Minh", published)
        content = read_unknown(Document(TEMPLATES[system](piece), "https://mau.vn/a"), None)
        assert content is not None, sample.id
        assert content.title == piece.title, sample.id
        assert content.published_at is not None, sample.id
        assert content.published_at.date() == published.date(), sample.id
        scores.append(right_and_kept("\n".join(content.lines), sample.text))
    assert mean([right for right, _ in scores]) >= 0.97
    assert mean([kept for _, kept in scores]) >= 0.99


def samples_published(case: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(case["published"]))


BOX = "<p><strong>Tin liên quan:</strong></p><p><a href=/1>LĐLĐ huyện bên kết nạp 4.321 đoàn viên</a></p>"
PARAGRAPHS = [
    f"<p>Năm 2024, công đoàn tỉnh trao {n} suất quà cho đoàn viên có hoàn cảnh khó khăn.</p>" for n in range(4)
]


@pytest.mark.parametrize("family", ["unknown", "newspaper"])
@pytest.mark.parametrize("box", [BOX, f"<div>{BOX}</div>"])
def test_a_box_of_other_news_in_the_middle_does_not_end_the_article(
    box: str, family: str, make_page: MakePage, make_rules: MakeRules
) -> None:
    text = "".join([*PARAGRAPHS[:2], box, *PARAGRAPHS[2:]])
    html = f'<div id="article"><h2 id="title">Công đoàn tỉnh trao quà</h2><div id="content">{text}</div></div>'
    article = read_page(make_page(html), make_rules(family), "0")
    assert article.text is not None
    assert article.text.count("\n") == 3
    assert "4.321" not in article.text
