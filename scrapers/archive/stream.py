"""The content of a file as one stream, packed or not, and whether it came to its end.

For WARC files made elsewhere: one gzip stream over all records, many small ones, or none. What the records in it are is
the business of members.py.
"""

import zlib
from typing import BinaryIO

CHUNK = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b\x08"


class Stream:
    """Reads a file from its beginning, gzip members undone. `damage` says why it ends early; null while it does not.

    `position` counts bytes of the content, not of the file.
    """

    def __init__(self, handle: BinaryIO) -> None:
        self.position = 0
        self.damage: str | None = None
        self._handle = handle
        self._packed = handle.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        handle.seek(0)
        self._unpacker = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._held = bytearray()

    def until(self, mark: bytes, limit: int) -> bytes | None:
        """What comes before a mark, which is taken too; null where there is none in the next `limit` bytes."""
        while (at := self._held.find(mark)) < 0:
            if len(self._held) > limit or not self._fill():
                return None
        return self.take(at + len(mark))[:at]

    def take(self, size: int) -> bytes:
        """The next bytes; fewer where the content ends."""
        while len(self._held) < size and self._fill():
            pass
        data = bytes(self._held[:size])
        del self._held[:size]
        self.position += len(data)
        return data

    def drop(self, size: int) -> None:
        """Pass over the next bytes, however many."""
        while size > 0 and (passed := len(self.take(min(size, CHUNK)))):
            size -= passed

    def skip(self, mark: bytes) -> None:
        """Pass over any number of these bytes."""
        while (self._held or self._fill()) and self._held[0] in mark:
            self.take(1)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left that can be read."""
        return not self._held and not self._fill()

    def _fill(self) -> bool:
        data = self._unpacked() if self._packed else self._handle.read(CHUNK)
        self._held += data
        return bool(data)

    def _unpacked(self) -> bytes:
        while self.damage is None:
            if not self._waiting:
                self._waiting = self._handle.read(CHUNK)
            if self._unpacker.eof:
                # Some makers fill the last block of the file with zeros.
                self._waiting = self._waiting.lstrip(b"\0")
                if not self._waiting:
                    return b""
                self._unpacker = zlib.decompressobj(wbits=31)
            elif not self._waiting:
                self.damage = "the file ends inside what it packs"
                return b""
            try:
                data = self._unpacker.decompress(self._waiting, CHUNK)
            except zlib.error as error:
                self.damage = f"it cannot be unpacked from here on ({error})"
                return b""
            self._waiting = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
            if data:
                return data
        return b""
