"""What the UI says of a run, read by GraphQL as its pages read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.portal_checks import ARTICLES, OBSERVATIONS, PAGES
from tests.pipelines.ui.serving import Ui

FAILURES = """query($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events {
  ... on ExecutionStepFailureEvent { stepKey error { message }
    failureMetadata { description metadataEntries { label ... on IntMetadataEntry { intValue } } } } } } } }"""
CHECKS = """query($key: AssetKeyInput!, $name: String!) {
  assetCheckExecutions(assetKey: $key, checkName: $name, limit: 30) { runId status evaluation { severity description
    metadataEntries { label ... on TextMetadataEntry { text } ... on IntMetadataEntry { intValue }
      ... on TableMetadataEntry { table { records } } } } } }"""


@dataclass(frozen=True)
class Seen:
    """What the UI shows of one run: the step that failed with its words and numbers, and the checks that failed."""

    step: str
    words: str
    numbers: Mapping[str, int]
    red: Mapping[str, Mapping[str, Any]]


def look(ui: Ui, run_id: str) -> Seen:
    """The page of a run, and the checks of its assets."""
    events = ui.query(FAILURES, id=run_id)["logsForRun"]["events"]
    failures = [event for event in events if event.get("stepKey")]
    step, words, numbers = "", "", {}
    if failures:
        failure = failures[0]["failureMetadata"] or {}
        step, words = failures[0]["stepKey"], failure.get("description") or failures[0]["error"]["message"]
        numbers = {entry["label"]: entry.get("intValue") for entry in failure.get("metadataEntries") or []}
    red = {}
    for asset, names in (("pages", PAGES), ("articles", ARTICLES), ("observations", OBSERVATIONS)):
        for name in names:
            for execution in ui.query(CHECKS, key={"path": [asset]}, name=name)["assetCheckExecutions"]:
                if execution["runId"] == run_id and execution["status"] == "FAILED":
                    said = execution["evaluation"]
                    entries = {entry.pop("label"): entry for entry in said["metadataEntries"]}
                    red[name] = {"severity": said["severity"], "what": said["description"], **entries}
    return Seen(step, words, numbers, red)
