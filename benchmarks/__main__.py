"""Runs the benchmarks: `python -m benchmarks [--scale small|full] [NAME ...]`."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

SCALES = {"small": 200, "full": 3000}
"""Articles a benchmark works on."""


def main() -> int:
    """Run the named benchmarks, or all, and print their lines."""
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *known], metavar="NAME", help=", ".join(known))
    parser.add_argument("--scale", choices=SCALES, default="full")
    chosen = parser.parse_args()
    for name in chosen.names or known:
        print(f"\n{name}", flush=True)
        for result in import_module(f"benchmarks.bench_{name}").run(SCALES[chosen.scale]):
            print(result.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
