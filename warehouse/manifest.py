"""The paper that goes with a release: what it is made of, what was checked, who accepted what.

Belongs here: the manifest's fields, its JSON form and the names of files. Nothing is computed here.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from transforms.errors import NotFoundError, StoreError

Kind = Literal["sample", "live"]
SAMPLE_NOTICE = "SAMPLE: made from the sample portals of the product. Not statistics; do not cite."
LIVE_NOTICE = "Read from union news by machine; every value names its sentence and source."


@dataclass(frozen=True, slots=True)
class Gate:
    """One check of a release. An `acceptable` one may be overruled by an operator; the others may not."""

    name: str
    green: bool
    acceptable: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in <release>.json. `content` has a digest of the rows of each table, independent of their order.
    `published_at` is the first publication; `publications` are all times at which analysts began to read it."""

    release: str
    kind: Kind
    notice: str
    built_at: str
    schema_version: str
    duckdb_version: str
    file: str
    bytes: int
    sha256: str
    counts: Mapping[str, int]
    content: Mapping[str, str]
    code_versions: Mapping[str, str]
    inputs: Mapping[str, int]
    gates: tuple[Gate, ...]
    published_at: str | None = None
    accepted: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()

    @property
    def green(self) -> bool:
        """Whether every gate is green."""
        return all(gate.green for gate in self.gates)

    def red(self) -> list[Gate]:
        """The gates that hold the release back."""
        return [gate for gate in self.gates if not gate.green]

    def to_json(self) -> str:
        """The manifest as it is stored, keys in a fixed order."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_manifest(path: Path) -> Manifest:
    """Load a manifest. Raises NotFoundError or StoreError."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        gates = tuple(Gate(**gate) for gate in given.pop("gates"))
        accepted = tuple(given.pop("accepted"))
        publications = tuple(given.pop("publications", ()))
        return Manifest(gates=gates, accepted=accepted, publications=publications, **given)
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no release {path.stem}; `congdoan status` lists them") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path.name} cannot be read: {error}; the release beside it is not used") from error
