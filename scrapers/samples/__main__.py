"""`python -m scrapers.samples [--edition N] [PORTAL ...]`: serve sample portals in the foreground until Ctrl-C."""

import argparse
import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType

from scrapers.samples.server import serve
from scrapers.samples.stories import portals
from transforms.errors import CongdoanError


def main(arguments: list[str] | None = None) -> int:
    """Serve the named portals, or all of them; 0 after Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m scrapers.samples", description=__doc__)
    parser.add_argument("portals", nargs="*", metavar="PORTAL", help="all sample portals, unless some are named")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1, help="2 has one edited and one new article")
    args = parser.parse_args(arguments)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    try:
        with ExitStack() as stack:
            for portal in args.portals or portals():
                served = stack.enter_context(serve(portal, edition=args.edition))
                sys.stdout.write(f"{portal}  {served.base_url}/\n")
            sys.stdout.write("Ctrl-C ends it.\n")
            sys.stdout.flush()
            stop.wait()
    except CongdoanError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
