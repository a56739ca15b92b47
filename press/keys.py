"""Which keys of Quarto's YAML press honours, in `_quarto.yml`, in front matter and in cells, and with which values.

The tables stand in `assets/quarto-keys.yml`: key path to the kind of value. A key that Quarto knows and
press does not honour is a warning; any other key is taken for a slip of the pen and stops the build,
with the nearest known key as the remedy.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from press import layout
from press.errors import Problem
from press.located import Located, as_list, file_of, own_yaml
from press.scan import fences, spans

TEXT = (str, int, float, datetime.date)
REPO_ACTIONS = {"edit": "edit/{}", "source": "blob/{}", "issue": "issues/new"}
"""The address of what `repo-actions` offers, on a host that has GitHub's addresses."""
DOWNLOADS = ("pdf", "epub", "docx", "jats")

TABLES = own_yaml(Path(__file__).parent / "assets" / "quarto-keys.yml")
PROJECT_KEYS: Mapping[str, str] = TABLES["project"]
CHAPTER_KEYS: Mapping[str, str] = TABLES["chapter"]
CELL_KEYS: Mapping[str, str] = TABLES["cell"]
FORMATS = ("html", "typst")
DOCUMENT = frozenset(TABLES["known"]["document"]).union(
    key for key in PROJECT_KEYS if "." not in key
)
"""What Quarto takes wherever a document, or all of them, can be described: some of it press honours in some places."""
EXECUTE = {
    key for key in (*PROJECT_KEYS, *TABLES["known"]["project"]) if key.startswith("execute.")
}
UNDER_FORMATS = {f"format.{name}.{key}" for name in FORMATS for key in {*DOCUMENT, *EXECUTE}}
KNOWN_TO_QUARTO = frozenset(TABLES["known"]["project"]).union(
    UNDER_FORMATS, (key for key in DOCUMENT if f"book.{key}" not in PROJECT_KEYS)
)
TAGS: Mapping[str, Mapping[str, bool]] = TABLES["tags"]
KNOWN_IN_CELLS = frozenset(TABLES["known"]["cell"])
PLACES = {key for key, kind in CELL_KEYS.items() if kind == "place"}
"""Where captions stand: a document and a cell say it, an attribute does not."""
ATTRIBUTE = re.compile(
    rf"\{{(?:[^}}]*?\s)?({'|'.join(k for k in sorted(KNOWN_IN_CELLS | PLACES) if '-' in k)})="
)
"""An attribute of a Div, a picture or a fence by the name of an option that press does not honour."""
NO_LISTING = re.compile(r"\{(?![^}]*#lst-)[^}]*\s(lst-cap)=")
"""The caption of code that has no label."""
KNOWN_IN_CHAPTERS = DOCUMENT.union(
    key for key in (*PROJECT_KEYS, *KNOWN_TO_QUARTO) if key.startswith(("execute.", "format."))
)


def _is(*types: type) -> Callable[[Any], bool]:
    """Of some types; true and false, which to Python are numbers, only where they are among them."""
    truths = bool in types or object in types
    return lambda value: truths if isinstance(value, bool) else isinstance(value, types)


def _among(*choices: Any) -> Callable[[Any], bool]:
    return lambda value: value in choices


def _some_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: all(item in choices for item in as_list(value))


def _from_to(first: int, last: int) -> Callable[[Any], bool]:
    return lambda value: _is(int)(value) and first <= value <= last


def _like(pattern: str) -> Callable[[Any], bool]:
    return lambda value: _is(*TEXT)(value) and bool(re.fullmatch(pattern, str(value)))


def kernel_of(value: Any) -> str:
    """The name of the kernel that `jupyter` asks for: as such, or as in a notebook."""
    spec = value.get("kernelspec") if isinstance(value, dict) else {"name": value}
    return str(spec.get("name") or "") if isinstance(spec, dict) else ""


def of_tags(tags: Any) -> dict[str, bool]:
    """The options that the tags of a cell stand for."""
    return {key: on for tag in as_list(tags) for key, on in TAGS.get(str(tag), {}).items()}


KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "text": ("a text", _is(*TEXT)),
    "flag": ("true or false", _is(bool)),
    "count": ("a whole number", _is(int)),
    "number": ("a number", _is(int, float)),
    "list": ("a list", _is(list)),
    "text or list": ("a text or a list", _is(*TEXT, list)),
    "mapping": ("keys with their values", _is(dict)),
    "text or mapping": ("a text, or keys with their values", _is(*TEXT, dict)),
    "any": ("anything", _is(object)),
    "book": ("book: press builds nothing else", _among("book")),
    "execute dir": ("file or project", _among("file", "project")),
    "filters": ("files that end in .lua", lambda value: all(map(_is_filter, as_list(value)))),
    "file name": ("a name without a folder and an ending", _like(r'[^\\/:*?"<>|]*')),
    "downloads": ("some of pdf, epub, docx, jats", _some_of(*DOWNLOADS)),
    "actions": ("some of edit, source, issue, none", _some_of(*REPO_ACTIONS, "none")),
    "header": ("files, or `text:`", lambda value: all(map(_is_header, as_list(value)))),
    "kernel": (
        "the name of a kernel, or a `kernelspec` with its `name`",
        lambda v: bool(kernel_of(v)),
    ),
    "language": ("a code such as en or en-GB", _like(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")),
    "length": ("a length such as 11pt or 3cm", _like(r"\d+(\.\d+)?(pt|cm|mm|in|em)")),
    "level": ("a number from 1 to 6", _from_to(1, 6)),
    "depth": ("a number from 0 to 6", _from_to(0, 6)),
    "label": (
        "letters, digits, `-`, `_` and `.` alone, as pictures are named after it",
        _like(r"\w[\w.-]*"),
    ),
    "lst label": ("a label that begins with lst-", _like("lst-.*")),
    "echo": ("true, false or fenced", _among(True, False, "fenced")),
    "output": ("true, false or asis", _among(True, False, "asis")),
    "fold": ("true, false or show", _among(True, False, "show")),
    "format": ("svg, png, retina or jpeg", _among("svg", "png", "retina", "jpeg")),
    "side": ("left, center or right", _among("default", "left", "center", "right")),
    "place": ("top, bottom or margin", _among("top", "bottom", "margin")),
    "look": ("default, simple or minimal", _among("default", "simple", "minimal")),
    "labels": (
        "arabic, alpha a, alpha A, roman i or roman I",
        _like("arabic|alpha( [A-Za-z])?|roman( [iI])?"),
    ),
    "height": ("top, center or bottom", _among(*layout.HEIGHTS)),
    "width": ("a width such as 50%", _like(r"\d+(\.\d+)?(%|px|in|cm|mm|pt|em)?")),
    "subcaptions": ("a list of texts, or true", lambda value: value is not False),
    "widths": ("a list such as [60, 40]", layout.are_widths),
    "rows": ("rows of widths such as [[1, 1], [1]]", layout.are_rows),
    "columns": ("a number from 1", lambda value: _is(int)(value) and value > 0),
}
"""What a message calls the values of each kind, and whether a value is one."""

PASSED_OVER = {"place": "margin"}
"""The value of a kind that Quarto honours and press does not."""


def _is_header(item: Any) -> bool:
    return not isinstance(item, dict) or bool({"file", "text"} & item.keys())


def _is_filter(name: Any) -> bool:
    return name == "quarto" or file_of(name).endswith(".lua")


def check(
    located: Located, honoured: Mapping[str, str], known: frozenset[str]
) -> tuple[list[Problem], list[Problem]]:
    """(errors, warnings) about the keys of one YAML document."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for keys, value in _leaves(located.value, (), honoured):
        name, place = ".".join(keys), located.place(*keys)
        if name in honoured:
            expected, holds = KINDS[honoured[name]]
            if value is not None and not holds(value):
                what = f"`{name}` should be {expected}, found {_short(value)}"
                errors.append(Problem(what, *place, "correct the value"))
            elif value is not None and value == PASSED_OVER.get(honoured[name]):
                warnings.append(_ignored(f"{name}: {value}", *place))
        elif name in known:
            warnings.append(_ignored(name, *place))
        else:
            errors.append(Problem(f"unknown key `{name}`", *place, _nearest(name, honoured)))
    return errors, warnings


def ignored(text: str, path: str, first_line: int) -> Iterator[Problem]:
    """Warnings about the attributes in a text of Markdown that Quarto would honour, not those in code or comments."""
    lines = text.split("\n")
    for first, last, _ in list(fences(lines, 0)):
        lines[first + 1 : last] = [""] * ((last or len(lines)) - first - 1)
    words = "\n".join(lines)
    asked = ((ATTRIBUTE, _ignored), (NO_LISTING, no_listing))
    found = [(one, warning) for pattern, warning in asked for one in pattern.finditer(words)]
    hidden = [span.span() for span in spans(words)] if found else []  # few texts have any
    for one, warning in found:
        if not any(start < one.start(1) < end for start, end in hidden):
            yield warning(one[1], path, first_line + words.count("\n", 0, one.start(1)))


def no_listing(name: str, path: str, line: int | None) -> Problem:
    """The warning about a caption of code that has no label."""
    what = f"a `{name}` without a label is not printed, nor is it by the real Quarto"
    return Problem(what, path, line, "label it `#lst-…`, in a cell `lst-label: lst-…`")


def _ignored(name: str, *place: Any) -> Problem:
    return Problem(f"`{name}` is not honoured by press; the real Quarto will use it", *place)


def _leaves(
    mapping: Mapping[str, Any], above: tuple[str, ...], honoured: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key path that the tables decide on: unknown and free-form ones are not entered."""
    for key, value in mapping.items():
        keys = (*above, key)
        yield keys, value
        if isinstance(value, dict) and "mapping" in honoured.get(".".join(keys), ""):
            yield from _leaves(value, keys, honoured)


def _nearest(name: str, honoured: Mapping[str, str]) -> str:
    """The key that may be meant: one of a like name beside it, or of its name somewhere else."""
    parent, _, last = name.rpartition(".")
    beside = [key for key in honoured if key.rpartition(".")[0] == parent]
    close = difflib.get_close_matches(name, beside, n=1, cutoff=0.6)
    elsewhere = [key for key in honoured if key.rpartition(".")[2] == last]
    if meant := [*close, *elsewhere][:1]:
        return f"did you mean `{meant[0]}`?"
    own = "a key of your own goes under `params:`; " if not parent and "params" in honoured else ""
    return f"{own}known here: {', '.join(key.rpartition('.')[2] for key in beside)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
