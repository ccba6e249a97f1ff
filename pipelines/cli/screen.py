"""How results are printed: lines are broken for a person at a terminal, and for no program that reads them."""

import sys

from rich.console import Console

PLAIN_WIDTH = 10_000
"""Of output into a file or a pipe: no line is broken, so that other programs can read it."""


def screen() -> Console:
    """A console on stdout that never guesses at colours of numbers, and breaks lines only for a person."""
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH, soft_wrap=True)
