"""K10: a page whose reading exhausts the memory of its worker costs that page, and nothing else of its crawl."""

from pathlib import Path

import pytest

from pipelines import settings
from pipelines.data_folder import DataFolder
from tests.pipelines.ui.planted import HUGE, HUGE_PAGE, plant
from tests.pipelines.ui.serving import Ui
from transforms.records import Article
from warehouse import read_articles

PORTAL = "sample-laichau"
MEMORY_MB = 600


def read(ui: Ui, data: Path) -> dict[str, Article]:
    """The articles of a portal after one run that goes well, by address."""
    assert ui.wait_for_end(ui.launch_portal(PORTAL), 400) == "SUCCESS"
    (file,) = DataFolder(data).articles(PORTAL).glob("*.parquet")
    return {article.url: article for article in read_articles(file)}


@pytest.mark.faults
def test_k10_a_page_that_exhausts_its_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.WORKER_MEMORY, str(MEMORY_MB))
    found = []
    for fault in ({}, {PORTAL: HUGE}):
        folder = tmp_path / f"with-{len(fault)}"
        folder.mkdir()
        plant(folder / "data", fault)
        ui = Ui.start(folder)
        try:
            ui.wait_until_ready()
            found.append(read(ui, folder / "data"))
        finally:
            ui.kill()
    without, with_huge = found
    assert set(without) == set(with_huge)
    (url,) = (url for url in without if url.endswith(HUGE_PAGE))
    assert without[url].text is not None
    huge = with_huge[url]
    assert (huge.verdict, huge.text) == ("unreadable", None)
    assert (huge.verdict_reason or "").startswith("ended its worker: ")
    for other in set(without) - {url}:
        before, now = without[other], with_huge[other]
        assert (now.verdict, now.text, now.title) == (before.verdict, before.text, before.title)
