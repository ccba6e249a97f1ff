"""Bits flipped in a finished Parquet file: what is read from it is what was written, or the file is named (K4)."""

import random
from pathlib import Path

import duckdb

from tests.warehouse.world import Story, store
from transforms.errors import CongdoanError
from warehouse.store import broken_seals


def flip_bits(folder: Path, trials: int) -> list[int]:
    """The places at which a flipped bit changed what is read, and was not noticed."""
    stories = [
        Story(f"a{n}", opening=f"Tin {n}.")
        .say("members_admitted", 1000 + n, unit="person", period=str(2000 + n))
        .say(None, n, unit="item", measured_phrase="chậu hoa")
        for n in range(20)
    ]
    store(folder, *stories)
    file = folder / "observations" / "laichau" / "20250111T030000Z-001.parquet"
    whole = file.read_bytes()
    written = _rows(file)
    chance = random.Random(4)  # noqa: S311 - places, not secrets
    missed = []
    for _ in range(trials):
        damaged = bytearray(whole)
        place = chance.randrange(len(damaged))
        damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        try:
            broken = broken_seals("observations", [file])
        except CongdoanError:
            continue
        if not broken and _rows(file) != written:
            missed.append(place)
    return missed


def _rows(file: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
