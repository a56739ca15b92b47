"""Alternative texts: what a picture shows, for a reader who does not see it.

Every picture needs one, and one of its own: a caption says what a picture is about, to readers who see
it too. What lacks one stops the build, with its line, before anything is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from press.errors import Problem
from press.pandoc import Node
from press.parse import Cell, Chapter
from press.shapes import float_kind
from press.tree import attributes, text_of

REMEDY = "say in `fig-alt` what it shows, for a reader who does not see it"

Picture = tuple[str, str, str]
"""Source, alternative text and caption of a picture in the text."""


def pictures(tree: Any, caption: str = "") -> Iterator[Picture]:
    """The pictures in a chapter's text, in reading order."""
    if isinstance(tree, list):
        for item in tree:
            yield from pictures(item, caption)
    elif isinstance(tree, dict) and tree.get("t") == "Image":
        yield tree["c"][2][0], alternative(tree, caption), caption
    elif isinstance(tree, dict) and tree.get("t") == "Figure":
        yield from pictures(tree["c"][2], text_of(tree["c"][1]))
    elif isinstance(tree, dict):
        yield from pictures(list(tree.values()), caption)


def alternative(picture: Node, caption: str = "") -> str:
    """The alternative text that a picture has: an attribute, else its words unless they are its caption."""
    pairs = attributes(picture)[2]
    words = text_of(picture["c"][1])
    return pairs.get("fig-alt", pairs.get("alt", "" if caption else words))


def missing_alternatives(chapter: Chapter, found: Sequence[Picture]) -> Iterator[Problem]:
    """What a chapter's pictures lack: those in its text, and those that its labelled cells will make."""
    for source, alt, caption in found:
        line = chapter.line_of(f"{re.escape(source)}|{re.escape(unquote(source))}")
        yield from _faults(chapter, f"the picture {unquote(source)}", alt, [caption], line)
    for part in chapter.parts:
        if isinstance(part, Cell) and _makes_figure(part):
            options = part.options
            given = options.fig_cap
            captions = given if isinstance(given, tuple) else (given,)
            for alt in options.fig_alt:
                yield from _faults(chapter, part.name, alt, captions, part.line)


def _makes_figure(cell: Cell) -> bool:
    options = cell.options
    shown = options.eval and options.include and options.output is not False
    return bool(shown and float_kind(options.label) == "fig")


def _faults(
    chapter: Chapter, name: str, alt: str, captions: Sequence[str], line: int | None
) -> Iterator[Problem]:
    if not alt.strip():
        yield Problem(f"{name} has no alternative text", chapter.path, line, REMEDY)
    elif _bare(alt) in map(_bare, captions):
        what = f"the alternative text of {name} is its caption"
        yield Problem(what, chapter.path, line, REMEDY)


def _bare(text: str) -> str:
    """The letters and digits of a text, whatever stands around them."""
    return "".join(re.findall(r"\w+", text.lower()))
