"""Runs the benchmarks: `python -m benchmarks [--scale small|full] [--count N] [NAME ...]`."""

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
    parser.add_argument("--count", type=int, help="so many articles, whatever the scale and however long it takes")
    chosen = parser.parse_args()
    for name in chosen.names or known:
        print(f"\n{name}", flush=True)
        module = import_module(f"benchmarks.bench_{name}")
        usual = min(SCALES[chosen.scale], getattr(module, "USUAL", SCALES[chosen.scale]))
        for result in module.run(chosen.count or usual):
            print(result.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
