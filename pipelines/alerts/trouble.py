"""One trouble, and the message that tells of it. Values and words only; who finds a trouble and who tells it is beside.

Words are ours: messages of errors, descriptions of checks. What a page said never gets into a message.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

Severity = Literal["error", "warning"]
Event = Literal["begun", "over"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong now. `key` names its cause: the same key is the same trouble, told once.

    `cause` is what a second failure under the same key must share with the first, so that a portal that is refused
    today is not taken for the one that was unreachable yesterday. `last_good` says when it last was as it should be,
    `page` is the path in the UI that shows it, `command` what to do. An error needs somebody today, a
    warning this week.
    """

    key: str
    what: str
    last_good: str
    page: str
    command: str
    since: str
    severity: Severity = "error"
    portals: tuple[str, ...] = ()
    cause: str = ""

    def same_as(self, other: "Trouble") -> bool:
        """Whether the other is this one, seen again."""
        return self.key == other.key and self.cause == other.cause

    def to_dict(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return {**asdict(self), "portals": list(self.portals)}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "Trouble":
        """The way back."""
        names = [str(name) for name in _list(values.get("portals"))]
        texts = {k: str(v) for k, v in values.items() if k not in ("portals", "severity")}
        return cls(**texts, portals=tuple(names), severity="warning" if values["severity"] == "warning" else "error")


@dataclass(slots=True)
class Message:
    """A trouble that begins or is over, and the sinks that have not taken it yet."""

    event: Event
    time: str
    trouble: Trouble
    left: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return {"event": self.event, "time": self.time, "trouble": self.trouble.to_dict(), "left": self.left}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "Message":
        """The way back."""
        trouble = values["trouble"]
        return cls(
            event="over" if values["event"] == "over" else "begun",
            time=str(values["time"]),
            trouble=Trouble.from_dict(trouble if isinstance(trouble, dict) else {}),
            left=[str(name) for name in _list(values.get("left"))],
        )

    def subject(self) -> str:
        """One line: is it over, how urgent, where, what."""
        urgent = "OVER" if self.event == "over" else {"error": "ERROR", "warning": "WARNING"}[self.trouble.severity]
        what = self.trouble.what.partition("\n")[0]
        return f"[congdoan] {urgent} {self.trouble.key}: {what[:150]}"

    def text(self, base: str) -> str:
        """The message as a person reads it; `base` is the address of the UI, or empty."""
        trouble = self.trouble
        lines = [trouble.what if self.event == "begun" else f"Over at {self.time}. It was: {trouble.what}"]
        lines += [f"portals:   {', '.join(trouble.portals)}"] if trouble.portals else []
        lines += [f"since:     {trouble.since}"]
        if self.event == "begun":
            lines += [f"last good: {trouble.last_good}"]
        lines += [f"look at:   {base}{trouble.page}"]
        if self.event == "begun":
            lines += [f"then:      {trouble.command}"]
        return "\n".join(lines)

    def record(self, base: str) -> dict[str, object]:
        """The message as a program reads it: flat, the same names in every one."""
        trouble = self.trouble.to_dict()
        del trouble["cause"]
        return {"time": self.time, "event": self.event, **trouble, "page": f"{base}{self.trouble.page}"}


def moment(when: datetime) -> str:
    """A time as it stands in a message."""
    return when.isoformat(timespec="seconds")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
