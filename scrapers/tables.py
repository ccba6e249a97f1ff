"""Reads the lists of the crawler, in scrapers/data/, so that every mistake is named with file and line.

Not here: what a list is for (the module that reads it says so).
"""

from collections.abc import Collection
from pathlib import Path

import yaml

from transforms.errors import ConfigError

DATA = Path(__file__).parent / "data"


def read_lists(name: str, keys: Collection[str], folder: Path = DATA) -> dict[str, tuple[str, ...]]:
    """A file of lists of texts, one a key. Raises ConfigError where it is not that, or a key is unknown or missing."""
    path = folder / name
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}).") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {error.problem}.") from error
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{path}:1: a mapping with the keys {', '.join(keys)} is expected.")
    found: dict[str, tuple[str, ...]] = {}
    for key, value in root.value:
        if key.value not in keys or key.value in found:
            raise ConfigError(f"{path}:{key.start_mark.line + 1}: {key.value!r} is unknown, or there twice.")
        if not isinstance(value, yaml.SequenceNode) or not value.value:
            raise ConfigError(f"{path}:{key.start_mark.line + 1}: {key.value}: a list of texts is expected.")
        for item in value.value:
            if not isinstance(item, yaml.ScalarNode) or not item.value.strip():
                raise ConfigError(f"{path}:{item.start_mark.line + 1}: {key.value}: a text is expected here.")
        found[key.value] = tuple(item.value for item in value.value)
    if missing := [key for key in keys if key not in found]:
        raise ConfigError(f"{path}:1: {', '.join(missing)} is missing.")
    return found
