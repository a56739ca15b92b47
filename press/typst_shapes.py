"""The shapes that Typst wants: an element of Pandoc's tree, as the template's functions take it.

Pandoc's own Typst writer does the text; what it has no words for (figures with their numbers, callouts,
layouts, notes in the margin, alternative texts) becomes a call of a function of `templates/book.typ`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from press.alternatives import alternative
from press.config import Config
from press.icons import path_of
from press.labels import NBSP
from press.pandoc import Node
from press.shapes import LOOKS, MARGIN, callout_kind
from press.tree import (
    Visitor,
    attributes,
    para,
    plain,
    raw,
    raw_inline,
    string,
    text_of,
    transform,
    walk,
)
from press.typst import text
from press.typst_columns import fitted
from press.typst_tables import LONG

LENGTH = re.compile(r"[\d.]+(%|in|cm|mm|pt|em)")
PIXELS = re.compile(r"([\d.]+)(?:px)?")
"""Lengths that Typst knows as they are, and those that it does not."""
LINE_MARK = re.compile(r"[-+=/]|\d+\.$")
"""What would begin a heading or a list if it stood first in brackets, where Pandoc does not expect it to."""
SENTENCE_END = re.compile(r"[.?!][)\N{RIGHT DOUBLE QUOTATION MARK}]?$")
SMALL = 1500
"""The most characters of a table, and no more than `LONG` rows, that moves to where it fits on one page."""


def element(node: Node, config: Config) -> list[Node] | None:
    """The Typst shape of an element that Pandoc alone would not give one."""

    def inside(child: Node) -> list[Node] | None:
        return element(child, config)

    if node["t"] == "Str" and LINE_MARK.match(node["c"]):
        return _escaped(node["c"])
    identifier, classes, _ = attributes(node)
    kind = callout_kind(node)
    if kind:
        title, *body = transform(node["c"][1], inside)
        look = "plain: true, " if LOOKS & set(classes) else ""
        look += f"icon: {text(path)}, " if (path := path_of(node, config)) else ""
        words = [
            raw_inline(f"#callout({text(kind)}, {look}[", "typst"),
            *title["c"][1][0]["c"],
        ]
        opening = para([*words, raw_inline("])[", "typst")])
        label = f" <{identifier}>" if identifier else ""
        return [opening, *body, raw(f"]{label}", "typst")]
    if node["t"] == "CodeBlock" and "cell-code" in classes:
        return [] if config.typst.echo is False else None
    if node["t"] == "Div" and {"cell", "tab", "panel-tabset", "layout-panel"} & set(classes):
        unwrapped: list[Node] = transform(node["c"][1], inside)
        return unwrapped  # a figure in a block of its own could not float
    if node["t"] == "Table":
        return [_bold_head(fitted({"t": "Table", "c": transform(node["c"], inside)}))]
    if node["t"] == "Image":
        return _image(node)
    if node["t"] == "Math":
        return _math(node, "")
    if node["t"] == "Figure":
        return _float(node, inside)
    if node["t"] == "Span" and "equation" in classes:
        return _equation(node, identifier)
    if node["t"] == "Span" and "header-section-number" in classes:
        return [*node["c"][1], {"t": "Str", "c": NBSP}]
    if node["t"] == "Div" and "table-note" in classes:
        return [raw("#table-note[", "typst"), *node["c"][1], raw("]", "typst")]
    if node["t"] == "Div" and "references" in classes:
        return [raw("#references[", "typst"), *node["c"][1], raw("]", "typst")]
    return _placed(node, inside)


def _image(node: Node) -> list[Node]:
    """A picture with its alternative text, where it is to stand."""
    _, _, pairs = attributes(node)
    sizes = {side: _length(pairs[side]) for side in ("width", "height") if side in pairs}
    size = "".join(f", {side}: {length}" for side, length in sizes.items() if length)
    source, words = text(node["c"][2][0]), text(alternative(node))
    shown = [raw_inline(f"#box(image({source}, alt: {words}{size}))", "typst")]
    if pairs.get("fig-align") in {"left", "center", "right"}:
        opening = raw_inline(f"#align({pairs['fig-align']})[", "typst")
        shown = [opening, *shown, raw_inline("]", "typst")]
    return shown


def _length(size: str) -> str:
    """A width or height as Typst has it; a bare number is of pixels, 96 to the inch."""
    pixels = PIXELS.fullmatch(size)
    if pixels:
        return f"{float(pixels[1]) / 96:.4f}in"
    return size if LENGTH.fullmatch(size) else ""


def _placed(node: Node, inside: Visitor) -> list[Node] | None:
    """What stands beside, aside, or on a page of its own."""
    _, classes, _ = attributes(node)
    if "layout-row" in classes and all("width" in attributes(cell)[2] for cell in node["c"][1]):
        return _row(node, inside)
    if MARGIN & set(classes) and node["t"] in {"Div", "Span"}:
        return _aside(node, inside)
    if node["t"] == "Div" and "pagebreak" in classes:
        return [raw("#pagebreak(weak: true)", "typst")]
    return None


def _row(node: Node, inside: Visitor) -> list[Node]:
    """A row of a layout: its cells, each as wide as its share."""
    cells = node["c"][1]
    shares = ", ".join(f"{attributes(cell)[2]['width']}fr" for cell in cells)
    shown = [raw(f"#layout-row(({shares},))[", "typst")]
    for place, cell in enumerate(cells):
        shown += [raw("][", "typst")] if place else []
        shown += transform(cell["c"][1], inside)
    return [*shown, raw("]", "typst")]


def _aside(node: Node, inside: Visitor) -> list[Node]:
    """What a page of the site has in its margin: a block of small print, or a footnote."""
    content = transform(node["c"][1], inside)
    if node["t"] == "Span":
        return [{"t": "Note", "c": [para(content)]}]
    return [raw("#margin-note[", "typst"), *content, raw("]", "typst")]


def _escaped(words: str) -> list[Node]:
    """Text with a backslash before its last sign where it is the number of a list, else its first."""
    place = len(words) - 1 if words[0].isdigit() else 0
    sign = raw_inline(f"\\{words[place]}", "typst")
    return [string(words[:place]), sign, string(words[place + 1 :])]


def _bold_head(table: Node) -> Node:
    """The table with the words of its head in bold, and not in a figure of its own."""

    def bold(node: Node) -> list[Node] | None:
        strong = {"t": "Strong", "c": node.get("c")}
        return [plain([strong])] if node["t"] == "Plain" and node["c"] else None

    (anchor, classes, pairs), caption, columns, head, *rest = table["c"]
    triple = [anchor, [*classes, "typst:no-figure"], pairs]
    return {"t": "Table", "c": [triple, caption, columns, transform(head, bold), *rest]}


def _float(node: Node, inside: Visitor) -> list[Node]:
    """A figure or table whose number stands in its caption already."""
    identifier, classes, _ = attributes(node)
    (_, (_, caption), body) = node["c"]
    kinds = {"float-tbl": "table", "float-lst": "raw"}
    kind = next((kinds[name] for name in classes if name in kinds), "image")
    function = "part-exhibit" if "subfloat" in classes else "exhibit"
    inlines = caption[0]["c"] if caption else []
    label = f" <{identifier}>" if identifier else ""
    listed = [raw_inline("], short: [", "typst"), *_short(inlines)] if identifier else []
    ending = "], placement: auto)[" if kind == "table" and _is_small(body) else "])["
    opening = para(
        [
            raw_inline(f"#{function}({kind}, [", "typst"),
            *inlines,
            *listed,
            raw_inline(ending, "typst"),
        ]
    )
    return [opening, *transform(body, inside), raw(f"]{label}", "typst")]


def _is_small(body: list[Node]) -> bool:
    """Whether a table may float, as a whole: one that could need a page has to break instead."""
    tables = (node for node in walk(body) if node["t"] == "Table")
    rows = sum(len(part[2]) + len(part[3]) for table in tables for part in table["c"][4])
    return rows <= LONG and len(text_of(body)) <= SMALL


def _short(caption: Sequence[Node]) -> list[Node]:
    """The first sentence of a caption, as the lists of figures and tables have it: no links, anchors or notes."""
    first: list[Node] = []
    for node in caption:
        first.append(node)
        if node["t"] == "Str" and SENTENCE_END.search(node["c"]):
            break

    def bare(node: Node) -> list[Node] | None:
        if node["t"] in {"Link", "Span"}:
            shown: list[Node] = transform(node["c"][1], bare)
            return shown
        return [] if node["t"] == "Note" else None

    short: list[Node] = transform(first, bare)
    return short


def _equation(node: Node, identifier: str) -> list[Node]:
    """A numbered display equation."""
    math, number = node["c"][1][0], text_of(node["c"][1][1:])
    if math["t"] != "Math":
        return [math]
    numbered = _math(math, f"numbering: _ => {text(number)}, ")
    return [*numbered, raw_inline(f" <{identifier}>", "typst")]


def _math(node: Node, options: str) -> list[Node]:
    """A formula with its TeX as the alternative text."""
    kind, tex = node["c"]
    block = "true" if kind["t"] == "DisplayMath" else "false"
    opening = f"#math.equation(block: {block}, alt: {text(tex.strip())}, {options}"
    return [raw_inline(opening, "typst"), node, raw_inline(")", "typst")]
