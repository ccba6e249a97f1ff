"""What is told, and what is not told again.

Protects: one message a cause, one when it is over; nothing lost while a sink is down, nothing doubled for the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipelines.alerts.book import MAX_WAITING, Book
from pipelines.alerts.sinks import Sink, SinkError
from pipelines.alerts.trouble import Message, Trouble


@dataclass
class Ear:
    """A sink that keeps what it hears, or does not hear."""

    name: str
    deaf: bool = False
    heard: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.deaf:
            raise SinkError("deaf")
        self.heard.append(message)

    def keys(self) -> list[tuple[str, str]]:
        return [(message.event, message.trouble.key) for message in self.heard]


def trouble(key: str, cause: str = "", portal: str = "") -> Trouble:
    return Trouble(
        key, f"what of {key}", "never", "/runs/1", "do", "now", portals=(portal,) if portal else (), cause=cause
    )


def look(book: Book, ears: Mapping[str, Sink], *now: Trouble) -> Book:
    """One look, with the book kept as text between this one and the last."""
    book = Book.from_text(book.to_text())
    book.turn_to({one.key: one for one in now}, "then", ears)
    book.deliver(ears)
    return book


def test_a_cause_is_told_once_and_once_when_it_is_over() -> None:
    ear = Ear("file")
    book = Book()
    for now in ([trouble("a/pages")], [trouble("a/pages")], [replace(trouble("a/pages"), since="later")], [], []):
        book = look(book, {"file": ear}, *now)
    assert ear.keys() == [("begun", "a/pages"), ("over", "a/pages")]
    assert (book.open, book.waiting) == ({}, [])


def test_another_cause_at_the_same_place_is_told() -> None:
    """Refused today is not unreachable yesterday."""
    ear = Ear("file")
    book = look(Book(), {"file": ear}, trouble("a/pages", "unreachable"))
    book = look(book, {"file": ear}, trouble("a/pages", "blocked"))
    assert ear.keys() == [("begun", "a/pages"), ("begun", "a/pages")]
    assert book.open["a/pages"].cause == "blocked"


def test_many_of_one_kind_are_one_message() -> None:
    """The network of the machine is down: one cause, however many portals feel it."""
    ear = Ear("file")
    names = [f"p{number}" for number in range(20)]
    down = [trouble(f"{name}/pages", "unreachable", name) for name in names]
    book = look(Book(), {"file": ear}, *down, trouble("x/articles/dates", "", "x"))
    assert ear.keys() == [("begun", "20 portals/pages"), ("begun", "x/articles/dates")]
    assert ear.heard[0].trouble.portals == tuple(sorted(names))
    assert len(book.open) == 21
    book = look(book, {"file": ear}, trouble("x/articles/dates", "", "x"))
    assert ear.keys()[2:] == [("over", "20 portals/pages")]


def test_a_deaf_sink_hears_everything_later_and_the_others_nothing_twice() -> None:
    file, hook = Ear("file"), Ear("webhook", deaf=True)
    ears: dict[str, Sink] = {"file": file, "webhook": hook}
    book = look(Book(), ears, trouble("a/pages"))
    assert book.failing == {"webhook": "deaf"}
    book = look(book, ears, trouble("a/pages"), trouble("alerts/webhook"), trouble("b/pages"))
    assert file.keys() == [("begun", "a/pages"), ("begun", "alerts/webhook"), ("begun", "b/pages")]
    hook.deaf = False
    book = look(book, ears, trouble("b/pages"))
    assert hook.keys() == [("begun", "a/pages"), ("begun", "b/pages"), ("over", "a/pages")]
    assert file.keys()[3:] == [("over", "a/pages"), ("over", "alerts/webhook")]
    assert (book.waiting, book.failing) == ([], {})


def test_what_waits_is_bounded() -> None:
    """A webhook that was given up by its owner does not fill the cursor in a year."""
    ears: dict[str, Sink] = {"file": Ear("file"), "webhook": Ear("webhook", deaf=True)}
    book = Book()
    for number in range(MAX_WAITING + 50):
        book = look(book, ears, trouble(f"p{number}/pages", str(number)))
    assert len(book.waiting) <= MAX_WAITING


def test_a_cursor_that_is_none_of_ours_is_an_empty_book() -> None:
    for text in (None, "", "2026-11-20", "[]", '{"open": {"a": 1}}'):
        assert Book.from_text(text) == Book()
