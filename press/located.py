"""YAML that remembers its lines.

`load` gives plain Python values and, beside them, the line of every key, so that a message about a
key can say where it stands. A key that is written twice is an error, as a silent winner would hide
one of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from press.errors import BookError, Place, Problem

KeyPath = tuple[str | int, ...]

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml, where it is there: a book has as many YAML texts as cells."""


@dataclass(frozen=True)
class Located:
    """A YAML document: its `value`, and the file and line of each key path."""

    value: dict[str, Any]
    places: dict[KeyPath, Place] = field(default_factory=dict)
    path: str = ""

    def get(self, *path: str, default: Any = None) -> Any:
        """The value at a key path, or `default` where there is none (or an empty one)."""
        value: Any = self.value
        for key in path:
            if not isinstance(value, dict) or value.get(key) is None:
                return default
            value = value[key]
        return value

    def listed(self, *path: str) -> list[str]:
        """The texts at a key path, of which one may stand without a list around it."""
        return list(map(str, as_list(self.get(*path))))

    def either(self, key: str, *, default: Any) -> Any:
        """An option at the top level or under `format: html`; both writers follow it."""
        return self.get(key, default=self.get("format", "html", key, default=default))

    def place(self, *path: str | int) -> tuple[str, int | None]:
        """The file and line of the key path, or of its nearest parent."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return self.path, None


def own_yaml(path: Path) -> Any:
    """The content of a YAML file of press itself, which needs no lines."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=FAST)  # noqa: S506 - a safe one


def as_list(value: Any) -> list[Any]:
    """A value that may be written as a list, with one thing without brackets, or not at all."""
    return [] if value is None else value if isinstance(value, list) else [value]


def file_of(item: Any) -> str:
    """The file that an item of a list names: as such, or as `file:` or `path:`; nothing where it names none."""
    named = item.get("file", item.get("path")) if isinstance(item, dict) else item
    return "" if named is None else str(named)


def value_at(values: Mapping[str, Any], path: str) -> Any:
    """The value at a key path such as `book.title`; None where there is none."""
    value: Any = values
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def load(text: str, path: str, *, first_line: int = 1) -> Located:
    """The mapping that `text` holds.

    `first_line` is the line of the file on which `text` begins. Raises BookError where the YAML
    cannot be read, is not a mapping, or has a key twice.
    """
    text = "\n" * (first_line - 1) + text  # so that every mark has its line in the file
    try:
        try:
            value, places = _read(text, FAST, path)
        except yaml.YAMLError:  # PyYAML's own parser says more of what is wrong, and quotes it
            value, places = _read(text, yaml.SafeLoader, path)
    except yaml.MarkedYAMLError as error:
        raise BookError(_yaml_problem(error, path)) from None
    except yaml.reader.ReaderError as error:
        what = f"this is not valid YAML: the character {chr(error.character)!r} cannot stand here"
        line = 1 + text.count("\n", 0, error.position)
        raise BookError(Problem(what, path, line, "remove the character")) from None
    if not isinstance(value, dict):
        what = "expected a mapping (`key: value` lines)"
        raise BookError(Problem(what, path, first_line, "write one `key: value` a line"))
    return Located(value, places, path)


def _read(text: str, loader: Any, path: str) -> tuple[Any, dict[KeyPath, Place]]:
    """The value of `text`, empty where there is none, and the places of its keys."""
    places: dict[KeyPath, Place] = {}
    node = yaml.compose(text, Loader=loader)
    return _value(node, (), places, path) if node else {}, places


def _value(node: yaml.Node, at: KeyPath, places: dict[KeyPath, Place], path: str) -> Any:
    line = node.start_mark.line + 1
    places.setdefault(at, (path, line))
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                what = f"the key `{key}` is written twice (first on line {places[(*at, key)][1]})"
                raise BookError(Problem(what, path, line, "keep one of the two"))
            places[(*at, key)] = (path, line)
            mapping[key] = _value(value_node, (*at, key), places, path)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_value(item, (*at, index), places, path) for index, item in items]
    try:
        return yaml.constructor.SafeConstructor().construct_object(node, deep=True)
    except ValueError:  # of which each Python tells in other words
        what = f"`{node.value}` cannot be read: there is no such date"
        raise BookError(Problem(what, path, line, "correct the value, or quote it")) from None


def _yaml_problem(error: yaml.MarkedYAMLError, path: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and mark.buffer and mark.index >= len(mark.buffer) - 1:
        mark = error.context_mark  # at the end of the file: what was never closed stands here
    line = mark.line + 1 if mark else None
    reason = " ".join(part for part in (error.problem, error.context) if part)
    detail = f"    {(mark.get_snippet() or '').strip()}" if mark else ""
    remedy = "check the indentation and the colon of this line and of the one before"
    return Problem(f"this is not valid YAML: {reason}", path, line, remedy, detail)
