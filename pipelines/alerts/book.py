"""What is open and what was told, kept between two looks as the sensor's cursor: no second database to disagree with.

Pure: a book is read from text, changed by what was found, and written back. Delivery is tried here and done by sinks.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.alerts.sinks import Sink, SinkError
from pipelines.alerts.trouble import Message, Trouble

MANY = 3
"""More troubles of one kind than this in one look (a network that is down) are told in one message."""

MAX_WAITING = 200
"""Messages kept for a sink that takes none; the oldest are dropped beyond it, the file has them all."""


@dataclass(slots=True)
class Book:
    """`seen` is how far the runs were read (ISO time, empty at first), `open` the troubles by key, `waiting` the
    messages that not every sink has taken, `failing` the sinks that took none lately, with their reason."""

    seen: str = ""
    open: dict[str, Trouble] = field(default_factory=dict)
    waiting: list[Message] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str | None) -> "Book":
        """The book as it was kept; an empty one where there is none, or it is not one of ours."""
        try:
            kept = json.loads(text or "{}")
            return cls(
                seen=str(kept.get("seen", "")),
                open={key: Trouble.from_dict(value) for key, value in kept.get("open", {}).items()},
                waiting=[Message.from_dict(value) for value in kept.get("waiting", [])],
                failing=dict(kept.get("failing", {})),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def to_text(self) -> str:
        """The book to keep."""
        kept = {
            "seen": self.seen,
            "open": {key: trouble.to_dict() for key, trouble in self.open.items()},
            "waiting": [message.to_dict() for message in self.waiting],
            "failing": self.failing,
        }
        return json.dumps(kept, ensure_ascii=False)

    def turn_to(self, now_open: Mapping[str, Trouble], at: str, sinks: Iterable[str]) -> None:
        """Take `now_open` for what is wrong now; what begins and what is over become messages to all sinks.

        A trouble that is seen again is the one that is open, told and dated as it was.
        """
        begun = [new for key, new in now_open.items() if not (key in self.open and self.open[key].same_as(new))]
        over = [old for key, old in self.open.items() if key not in now_open]
        self.open = {
            key: self.open[key] if key in self.open and self.open[key].same_as(new) else new
            for key, new in now_open.items()
        }
        names = list(sinks)
        self.waiting += [Message("over", at, trouble, list(names)) for trouble in _bundled(over)]
        self.waiting += [Message("begun", at, trouble, list(names)) for trouble in _bundled(begun)]
        for message in self.waiting:
            message.left = [name for name in message.left if name in names and message.trouble.key != f"alerts/{name}"]
        del self.waiting[:-MAX_WAITING]

    def deliver(self, sinks: Mapping[str, Sink]) -> None:
        """Hand each sink what it has not taken yet, in order; one that fails is left until the next look."""
        self.failing = {}
        for name, sink in sinks.items():
            for message in self.waiting:
                if name not in message.left:
                    continue
                try:
                    sink.send(message)
                except SinkError as error:
                    self.failing[name] = str(error)
                    break
                message.left.remove(name)
        self.waiting = [message for message in self.waiting if message.left]


def _bundled(troubles: list[Trouble]) -> list[Trouble]:
    """The troubles to tell, many of one kind as one. Portals apart, a kind is what a key and a cause say."""
    kinds: dict[tuple[str, ...], list[Trouble]] = {}
    for trouble in troubles:
        kinds.setdefault((trouble.key.partition("/")[2], trouble.cause, trouble.severity), []).append(trouble)
    told = []
    for alike in kinds.values():
        first = alike[0]
        if len(alike) <= MANY:
            told += alike
            continue
        told.append(
            Trouble(
                key=f"{len(alike)} portals/{first.key.partition('/')[2]}",
                what=f"{len(alike)} portals at once, the first of them: {first.what}",
                last_good=first.last_good,
                page="/runs",
                command=first.command,
                since=first.since,
                severity=first.severity,
                portals=tuple(sorted({name for trouble in alike for name in trouble.portals})),
            )
        )
    return told
