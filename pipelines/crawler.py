"""The crawler's child process: what it is ordered to do, and how it is ended. A crawl and a portal check use it alike.

Here belongs what both need: the order, the user agent, the serving of a sample portal, waiting and ending. How a crawl
reports to Dagster is in crawl.py, what a check makes of its pages in portal_check/.
"""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from pipelines.portals import Portal
from pipelines.settings import Settings
from scrapers.job import CrawlJob
from scrapers.samples.server import serve
from transforms.errors import LockedError

GRACE_SECONDS = 10
"""After SIGINT the child closes its file within two seconds; a slow disk may take longer."""

PORT_WAIT_SECONDS = 120
"""Sample portals have fixed ports; a crawl of one takes some seconds, so another run that serves it soon ends."""

PRODUCT = "congdoan/0.1"


def order(here: Settings, portal: Portal, pages_dir: Path) -> CrawlJob:
    """The order for an ordinary crawl of a portal into `pages_dir`, a folder of the portal's own name."""
    contact = f"; {here.contact}" if here.contact else ""
    return CrawlJob(
        portal=portal.portal,
        family=portal.family,
        crawl=portal.crawl.model_dump(mode="json"),
        pages_dir=pages_dir,
        user_agent=f"{PRODUCT} (yearbook of Vietnamese trade unions{contact})",
        contact=here.contact or "",
        allow_addresses=(portal.crawl.allow_address,) if portal.crawl.allow_address else (),
    )


def silent(reason: str) -> None:
    """Nobody wants to hear what is waited for."""


@contextmanager
def sample_site(
    portal: Portal, edited_at: datetime | None = None, waiting: Callable[[str], None] = silent
) -> Iterator[None]:
    """Serve a sample portal until the block ends; nothing for a live one.

    With `edited_at` it is the second edition, whose edits are of that moment. A sample server of another run (it may be
    of another edition) is waited for, which `waiting` is told once; raises LockedError where it does not end.
    """
    with ExitStack() as stack:
        if portal.sample:
            stack.enter_context(_served(portal, edited_at, waiting))
        yield


def _served(portal: Portal, edited_at: datetime | None, waiting: Callable[[str], None]) -> ExitStack:
    """The running server, in a stack that ends it."""
    deadline = monotonic() + PORT_WAIT_SECONDS
    told = False
    while True:
        with ExitStack() as trial:
            try:
                trial.enter_context(serve(portal.portal, edition=2 if edited_at else 1, edited_at=edited_at))
            except LockedError:
                if monotonic() > deadline:
                    raise
                if not told:
                    waiting(
                        f"for another sample server (a run, a test or `python -m scrapers.samples`) to let go of "
                        f"{portal.host}, at most {PORT_WAIT_SECONDS} s"
                    )
                    told = True
            else:
                return trial.pop_all()
        sleep(1)


def wait(child: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    """The child's exit code, or null where it still runs after `seconds`."""
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def end(child: "subprocess.Popen[bytes]") -> None:
    """Ask the child to end, and end it where it does not."""
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        if wait(child, GRACE_SECONDS) is None:
            child.kill()
            child.wait()
