"""The checks that the UI shows of a release: its gates; and how the checks of a portal are specified.

They only show. What holds a release back is `warehouse.publish`, which reads the gates in the manifest, whoever calls
it: a Dagster check blocks inside one run only, and a failed one does not fail its run.

A portal's checks are partitioned like its assets (a preview in Dagster, whose version is locked): without that a check
keeps one state, and the last portal that ran would paint over all others. The other way, a check on the release for
each portal, would show its trouble only after the next release, where the gate `portals` and the table `portal_health`
have it anyway. What they find is in `portal_checks.py`.
"""

import warnings
from collections.abc import Iterator

import dagster as dg

from warehouse import Manifest

GATES = {
    "keys": "No key stands twice in a table.",
    "references": "Every reference leads to a row.",
    "codes": "Every flag is in its code list.",
    "areas": "The map of the provinces is whole: 63 old, 34 new, every new one with its parts.",
    "evidence": "Every published value is that of a current, actual observation, and stands in its sentence.",
    "spans": "Every published quote stands in the archived text at its place.",
    "honest_periods": "No half-year, term, campaign or plan, and no lower level, fills a yearly cell.",
    "nothing_lost": "Every observation belongs to an article.",
    "personal_data": "No sentence has a telephone or identity number in it.",
    "filled": "There are articles and observations.",
    "archive": "Every archived file is there, and the page of every published value has its digest.",
    "pairs": "Every articles file has its observations file, and the other way round.",
    "corrections": "Every correction by hand still fits its source.",
    "takedowns": "No page that had to go is back.",
    "portals": "Every enabled portal gives what it must.",
    "counts": "No table lost rows against the published release.",
    "vanished": "No published value vanished.",
}
"""The gates by name, as `warehouse/gates.py` computes them; a test holds the two together."""

ALERTS = "alerts"
"""The one check of the release that is no gate: whether alerts get out (pipelines/alerts/sensor.py)."""


def gate_specs(asset: str) -> list[dg.AssetCheckSpec]:
    """The gates as checks of the release."""
    return [dg.AssetCheckSpec(name, asset=asset, description=text, blocking=True) for name, text in GATES.items()]


def portal_spec(name: str, asset: str, portals: dg.PartitionsDefinition[str], text: str) -> dg.AssetCheckSpec:
    """One check of a portal's asset, with a state for each portal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(name, asset=asset, partitions_def=portals, description=text)


def of_gates(manifest: Manifest, *, accept: bool) -> Iterator[dg.AssetCheckResult]:
    """The gates as they stand in the manifest. One that is red and accepted by the operator is a warning."""
    for gate in manifest.gates:
        overruled = accept and gate.acceptable
        yield dg.AssetCheckResult(
            check_name=gate.name,
            passed=gate.green,
            severity=dg.AssetCheckSeverity.WARN if overruled else dg.AssetCheckSeverity.ERROR,
            description=gate.detail,
            metadata={"release": manifest.release, "may_be_accepted": gate.acceptable},
        )
