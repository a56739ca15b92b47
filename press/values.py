"""Values of the right kind that mean nothing: what each option should be, in `_quarto.yml`, in front matter and in cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from press import layout
from press.errors import Problem
from press.located import Located

LABEL = re.compile(r"\w[\w.-]*")
LENGTH = re.compile(r"\d+(\.\d+)?(pt|cm|mm|in|em)")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")
FIGURE_FORMATS = ("svg", "png", "retina", "jpeg")


def _among(*choices: Any) -> Callable[[Any], bool]:
    return lambda value: value in choices


def _from_to(first: int, last: int) -> Callable[[Any], bool]:
    return lambda value: first <= value <= last


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: bool(pattern.fullmatch(str(value)))


VALUES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "label": ("letters, digits, `-`, `_` and `.` alone, as pictures are named after it", _matches(LABEL)),
    "output": ("true, false or asis", _among(True, False, "asis")),
    "echo": ("true, false or fenced", _among(True, False, "fenced")),
    "code-fold": ("true, false or show", _among(True, False, "show")),
    "fig-align": ("left, center or right", _among(*layout.SIDES)),
    "out-width": ("a width such as 50%", _matches(layout.WIDTH)),
    "fig-format": ("svg, png, retina or jpeg", _among(*FIGURE_FORMATS)),
    "layout": ("rows of widths such as [[1, 1], [1]]", lambda value: layout.holds("layout", value)),
    "layout-ncol": ("a number from 1", lambda value: layout.holds("layout-ncol", value)),
    "layout-nrow": ("a number from 1", lambda value: layout.holds("layout-nrow", value)),
    "tbl-colwidths": (
        "a list such as [60, 40]",
        lambda value: value in (False, "auto") or layout.are_widths(value),
    ),
    "fig-subcap": ("a list of texts, or true", lambda value: value is not False),
    "tbl-subcap": ("a list of texts, or true", lambda value: value is not False),
    "lst-label": ("a label that begins with lst-", lambda value: str(value).startswith("lst-")),
    "toc-depth": ("a number from 1 to 6", _from_to(1, 6)),
    "number-depth": ("a number from 0 to 6", _from_to(0, 6)),
    "lang": ("a code such as en or en-GB", _matches(LANGUAGE)),
    "fontsize": ("a length such as 11pt", _matches(LENGTH)),
    "x": ("a length such as 3cm", _matches(LENGTH)),
    "y": ("a length such as 3cm", _matches(LENGTH)),
    "type": ("book: press builds nothing else", _among("book")),
}  # fmt: skip
"""For each option: what it should be, and whether a value is that."""


def bad_values(located: Located, places: Sequence[tuple[str, ...]]) -> Iterator[Problem]:
    """The options that are no such thing, at these `places` of a YAML document."""
    for above in places:
        for key, (expected, holds) in VALUES.items():
            value = located.get(*above, key)
            if value is not None and not holds(value):
                name = ".".join((*above, key))
                what = f"`{name}` should be {expected}, found {value!r}"
                yield Problem(what, *located.place(*above, key), "correct the value")
