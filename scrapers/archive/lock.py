"""One writer a portal folder: an operating-system lock that ends with its process, however that ends."""

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from transforms.errors import DataFolderError, LockedError


class FolderLock:
    """Held while a portal's folder is repaired and written. Readers need none: they never open a `.part` file."""

    def __init__(self, pages_dir: Path) -> None:
        self.path = pages_dir / ".lock"

    def __enter__(self) -> "FolderLock":
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise DataFolderError(
                f"Cannot write in {self.path.parent} ({error.strerror}). Nothing was fetched. "
                "Give write permission, or another data folder."
            ) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._handle.close()
            raise LockedError(
                f"{self.path.parent} is being written by {self._holder()}. Nothing was fetched. "
                "Wait until that crawl has ended."
            ) from error
        self._handle.seek(0)
        self._handle.truncate()
        since = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": since}, self._handle)
        self._handle.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.close()

    def _holder(self) -> str:
        try:
            held = json.loads(self.path.read_text("utf-8"))
            return f"process {held['pid']} on {held['host']} since {held['since']}"
        except (OSError, ValueError, KeyError):
            return "a crawl that is just starting"
