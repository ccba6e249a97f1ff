"""Protects: what `extract` accepts, and that a bad input gets one clear message and costs none of the others."""

import json

import pytest

from pipelines.inputs import MAX_BYTES, Source, read_sources
from scrapers.samples.documents import document
from scrapers.samples.stories import load
from transforms.errors import UsageError

TEXT = "Công đoàn tỉnh tổng kết năm 2023\n\nNăm 2023, LĐLĐ tỉnh kết nạp mới 120 đoàn viên công đoàn tại các cơ sở.\n"


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def only(path):
    (result,) = read_sources([path])
    return result


def test_plain_text_html_and_json_lines_are_told_apart(write):
    assert "120 đoàn viên" in only(write("a.txt", TEXT)).article.text
    page = f"<!DOCTYPE html><html><body><h1>Tổng kết</h1><p>{TEXT}</p><p>{TEXT}</p></body></html>"
    assert "120 đoàn viên" in only(write("b.html", page)).article.text
    record = {"id": "x1", "text": TEXT, "published": "2024-01-05", "province": "Lai Châu", "url": "https://a.vn/1"}
    source = only(write("c.jsonl", json.dumps(record) + "\n\n"))
    assert (source.id, source.article.home, source.article.published_at.year) == ("x1", "VN63_12", 2024)


def test_a_pdf_and_a_docx_are_read(write):
    for portal, kind in (("sample-ninhbinh", "pdf"), ("sample-caobang", "docx")):
        story = next(story for story in load(portal).stories if story.document == kind)
        source = only(write(f"bao-cao.{kind}", document(story)))
        assert (source.id, source.article.verdict, source.article.text) == ("bao-cao", "article", story.text)
    assert "damaged" in only(write("hong.docx", b"PK\x03\x04 nothing")).article.verdict_reason


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        ("latin.txt", "Công đoàn".encode("utf-16-le")[1:] + b"\xff\xfe\xff", "binary"),
        ("broken.txt", b"C\xf4ng \xf0o\xe0n " * 50, "UTF-8"),
        ("large.txt", b"a" * (MAX_BYTES + 1), "10 MB"),
        ("lines.jsonl", b"not json\n", "lines.jsonl:1"),
        ("lines.jsonl", b"[1, 2]\n", "not a JSON object"),
        ("lines.jsonl", b'{"id": "a"}\n', "neither"),
        ("lines.jsonl", b'{"id": "a", "text": "b c d", "province": "Atlantis"}\n', "Atlantis"),
        ("lines.jsonl", b'{"id": "a", "text": "b c d", "published": "27/12/2024"}\n', "27/12/2024"),
        ("lines.jsonl", b'{"id": 7, "text": "b c d"}\n', "`id` is not text"),
        ("lines.jsonl", b"[" * 100_000 + b"\n", "lines.jsonl:1"),
        ("lines.jsonl", b"", "empty"),
    ],
)
def test_a_bad_input_is_named_with_what_is_wrong(write, name, content, what):
    result = only(write(name, content))
    assert isinstance(result, UsageError)
    assert what in str(result)
    assert name in str(result)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    missing, folder = read_sources([tmp_path / "missing.txt", tmp_path])
    assert "missing.txt" in str(missing)
    assert "folder" in str(folder)


def test_the_good_ones_are_read_beside_the_bad(write):
    files = [write("bad.txt", b"\0\0"), write("good.txt", TEXT)]
    bad, good = read_sources(files)
    assert isinstance(bad, UsageError)
    assert isinstance(good, Source)
    lines = write("mixed.jsonl", b'oops\n{"id": "a", "text": "' + "Công đoàn cơ sở".encode() + b'"}\n')
    bad, good = read_sources([lines])
    assert isinstance(bad, UsageError)
    assert good.id == "a"


def test_bytes_after_an_overlong_line_are_not_read_as_another_article(write):
    results = list(read_sources([write("long.jsonl", b'{"text": "' + b"a" * MAX_BYTES + b'"}\n{"text": "b"}\n')]))
    assert len(results) == 1
    assert "the rest of the file was not read" in str(results[0])
