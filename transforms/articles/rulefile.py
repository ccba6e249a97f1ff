"""Reads a YAML rule file so that every mistake can be named with file and line.

Here: the reading and the small checks that all rule files share. What a file may hold is said where it is used
(rules.py, boilerplate.py, words.py).
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from transforms.errors import ConfigError


class Entry:
    """A value of a rule file that knows where it stands."""

    def __init__(self, node: yaml.Node, file: str) -> None:
        self._node = node
        self._file = file

    def fail(self, what: str) -> ConfigError:
        """The error for this place; the caller raises it."""
        line = self._node.start_mark.line + 1
        return ConfigError(f"{self._file}:{line}: {what}. Nothing was read with this rule file; correct the line.")

    def fields(self, *, required: frozenset[str] = frozenset(), optional: frozenset[str]) -> dict[str, "Entry"]:
        """A mapping with exactly these keys."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.fail("expected a mapping (key: value)")
        found: dict[str, Entry] = {}
        for key_node, value_node in self._node.value:
            key = Entry(key_node, self._file).text()
            if key in found:
                raise Entry(key_node, self._file).fail(f"key {key!r} stands here a second time")
            if key not in required | optional:
                known = ", ".join(sorted(required | optional))
                raise Entry(key_node, self._file).fail(f"unknown key {key!r} (known: {known})")
            found[key] = Entry(value_node, self._file)
        if missing := sorted(required - found.keys()):
            raise self.fail(f"missing key {missing[0]!r}")
        return found

    def items(self) -> Iterator["Entry"]:
        """The entries of a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.fail("expected a list (- value)")
        return (Entry(node, self._file) for node in self._node.value)

    def text(self) -> str:
        """A string; numbers and the words yes and no must be quoted."""
        if not isinstance(self._node, yaml.ScalarNode) or self._node.tag != "tag:yaml.org,2002:str":
            raise self.fail("expected a text (quote numbers and yes/no)")
        if not self._node.value.strip():
            raise self.fail("an empty text means nothing here")
        return str(self._node.value)

    def texts(self) -> tuple[str, ...]:
        """A list of strings."""
        return tuple(item.text() for item in self.items())


def read(path: Path) -> Entry:
    """The file's root; ConfigError when it is missing, empty or not YAML."""
    try:
        source = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read ({error.strerror}). The installation is incomplete.") from error
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path.name}:{line}: not valid YAML ({error.problem}). Correct the line.") from error
    if node is None:
        raise ConfigError(f"{path.name}:1: the file is empty.")
    return Entry(node, path.name)
