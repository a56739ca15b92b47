"""From an executed chapter to a page: the outputs put in their places in Pandoc's tree.

A `Page` is what the two writers share. Links and picture paths in it are relative to the book's root
(with a leading `/`); numbers and citations come later (`crossref.py`, `build.py`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from press import pandoc
from press.config import Entry
from press.errors import Problem
from press.execute import Executed
from press.jupyter import Output
from press.outputs import Rendered, inline_markdown, render
from press.pandoc import Node
from press.parse import Cell, Chapter, Inline, Text
from press.shapes import float_kind, shape
from press.tree import (
    Visitor,
    attributes,
    code_block,
    div,
    figure,
    string,
    transform,
    walk,
)

CELL = "press-cell"
INLINE = "press-inline"
PLACE = "place"
REMOTE = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A figure or table that a cell made: its label, the cell's line, and its lineage."""

    label: str
    caption: str
    line: int
    lineage: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Page:
    """A chapter as Pandoc's tree, with what belongs to it."""

    entry: Entry
    chapter: Chapter
    blocks: list[Node] = field(repr=False)
    media: dict[str, bytes] = field(default_factory=dict, repr=False)
    numbers: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict, repr=False)
    exhibits: tuple[Exhibit, ...] = ()

    @property
    def path(self) -> str:
        """The page's place in the site, from its root."""
        return self.chapter.page


def outline(entry: Entry, chapter: Chapter) -> Page:
    """The page as far as it is known before anything is executed: enough to check every reference."""
    text = _compose(chapter, {})
    captions = {
        str(place): [_float(part.options, [])] if part.options.label else []
        for place, part in enumerate(chapter.parts)
        if isinstance(part, Cell)
    }
    return Page(entry, chapter, _fill(pandoc.read(text), captions))


def assemble(entry: Entry, executed: Executed) -> tuple[Page, list[Problem]]:
    """The page with its outputs, and the problems found in them (a figure cell without a figure)."""
    chapter = executed.chapter
    inline: dict[int, str] = {}
    numbers: dict[str, tuple[int, dict[str, Any]]] = {}
    content: dict[str, list[Node]] = {}
    media: dict[str, bytes] = {}
    exhibits: list[Exhibit] = []
    problems: list[Problem] = []
    for place, part in enumerate(chapter.parts):
        outputs = executed.outputs.get(place, [])
        if isinstance(part, Inline):
            inline[place], record = _inline(outputs, place)
            if record:
                numbers[str(place)] = (part.line, record)
        elif isinstance(part, Cell):
            rendered = _rendered(chapter, part, place, outputs)
            content[str(place)] = _cell_blocks(part, rendered)
            media |= rendered.media
            exhibits += _exhibits(part, rendered)
            problems += _lacking(chapter, part, rendered)
    blocks = _fill(pandoc.read(_compose(chapter, inline)), content)
    return Page(entry, chapter, blocks, media, numbers, tuple(exhibits)), problems


def place_images(root: Path, page: Page) -> tuple[Page, list[Problem]]:
    """The page with its own pictures as paths from the book's root, their bytes in `media`."""
    problems: list[Problem] = []
    media = dict(page.media)
    folder = str(PurePosixPath(page.chapter.path).parent)

    def visit(node: Node) -> list[Node] | None:
        if node["t"] != "Image":
            return None
        triple, alt, (source, title) = node["c"]
        _, _, pairs = attributes(node)
        pairs.setdefault("alt", pairs.pop("fig-alt", ""))
        path = _project_path(source, folder)
        if path not in media:
            if REMOTE.match(source) or path.startswith("..") or not (root / path).is_file():
                problems.append(_no_picture(page, source))
                return None
            media[path] = (root / path).read_bytes()
        triple = [
            triple[0],
            triple[1],
            [[key, value] for key, value in pairs.items() if value],
        ]
        return [{"t": "Image", "c": [triple, alt, [f"/{path}", title]]}]

    blocks = transform(page.blocks, visit)
    return replace(page, blocks=blocks, media=media), problems


def _project_path(source: str, folder: str) -> str:
    """The path below the root of a picture named `source` by a chapter in `folder`."""
    words = unquote(source)
    whole = words.lstrip("/") if words.startswith("/") else posixpath.join(folder, words)
    return posixpath.normpath(whole)


def _no_picture(page: Page, source: str) -> Problem:
    words = unquote(source)
    line = page.chapter.line_of(f"{re.escape(source)}|{re.escape(words)}")
    if REMOTE.match(source):
        what = f"the picture {source[:60]} is not in the project"
        remedy = "save it in the project and name the file: a page asks nothing of the network"
    else:
        what = f"the picture {words} does not exist in the project"
        remedy = "paths are relative to the chapter's own folder, or to the root with a leading /"
    return Problem(what, page.chapter.path, line, remedy)


def _compose(chapter: Chapter, inline: Mapping[int, str]) -> str:
    """The chapter's Markdown with values for inline code and empty marked Divs for cells."""
    pieces = [f"# {chapter.title}\n\n"] if chapter.title else []
    for place, part in enumerate(chapter.parts):
        if isinstance(part, Text):
            pieces.append(part.text)
        elif isinstance(part, Inline):
            pieces.append(inline.get(place, "0"))
        else:
            lines = ["", f'::: {{.{CELL} {PLACE}="{place}"}}', ":::", ""]
            pieces.append("\n".join(part.indent + line for line in lines) + "\n")
    return "".join(pieces)


def _inline(outputs: Sequence[Output], place: int) -> tuple[str, dict[str, Any] | None]:
    markdown, record = inline_markdown(outputs)
    if record and record.get("kind") == "number":
        return f'[{markdown}]{{.{INLINE} {PLACE}="{place}"}}', record
    return markdown, None


def _rendered(chapter: Chapter, cell: Cell, place: int, outputs: Sequence[Output]) -> Rendered:
    options = cell.options
    name = options.label or f"cell-{place}"
    stem = str(PurePosixPath(chapter.path).with_suffix("")) + f"_files/{name}"
    return render(
        outputs,
        stem,
        alt=options.fig_alt,
        warning=options.warning,
        asis=options.output == "asis",
    )


def _cell_blocks(cell: Cell, rendered: Rendered) -> list[Node]:
    options = cell.options
    if not options.include:
        return []
    code = [code_block(cell.code, "python", "cell-code")] if options.echo and cell.code else []
    shown = rendered.blocks if options.output is not False else []
    if options.label and shown and float_kind(options.label):
        shown = [_float(options, shown)]
    return [div([*code, *shown], "", "cell")] if code or shown else []


def _float(options: Any, blocks: Sequence[Node]) -> Node:
    caption = options.tbl_cap if float_kind(options.label) == "tbl" else options.fig_cap
    inlines = pandoc.read(caption)[0]["c"] if caption else [string("")]
    return figure(blocks, inlines, options.label, f"float-{float_kind(options.label)}")


def _exhibits(cell: Cell, rendered: Rendered) -> list[Exhibit]:
    options = cell.options
    shown = options.include and options.output is not False and rendered.blocks
    if not float_kind(options.label) or not shown:
        return []
    caption = options.fig_cap or options.tbl_cap
    return [Exhibit(options.label, caption, cell.line, rendered.lineage)]


def _lacking(chapter: Chapter, cell: Cell, rendered: Rendered) -> list[Problem]:
    label, options = cell.options.label, cell.options
    needed = float_kind(label) and options.eval and options.include
    if not needed or options.output is False or rendered.blocks:
        return []
    what = f"{cell.name} shows nothing"
    remedy = "end the cell with the figure or table itself, not with an assignment"
    return [Problem(what, chapter.path, cell.line, remedy)]


def _fill(blocks: list[Node], content: Mapping[str, list[Node]]) -> list[Node]:
    """`blocks` with the outputs in their places, and Divs and tables in the shapes of `shapes.py`."""

    def visit(node: Node) -> list[Node] | None:
        if node["t"] == "Div" and CELL in node["c"][0][1]:
            return content.get(attributes(node)[2][PLACE], [])
        shaped = shape(node)
        return None if shaped is None else transform([shaped], _once(shaped, visit))

    filled: list[Node] = transform(blocks, visit)
    return filled


def _once(shaped: Node, visit: Visitor) -> Visitor:
    """`visit`, but going into `shaped` itself without shaping it again."""
    return lambda node: None if node is shaped else visit(node)


def identifiers(blocks: list[Node]) -> list[str]:
    """Every identifier in a tree, in reading order."""
    found = (attributes(node)[0] for node in walk(blocks))
    return [identifier for identifier in found if identifier]
