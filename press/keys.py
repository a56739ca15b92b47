"""Which keys of Quarto's YAML press honours, in `_quarto.yml`, in front matter and in cells.

The tables stand in `assets/quarto-keys.yml`: key path to the kind of value. A key that Quarto knows and
press does not honour is a warning; any other key is taken for a slip of the pen and stops the build,
with the nearest known key as the remedy.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from press.errors import Problem
from press.located import Located, own_yaml

TEXT = (str, int, float, datetime.date)
KINDS: dict[str, tuple[str, tuple[type, ...]]] = {
    "text": ("a text", TEXT),
    "flag": ("true or false", (bool,)),
    "count": ("a whole number", (int,)),
    "list": ("a list", (list,)),
    "text or list": ("a text or a list", (*TEXT, list)),
    "text or mapping": ("a text, or keys with their values", (*TEXT, dict)),
    "mapping": ("keys with their values", (dict,)),
    "flag or text": ("true, false or a text", (bool, *TEXT)),
    "number": ("a number", (int, float)),
    "any": ("anything", (object,)),
}
"""What a message calls the values of each kind, and their types."""

TABLES = own_yaml(Path(__file__).parent / "assets" / "quarto-keys.yml")
PROJECT_KEYS: Mapping[str, str] = TABLES["project"]
CHAPTER_KEYS: Mapping[str, str] = TABLES["chapter"]
CELL_KEYS: Mapping[str, str] = TABLES["cell"]
KNOWN_TO_QUARTO = frozenset(TABLES["known"]["project"])
KNOWN_IN_CELLS = frozenset(TABLES["known"]["cell"])
KNOWN_IN_CHAPTERS = frozenset(
    [
        *TABLES["known"]["chapter"],
        *(key for key in (*PROJECT_KEYS, *KNOWN_TO_QUARTO) if "format." in key),
    ]
)
OF_CHAPTER = (
    *("toc", "toc-depth", "number-sections", "number-depth", "callout-icon", "lang"),
    *("bibliography", "filters"),
)
"""What a chapter may want otherwise than the book, or bring."""


def check(
    located: Located, honoured: Mapping[str, str], known: frozenset[str], path: str
) -> tuple[list[Problem], list[Problem]]:
    """(errors, warnings) about the keys of one YAML document in the file `path`."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for keys, value in _leaves(located.value, (), honoured):
        name, line = ".".join(keys), located.line(*keys)
        if name in honoured:
            expected, types = KINDS[honoured[name]]
            if value is not None and not _is_one_of(value, types):
                what = f"`{name}` should be {expected}, found {_short(value)}"
                errors.append(Problem(what, path, line, "correct the value"))
        elif name in known:
            what = f"`{name}` is not honoured by press; the real Quarto will use it"
            warnings.append(Problem(what, path, line))
        else:
            errors.append(Problem(f"unknown key `{name}`", path, line, _nearest(name, honoured)))
    return errors, warnings


def _leaves(
    mapping: Mapping[str, Any], above: tuple[str, ...], honoured: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key path that the tables decide on: unknown and free-form ones are not entered."""
    for key, value in mapping.items():
        keys = (*above, key)
        yield keys, value
        if isinstance(value, dict) and "mapping" in honoured.get(".".join(keys), ""):
            yield from _leaves(value, keys, honoured)


def _is_one_of(value: Any, types: tuple[type, ...]) -> bool:
    """Whether a value has one of some types; true and false, which to Python are numbers, only as such."""
    if isinstance(value, bool):
        return bool in types or object in types
    return isinstance(value, types)


def _nearest(name: str, honoured: Mapping[str, str]) -> str:
    """The key that may be meant: one of a like name beside it, or of its name somewhere else."""
    parent, _, last = name.rpartition(".")
    beside = [key for key in honoured if key.rpartition(".")[0] == parent]
    close = difflib.get_close_matches(name, beside, n=1, cutoff=0.6)
    elsewhere = [key for key in honoured if key.rpartition(".")[2] == last]
    if meant := [*close, *elsewhere][:1]:
        return f"did you mean `{meant[0]}`?"
    return f"known here: {', '.join(key.rpartition('.')[2] for key in beside)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
