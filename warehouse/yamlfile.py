"""Read a YAML data file so that every value knows its line: mistakes are named with file and line.

Belongs here: parsing and typed access to values. What a file must contain is said by its reader (schema.py, rules.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from transforms.errors import ConfigError

Plain = str | int | float | bool | None
WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
BROKEN = re.compile(r"[-+]?[0-9]*[.][0-9]*([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file with the place where it stands."""

    file: Path
    line: int
    path: str
    value: "Plain | dict[str, Node] | list[Node]"

    def mistake(self, what: str) -> ConfigError:
        """The error to raise for this value."""
        return ConfigError(f"{self.file.name}, line {self.line}: {self.path or 'the file'}: {what}")

    def mapping(self, allowed: set[str] | None = None, required: set[str] | None = None) -> "dict[str, Node]":
        """This value as a mapping; keys outside `allowed` and missing `required` keys are mistakes."""
        if not isinstance(self.value, dict):
            raise self.mistake("a mapping is expected here")
        for key, node in self.value.items():
            if allowed is not None and key not in allowed:
                raise node.mistake(f"unknown key; known are {', '.join(sorted(allowed))}")
        for key in sorted((required or set()) - self.value.keys()):
            raise self.mistake(f"the key `{key}` is missing")
        return self.value

    def items(self) -> "Iterator[Node]":
        """This value as a list, item by item."""
        if not isinstance(self.value, list):
            raise self.mistake("a list is expected here")
        return iter(self.value)

    def text(self) -> str:
        """This value as a string that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.mistake("a text is expected here")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """This value as a tuple of strings."""
        return tuple(node.text() for node in self.items())

    def number(self) -> float:
        """This value as a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.mistake("a number is expected here")
        return float(self.value)

    def flag(self) -> bool:
        """This value as true or false."""
        if not isinstance(self.value, bool):
            raise self.mistake("true or false is expected here")
        return self.value


def read(file: Path) -> Node:
    """Parse one file; syntax errors, repeated keys and anchors are mistakes."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{file.name}, line {line}: not valid YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        raise ConfigError(f"{file.name}: not valid YAML: {error.reason}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file.name}: not UTF-8 from byte {error.start} on; save it as UTF-8") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{file.name} is a folder, and must be a file") from error
    if root is None:
        raise ConfigError(f"{file.name}, line 1: the file is empty")
    return _convert(root, file, "", set())


def _convert(node: yaml.Node, file: Path, path: str, seen: set[int]) -> Node:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise ConfigError(f"{file.name}, line {line}: {path}: anchors and aliases are not used in these files")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in mapping:
                raise ConfigError(f"{file.name}, line {key_node.start_mark.line + 1}: the key `{key}` stands twice")
            mapping[key] = _convert(value_node, file, f"{path}.{key}" if path else key, seen)
        return Node(file, line, path, mapping)
    if isinstance(node, yaml.SequenceNode):
        return Node(file, line, path, [_convert(n, file, f"{path}[{i}]", seen) for i, n in enumerate(node.value)])
    return Node(file, line, path, _scalar(node))


def _scalar(node: yaml.Node) -> Plain:
    """A scalar by YAML's own rules; dates stay text, since no file here needs a date type."""
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:bool":
        return str(node.value).lower() in {"true", "yes", "on"}
    text = str(node.value)
    # What YAML also takes for a number (12:30, 0x1F, 017, 1_000) stays text: nobody who types it means that number.
    if node.tag == "tag:yaml.org,2002:int" and WHOLE.fullmatch(text):
        return int(text)
    if node.tag == "tag:yaml.org,2002:float" and BROKEN.fullmatch(text):
        return float(text)
    return text
