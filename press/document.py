"""From an executed chapter to a page: the outputs put in their places in Pandoc's tree.

A `Page` is what the two writers share. Links and picture paths in it are relative to the book's root
(with a leading `/`); numbers and citations come later (`crossref.py`, `build.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from press import layout
from press.chapters import SOURCES, Entry, path_of
from press.errors import Problem
from press.executed import Executed, Output
from press.notices import headed, notices_of
from press.outputs import PICTURES, Rendered, embedded, inline_markdown, render
from press.pandoc import Node
from press.parse import Cell, CellOptions, Chapter, Inline, Text
from press.project import digest
from press.shapes import float_kind, listing, plain_words, shape, titled, with_parts, words
from press.tables import markdown
from press.tree import alternative, attr, attributes, code_block, div, figure, transform, walk

MOST_PARTS = 26
"""Parts of a figure that letters are enough for; without words for them they are not counted before."""
CELL = "press-cell"
INLINE = "press-inline"
PLACE = "place"
ATTRIBUTE = re.compile(r"(\{[^{}\n]*=|\]\([^)\n]*\s)(\"[^\"\n]*|'[^'\n]*)$")
"""What stands before a place in the value of an attribute, or in the title of a link: there all are words."""
REMOTE = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
NO_ALTERNATIVE = "say in `fig-alt` what it shows, for a reader who does not see it"


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
    notices: tuple[str, ...] = ()
    words: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    """The lineage of what inline code prints that is no number."""

    @property
    def lineages(self) -> list[dict[str, Any]]:
        """That of everything that the page prints and shows: numbers, words and exhibits."""
        numbers = [record for _, record in self.numbers.values()]
        exhibits = [exhibit.lineage for exhibit in self.exhibits if exhibit.lineage]
        return [*numbers, *self.words, *exhibits]

    @property
    def path(self) -> str:
        """The page's place in the site, from its root."""
        return self.chapter.page


def outline(entry: Entry, chapter: Chapter) -> Page:
    """The page as far as it is known before anything is executed: enough to check every reference."""
    text = _compose(chapter, {})
    captions = {
        str(place): [
            *_code(part),
            *_float(part.options, [[]] * len(_each(part.options, MOST_PARTS))),
        ]
        for place, part in enumerate(chapter.parts)
        if isinstance(part, Cell)
    }
    return Page(entry, chapter, _fill(markdown(text), captions))


def assemble(entry: Entry, executed: Executed) -> tuple[Page, list[Problem]]:
    """The page with its outputs, and the problems found in them (a figure cell without a figure)."""
    chapter = executed.chapter
    inline: dict[int, str] = {}
    numbers: dict[str, tuple[int, dict[str, Any]]] = {}
    told: list[dict[str, Any]] = []
    content: dict[str, list[Node]] = {}
    media: dict[str, bytes] = {}
    exhibits: list[Exhibit] = []
    problems: list[Problem] = []
    for place, part in enumerate(chapter.parts):
        outputs = executed.outputs.get(place, [])
        if isinstance(part, Inline):
            inline[place], record = inline_markdown(outputs)
            if record and record.get("kind") == "number":
                inline[place] = f'[{inline[place]}]{{.{INLINE} {PLACE}="{place}"}}'
                numbers[str(place)] = (part.line, record)
            elif record:
                told.append(record)
        elif isinstance(part, Cell):
            rendered = _rendered(chapter, part, place, outputs)
            content[str(place)] = _cell_blocks(part, place, rendered)
            media |= rendered.media
            exhibits += _exhibits(part, rendered)
            problems += _lacking(chapter, part, rendered)
    notices = notices_of(executed)
    blocks = headed(_fill(markdown(_compose(chapter, inline)), content), notices)
    page = Page(entry, chapter, blocks, media, numbers, tuple(exhibits), notices, tuple(told))
    return page, problems


def place_files(root: Path, page: Page) -> tuple[Page, list[Problem]]:
    """The page with its pictures, and files that it links to, as paths from the root; their bytes in `media`."""
    problems: list[Problem] = []
    media = dict(page.media)

    def there(path: str, target: str) -> bool:
        if path not in media and not REMOTE.match(target) and is_file(root, path):
            media[path] = (root / path).read_bytes()
        return path in media

    def link(node: Node) -> Node:
        triple, inlines, (target, title) = node["c"]
        path = path_of(page.chapter.path, target)
        if not target or PurePosixPath(path).suffix in SOURCES or not there(path, target):
            return node
        return {"t": "Link", "c": [triple, inlines, [f"/{path}", title]]}

    def picture(node: Node) -> Node | list[Node]:
        _, alt, (target, title) = node["c"]
        path = path_of(page.chapter.path, target)
        if held := embedded(target):
            path = f"{_files(page.chapter)}/{digest(held[1])[:12]}.{PICTURES[held[0]]}"
            media[path] = held[1]
        if not there(path, target):
            problems.append(_no_picture(page, target))
            return node
        identifier, classes, pairs = attributes(node)
        pairs = {**pairs, "alt": alternative(node), "fig-alt": ""}
        kept = {key: value for key, value in pairs.items() if value}
        return [{"t": "Image", "c": [attr(identifier, classes, kept), alt, [f"/{path}", title]]}]

    blocks = transform(page.blocks, {"Link": link, "Image": picture})
    return replace(page, blocks=blocks, media=media), problems


def is_file(root: Path, path: str) -> bool:
    """Whether `path` is a file of the project, not one that a link leads to outside of it."""
    file = (root / path).resolve()
    return file.is_file() and file.is_relative_to(root.resolve())


def _no_picture(page: Page, source: str) -> Problem:
    words = unquote(source)
    if REMOTE.match(source):
        what = f"the picture {source[:60]} is not in the project"
        remedy = "save it in the project and name the file: a page asks nothing of the network"
    else:
        what = f"the picture {words} does not exist in the project"
        remedy = "paths are relative to the chapter's own folder, or to the root with a leading /"
    found = page.chapter.problem(what, f"{re.escape(source)}|{re.escape(words)}", remedy)
    return found if found.line else replace(found, line=_line_of_cell(page, source))


def _line_of_cell(page: Page, source: str) -> int | None:
    """The line of the cell that shows the picture `source`, an address that it has computed."""
    for node in walk(page.blocks, "Div"):
        sources = (picture["c"][2][0] for picture in walk(node["c"], "Image"))
        if (place := cell_place(node)) is not None and source in sources:
            return page.chapter.parts[place].line
    return None


def _compose(chapter: Chapter, inline: Mapping[int, str]) -> str:
    """The chapter's Markdown with values for inline code and empty marked Divs for cells."""
    pieces = [f"# {chapter.title}\n\n"] if chapter.title else []
    for place, part in enumerate(chapter.parts):
        if isinstance(part, Text):
            pieces.append(_no_list("".join(pieces[-2:]), part.text))
        elif isinstance(part, Inline):
            value = inline.get(place, "0")
            within = ATTRIBUTE.search("".join(pieces[-8:]).rpartition("\n")[2])
            pieces.append(plain_words(value).replace('"', r"\"") if within else value)
        else:
            lines = ["", f'::: {{.{CELL} {PLACE}="{place}"}}', ":::", ""]
            pieces.append("\n".join(part.indent + line for line in lines) + "\n")
    return "".join(pieces)


def _no_list(before: str, text: str) -> str:
    """`text`, its first sign escaped where it would make a list of a value that begins a line: `53. `."""
    number = re.search(r"(?:^|\n)[ \t>]*\w+$", before)
    return f"\\{text}" if number and text[:1] in {".", ")"} else text


def _rendered(chapter: Chapter, cell: Cell, place: int, outputs: Sequence[Output]) -> Rendered:
    options = cell.options
    stem = f"{_files(chapter)}/{options.label or f'cell-{place}'}"
    asis = options.output == "asis"
    return render(outputs, stem, alts=options.fig_alt, warning=options.warning, asis=asis)


def _files(chapter: Chapter) -> str:
    """The folder of the pictures that a chapter makes."""
    return f"{PurePosixPath(chapter.path).with_suffix('')}_files"


def _cell_blocks(cell: Cell, place: int, rendered: Rendered) -> list[Node]:
    """What a cell shows, in a Div that remembers which cell it was: in a notebook each has its place."""
    shown = rendered.units if cell.options.output is not False and cell.options.include else []
    blocks = [*_code(cell), *(_float(cell.options, _sized(cell.options, shown)) if shown else [])]
    return [div(blocks, "", "cell", **{PLACE: str(place)})]


def cell_place(node: Node) -> int | None:
    """Which part of its chapter the Div of a cell shows; None for any other element."""
    if node["t"] != "Div" or "cell" not in node["c"][0][1]:
        return None
    place = attributes(node)[2].get(PLACE, "")
    return int(place) if place.isdigit() else None


def _code(cell: Cell) -> list[Node]:
    """The code of a cell, where it is to be shown; a listing where it has a label for one."""
    options, text = cell.options, cell.fenced or cell.code
    if not (options.echo and options.include and text):
        return []
    language = "markdown" if cell.fenced else "python"
    own = {"filename": options.filename} if options.filename else {}
    if options.lst_label:
        return [listing(text, options.lst_cap, options.lst_label, language, **own)]
    own |= {"code-summary": options.code_summary} if options.code_summary else {}
    if options.code_fold is not None:
        own["code-fold"] = str(options.code_fold).lower()
    return [code_block(text, language, "cell-code", **own)]


def _sized(options: CellOptions, units: Sequence[list[Node]]) -> list[list[Node]]:
    """The outputs with pictures and columns as wide, and on the side, that the options say."""
    given = {"width": options.out_width, "fig-align": options.fig_align}
    pairs = {key: value for key, value in given.items() if value}
    wide = [layout.with_image_attributes(unit, pairs) for unit in units] if pairs else list(units)
    if options.tbl_colwidths is not None:
        return [layout.column_widths(unit, options.tbl_colwidths) for unit in wide]
    return wide


def _float(options: CellOptions, units: Sequence[list[Node]]) -> list[Node]:
    """The outputs side by side where the cell asks for it, under a caption where it has a label or one."""
    kind, caption = _kind(options), _caption(options)
    place = options.tbl_cap_location if kind == "tbl" else options.fig_cap_location
    classes = [f"float-{kind}", *([f"caption-{place}"] if place else [])]
    each = _each(options, len(units))
    if each:
        units = _captioned_each(options.label, classes, each, units)
    rows = layout.asked(
        {key: getattr(options, key.replace("-", "_")) for key in layout.KEYS}, len(units)
    )
    blocks = [node for unit in units for node in unit]
    if rows:
        blocks = [layout.panel(units, rows, options.layout_valign)]
    if not kind or isinstance(caption, tuple):
        return blocks
    return [titled(blocks, words(caption) if caption else [], options.label, *classes)]


def _captioned_each(
    label: str, classes: Sequence[str], captions: Sequence[str], units: Sequence[list[Node]]
) -> list[list[Node]]:
    """Each picture or table as a float of its own: `label-1`, `label-2`, …; print stays as it is."""
    waiting = list(enumerate(captions, start=1))
    shown = []
    for unit in units:
        printed = any("cell-output" in attributes(node)[1] for node in unit)
        if printed or not waiting:
            shown.append(list(unit))
            continue
        number, caption = waiting.pop(0)
        identifier = f"{label}-{number}" if label else ""
        shown.append([figure(unit, words(caption), identifier, *classes)])
    return shown


def _cell_float(options: CellOptions) -> str:
    """`fig` or `tbl` where the outputs of a cell are one."""
    kind = float_kind(options.label)
    return kind if kind != "lst" else ""


def _kind(options: CellOptions) -> str:
    """`fig` or `tbl` where the outputs of a cell are one, also without a number."""
    captioned = "fig" if options.fig_cap else "tbl" if options.tbl_cap else ""
    return _cell_float(options) or captioned


def _caption(options: CellOptions) -> str | tuple[str, ...]:
    """The caption of a cell, or those of its outputs where they are figures or tables of their own."""
    return options.tbl_cap if _kind(options) == "tbl" else options.fig_cap


def _each(options: CellOptions, count: int) -> tuple[str, ...]:
    """The captions of `count` outputs of a cell that have one each, as floats or as parts of one."""
    caption = _caption(options)
    return caption if isinstance(caption, tuple) else _subcaptions(options, count)


def _subcaptions(options: CellOptions, count: int) -> tuple[str, ...]:
    """The captions of the parts of a figure or table that shows `count` of them."""
    by_kind = {"fig": options.fig_subcap, "tbl": options.tbl_subcap}
    given = by_kind.get(_cell_float(options), ())
    return ("",) * count if isinstance(given, bool) else given


def _exhibits(cell: Cell, rendered: Rendered) -> list[Exhibit]:
    options = cell.options
    shown = options.include and options.output is not False and rendered.blocks
    if not _cell_float(options) or not shown:
        return []
    caption = _caption(options)
    if isinstance(caption, tuple):
        named = {f"{options.label}-{n}": words for n, words in enumerate(caption, start=1)}
    else:
        named = {options.label: caption}
    return [Exhibit(label, cap, cell.line, rendered.lineage) for label, cap in named.items()]


def _lacking(chapter: Chapter, cell: Cell, rendered: Rendered) -> list[Problem]:
    options = cell.options
    if not (options.eval and options.include) or options.output is False:
        return []
    if not rendered.blocks and _cell_float(options):
        what = f"{cell.name} shows nothing"
        remedy = "end the cell with the figure or table itself, not with an assignment"
        return [Problem(what, chapter.path, cell.line, remedy)]
    if rendered.unknown:
        what = f"{cell.name} gives {', '.join(rendered.unknown)}, which cannot be shown"
        remedy = "show it as HTML, Markdown, a picture or text, or write `output: false`"
        return [Problem(what, chapter.path, cell.line, remedy)]
    if rendered.unread:
        what = f"{cell.name} draws an `svg` that the PDF cannot read"
        remedy = (
            "put the values of its attributes in quotes, and close each element, as XML asks for"
        )
        return [Problem(what, chapter.path, cell.line, remedy)]
    if not all(map(alternative, walk(rendered.blocks, "Image"))):
        return [
            Problem(f"{cell.name} has no alternative text", chapter.path, cell.line, NO_ALTERNATIVE)
        ]
    count = sum("cell-output" not in attributes(unit[0])[1] for unit in rendered.units)
    given = _each(options, count)
    if given and count != len(given):
        name = "captions" if isinstance(_caption(options), tuple) else "subcaptions"
        what = f"{cell.name} shows {count} and has {len(given)} {name}"
        remedy = f"write one of the {name} for each figure or table that the cell shows"
        return [Problem(what, chapter.path, cell.line, remedy)]
    return []


def _fill(blocks: list[Node], content: Mapping[str, list[Node]]) -> list[Node]:
    """`blocks` with the outputs in their places, and Divs and tables in the shapes of `shapes.py`."""

    def filled(node: Node) -> Node | list[Node]:
        if node["t"] == "Div" and CELL in node["c"][0][1]:
            return transform(content.get(attributes(node)[2][PLACE], []), visits)
        return shape(node)

    visits = dict.fromkeys(("Div", "Span", "Table", "Figure", "CodeBlock", "Para", "Plain"), filled)
    return transform(transform(blocks, visits), {"Figure": with_parts})
