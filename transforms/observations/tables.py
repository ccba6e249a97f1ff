"""Reads the YAML tables of rules so that every mistake can be named with file and line.

Not here: what the tables mean. Every table is read once a process.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from transforms.errors import ConfigError

DATA = Path(__file__).parents[1] / "data"
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a table and the line it stands on. `value` is a text, a list of entries or a mapping to entries."""

    file: str
    line: int
    value: "str | list[Entry] | dict[str, Entry]"

    def wrong(self, what: str) -> ConfigError:
        """The error for a mistake here."""
        return ConfigError(f"transforms/data/{self.file}, line {self.line}: {what}")

    def text(self) -> str:
        """The value as a text."""
        if not isinstance(self.value, str):
            raise self.wrong("a text is expected here")
        return self.value

    def items(self) -> "list[Entry]":
        """The value as a list."""
        if not isinstance(self.value, list):
            raise self.wrong("a list is expected here")
        return self.value

    def fields(self, known: "frozenset[str] | None" = None) -> "Mapping[str, Entry]":
        """The value as a mapping; with `known`, any other key is a mistake."""
        if not isinstance(self.value, dict):
            raise self.wrong("a mapping is expected here")
        for key, entry in self.value.items():
            if known is not None and key not in known:
                raise entry.wrong(f"unknown field {key!r}; known are {', '.join(sorted(known))}")
        return self.value

    def phrases(self) -> Iterator[str]:
        """The phrases of a text, which `|` separates."""
        for phrase in self.text().split("|"):
            if not phrase.strip():
                raise self.wrong("an empty phrase between | signs")
            yield phrase.strip()


def read_table(name: str, folder: Path = DATA) -> Entry:
    """The table of that file name. ConfigError with file and line where it is not YAML."""
    path = folder / name
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"transforms/data/{name}, line {line}: not valid YAML: {error.problem}") from error
    if node is None:
        raise ConfigError(f"transforms/data/{name}, line 1: the table is empty")
    return _entry(name, node)


def _entry(name: str, node: yaml.Node) -> Entry:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Entry(name, line, str(node.value))
    if isinstance(node, yaml.SequenceNode):
        return Entry(name, line, [_entry(name, child) for child in node.value])
    fields: dict[str, Entry] = {}
    for key, child in node.value:
        if key.value in fields:
            raise ConfigError(f"transforms/data/{name}, line {key.start_mark.line + 1}: {key.value!r} stands twice")
        fields[str(key.value)] = _entry(name, child)
    return Entry(name, line, fields)
