"""The paper that goes with a release: what it is made of, what was checked, who accepted what.

Belongs here: the manifest's fields, its JSON form and the names of files. Nothing is computed here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from transforms.errors import NotFoundError, StoreError

Kind = Literal["sample", "live"]
SAMPLE_NOTICE = "SAMPLE: made from the sample portals of the product. Not statistics; do not cite."
LIVE_NOTICE = "Read from union news by machine; every value names its sentence and source."
LATER = ("published_at", "accepted", "publications")
"""What is written into a manifest after its release was built; all else is sealed."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One check of a release. An `acceptable` one may be overruled by an operator; the others may not."""

    name: str
    green: bool
    acceptable: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in <release>.json. `content` has a digest of the rows of each table, independent of their order;
    `edition` one of what they say, which also stands in the citation; empty where it was built before there was one.
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
    edition: str = ""
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
        """The manifest as it is stored, keys in a fixed order, with the seal of what must not change any more."""
        stored = asdict(self)
        return json.dumps(stored | {"seal": _seal(stored)}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _seal(stored: Mapping[str, object]) -> str:
    """Digest of all that was said when the release was built; an edit by hand does not pass for a check."""
    built = {name: value for name, value in stored.items() if name not in LATER}
    return hashlib.sha256(json.dumps(built, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Load a manifest. Raises NotFoundError, or StoreError for one that is damaged or was changed by hand."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(given, dict):
            raise ValueError("it is not a mapping")
        seal = given.pop("seal", None)  # the first releases had none
        if seal not in (None, _seal(given)):
            raise ValueError("its seal is broken, so it was changed after the release was checked")
        gates = tuple(Gate(**gate) for gate in given.pop("gates"))
        accepted = tuple(given.pop("accepted"))
        publications = tuple(given.pop("publications", ()))
        manifest = Manifest(gates=gates, accepted=accepted, publications=publications, **given)
        _check(manifest, path)
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no release {path.stem}; `congdoan status` lists them") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"the manifest {path.name} cannot be trusted: {error}. Its release is not used; all others are as they "
            "were. Put it back from a backup, or remove it; `congdoan build` makes another from the same files."
        ) from error
    return manifest


def _check(manifest: Manifest, path: Path) -> None:
    """Raise ValueError or TypeError where a manifest is not as `congdoan` writes it."""
    if manifest.release != path.stem or manifest.file != f"{path.stem}.duckdb":
        raise ValueError(f"it is that of {manifest.release!r}")
    first = () if manifest.published_at is None else (manifest.published_at,)
    for moment in (manifest.built_at, *first, *manifest.publications):
        if datetime.fromisoformat(moment).tzinfo is None:
            raise ValueError(f"the time {moment!r} has no zone")
    unknown = set(manifest.accepted) - {gate.name for gate in manifest.gates if gate.acceptable}
    if unknown:
        raise ValueError(f"no one may accept {', '.join(sorted(unknown))}")
