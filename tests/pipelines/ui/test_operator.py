"""The operator's test: five faults over night, each diagnosed, weighed and mended from what the UI says alone.

Dead portal, changed layout, bot wall, poisoned dates, full disk; on sample portals that had half of their articles the
day before. What is read here is read by GraphQL, as the pages of the UI read it.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.ui.chromium import BINARY, screenshot
from tests.pipelines.ui.disks import full_disk
from tests.pipelines.ui.looking import look
from tests.pipelines.ui.planted import DATES, DEAD, LAYOUT, WALL, YESTERDAY, plant
from tests.pipelines.ui.serving import Ui

FULL = "sample-congdoan"
PLANTED = {
    "sample-laichau": DEAD,
    "sample-ninhbinh": LAYOUT,
    "sample-caobang": WALL,
    "sample-quangbinh": DATES,
}
EVERY = (*PLANTED, FULL)

RELEASE = """query { assetOrError(assetKey: {path: ["release"]}) { ... on Asset { assetMaterializations(limit: 1)
  { metadataEntries { label ... on TextMetadataEntry { text } } } } } }"""


def errors_told(file: Path) -> list[str]:
    """The portals of the alerts that need somebody today, a message each; that of the release apart."""
    messages = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    grave = [one for one in messages if one["event"] == "begun" and one["severity"] == "error" and one["portals"]]
    return sorted(portal for message in grave for portal in message["portals"])


def go(ui: Ui, *portals: str) -> dict[str, tuple[str, bool]]:
    """Run these portals; id and success of each."""
    started = {portal: ui.launch_portal(portal) for portal in portals}
    return {portal: (run_id, ui.wait_for_end(run_id, 400) == "SUCCESS") for portal, run_id in started.items()}


def published(ui: Ui) -> str:
    """The release that the UI shows as made last."""
    (made,) = ui.query(RELEASE)["assetOrError"]["assetMaterializations"]
    return str(next(entry["text"] for entry in made["metadataEntries"] if entry["label"] == "release"))


def pictures(ui: Ui, folder: Path, **pages: tuple[str, str]) -> None:
    """Pictures of these pages (path, and words that they show) for the documents, where there is a browser."""
    if BINARY is None:
        return
    folder.mkdir(exist_ok=True)
    for name, (path, words) in pages.items():
        screenshot(ui.address + path, folder / f"{name}.png", wait_for_text=words)


def test_a_bot_wall_is_diagnosed_from_the_ui(ui: Ui) -> None:
    """The quickest of the five, in every run of the tests: what failed, its numbers, what to do, what is safe."""
    data = ui.home.parent / "data"
    plant(data, {"sample-caobang": WALL})
    try:
        ((run_id, good),) = go(ui, "sample-caobang").values()
    finally:
        plant(data, {})
    assert not good
    seen = look(ui, run_id)
    assert seen.step == "pages"
    assert seen.words.startswith("sample-caobang: blocked: a page that asks whether we are a robot.")
    assert seen.numbers["outcome_blocked"] == 1
    answers = seen.red["answers"]
    assert answers["severity"] == "ERROR"
    assert answers["what_to_do"]["text"].startswith("`congdoan portal check sample-caobang`")
    assert answers["published_release"]["text"] == "nothing is published yet"


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ui, Path]]:
    """A UI of its own, and its data folder, after a good day with a release."""
    folder = tmp_path_factory.mktemp("operated")
    data = folder / "data"
    plant(data, dict.fromkeys(EVERY, YESTERDAY))
    ui = Ui.start(folder)
    try:
        ui.wait_until_ready()
        assert [look(ui, run_id) for run_id, good in go(ui, *EVERY).values() if not good] == []
        release = ui.materialize("release")
        assert ui.wait_for_end(release, 120) == "SUCCESS"
        yield ui, data
    finally:
        ui.kill()


@pytest.mark.faults
def test_five_faults_are_diagnosed_weighed_and_mended(operated: tuple[Ui, Path]) -> None:
    ui, data = operated
    before = published(ui)
    plant(data, PLANTED)
    with full_disk(data / "pages" / FULL):
        runs = go(ui, *EVERY)
    assert [portal for portal, (_, good) in runs.items() if good] == []
    seen = {portal: look(ui, run_id) for portal, (run_id, _) in runs.items()}

    dead = seen["sample-laichau"]
    assert (dead.step, set(dead.red)) == ("pages", {"answers"})
    assert "unreachable: robots.txt: connection_failed" in dead.words
    assert dead.numbers["outcome_connection_failed"] > 0
    layout = seen["sample-ninhbinh"]
    assert layout.step == "observations"
    assert layout.red["selectors"]["severity"] == "ERROR"
    assert "the layout has changed" in layout.words
    wall = seen["sample-caobang"]
    assert (wall.step, "blocked: a page that asks whether we are a robot" in wall.words) == ("pages", True)
    assert wall.numbers["outcome_blocked"] > 0
    dates = seen["sample-quangbinh"]
    assert dates.step == "observations"
    assert "have no date, or one in the future" in dates.red["dates"]["what"]
    full = seen[FULL]
    assert full.step == "pages", full
    assert "No space left on device" in full.words or "archive_failed" in full.words, full

    for portal, what in seen.items():  # affected values, and that what is published is safe
        for name, check in what.red.items():
            if check["severity"] == "ERROR":
                assert check["published_release"]["text"].startswith(before), (portal, name)
                count = check["published_values"]["intValue"]
                assert len(check["published_values_of_this_portal"]["table"]["records"]) == min(count, 50)
                assert portal in check["what_to_do"]["text"]
    graves = [check for what in seen.values() for check in what.red.values() if check["severity"] == "ERROR"]
    assert sum(check["published_values"]["intValue"] for check in graves) > 0
    held = ui.materialize("release")
    assert ui.wait_for_end(held, 120) == "FAILURE"
    assert published(ui) == before
    assert "is not published; the one before stays. Red: portals" in look(ui, held).words

    told = data / "alerts" / "alerts.jsonl"
    ui.wait_for(lambda: told.exists() and errors_told(told) == sorted(EVERY), 180)  # one message a cause

    plant(data, {})  # the sites, and the disk, are as they were
    for portal in EVERY:
        ((run_id, good),) = go(ui, portal).values()
        assert good, look(ui, run_id)
        assert not [name for name, check in look(ui, run_id).red.items() if check["severity"] == "ERROR"]
    after = ui.materialize("release")
    assert ui.wait_for_end(after, 120) == "FAILURE"
    # No portal holds it back any more. An article of today contradicts one of yesterday: that is for a person.
    assert "Red: vanished: 1 published values" in look(ui, after).words
    pictures(
        ui,
        data.parent / "pictures",
        dead=(f"/runs/{runs['sample-laichau'][0]}", "unreachable"),
        layout=(f"/runs/{runs['sample-ninhbinh'][0]}", "the layout has changed"),
    )
