"""The code version: what an articles or observations file was made with.

A digest of the transforms package (code and data files) and of the portal's `read:` block. It stands in the metadata
of every Parquet file, so that a step knows which files are up to date and a release refuses a mix.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
SUFFIXES = frozenset({".py", ".yaml", ".csv", ".json", ".sql", ".txt"})


@cache
def package_digest(package: Path = PACKAGE) -> str:
    """The sha256 of every code and data file of a package (by default this one), by relative path, as hex."""
    digest = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in SUFFIXES and "__pycache__" not in p.parts):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def code_version(read_block: Mapping[str, object]) -> str:
    """The twelve hex digits that name this code together with a portal's `read:` block."""
    block = json.dumps(read_block, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{package_digest()}\0{block}".encode()).hexdigest()[:12]
