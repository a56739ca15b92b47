"""HTML read into Pandoc's tables, for the formats that HTML is not written for.

Comes in: HTML that a cell gave, or that stands raw in a chapter. Goes out: blocks, in which a table is a real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from press import pandoc
from press.located import own_yaml
from press.markup import Element, tree_of
from press.pandoc import Node
from press.shapes import words
from press.tree import attr, attributes, div, para, raw, span, string, transform

TABLE = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
HELD = "press-held"
RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
COLOURS: dict[str, str] = own_yaml(Path(__file__).parent / "assets" / "colours.yml")
COLOUR = re.compile(rf"\b({'|'.join(COLOURS)})\b(?=\s*(;|$))", re.IGNORECASE)


def table_blocks(content: str) -> list[Node]:
    """The blocks of an HTML output, tables as real tables, with source notes as paragraphs below.

    Classes by which great_tables aligns columns become alignments, and each cell has the style that pandas writes
    for it alone; other styles and scripts are dropped.
    """
    tree = tree_of(content)
    _painted(tree)
    for element in list(tree.iter("style", "script", "colgroup")):
        element.drop_tree()
    notes: list[str] = []
    for element in list(tree.iter()):
        classes = (element.get("class") or "").split()
        for name, side in (("gt_right", "right"), ("gt_center", "center"), ("gt_left", "left")):
            if name in classes:
                _style(element, f"text-align: {side}")
        if element.tag == "tfoot":
            notes += [" ".join(cell.text_content().split()) for cell in element.iter("td")]
            element.drop_tree()
        if "gt_group_heading" in classes:
            _style(element, "text-align: left")
            element.tag = "td"  # a row of its group, not another head of the table
            strong = html.Element("strong")
            strong.text, element.text = element.text_content(), None
            element[:] = [strong]
    blocks = pandoc.read(etree.tostring(tree, encoding="unicode", method="html"), reader="html")
    tables = _unwrapped(div(blocks))
    shown = [note for note in notes if note]
    below = [div([para([string(note)])], "", "table-note") for note in shown]
    return tables + below


def _painted(tree: Element) -> None:
    """Give each element the style that a sheet in `tree` has for it alone, its colours as numbers."""
    named = {element.get("id"): element for element in tree.iter() if element.get("id")}
    sheets = "".join(sheet.text or "" for sheet in tree.iter("style"))
    for selectors, rules in RULE.findall(sheets):
        for selector in map(str.strip, selectors.split(",")):
            element = named.get(selector[1:]) if selector.startswith("#") else None
            if element is not None:
                _style(element, rules)
    for element in tree.iter():
        if style := element.get("style"):
            element.set("style", COLOUR.sub(lambda found: f"#{COLOURS[found[0].lower()]}", style))


def _style(element: Element, rules: str) -> None:
    """Let `rules` hold for an element where its own do not say otherwise."""
    element.set("style", f"{rules.strip().rstrip(';')}; {element.get('style') or ''}")


def markdown(text: str) -> list[Node]:
    """A text of Markdown as Pandoc reads it, with the tables of raw HTML as real ones, as Quarto has it."""
    blocks = pandoc.read(text)
    return with_tables(blocks) if TABLE.search(text) else blocks


def with_tables(blocks: list[Node]) -> list[Node]:
    """`blocks` whose raw HTML has its tables as real ones, for every format."""
    held: dict[str, Node] = {}

    def read(node: Node) -> Node | list[Node]:
        target, text = node["c"]
        shown: list[Node] = []
        end = 0
        for start, after in outermost(TABLE, text) if target == "html" else ():
            shown += _raw(text[end:start])
            tree = tree_of(text[start:after])
            _painted(tree)
            closed = html.tostring(tree[0], encoding="unicode")
            shown += transform(pandoc.read(closed, reader="html"), {"Span": embedded})
            end = after
        return [*shown, *_raw(text[end:])] if end else node

    def embedded(node: Node) -> Node:
        """A Span of HTML with what is held for it, or the Markdown of its attribute `data-qmd`, as Quarto has it."""
        pairs = attributes(node)[2]
        if found := held.get(pairs.get(HELD, "")):
            return found
        return span(words(pairs["qmd"])) if "qmd" in pairs else node

    def whole(node: Node) -> Node:
        triple, content = node["c"]
        return {"t": "Div", "c": [triple, _whole(content, held)]}

    return transform(_whole(blocks, held), {"RawBlock": read, "Div": whole})


def _whole(blocks: list[Node], held: dict[str, Node]) -> list[Node]:
    """`blocks` in which a table of HTML that was read in pieces, Markdown being looked for in its cells, is one.

    What HTML has no word for is `held`, under what stands in its place.
    """

    def hold(node: Node) -> Node:
        held[name := str(len(held))] = node
        return {"t": "Span", "c": [attr("", (), {HELD: name}), []]}

    shown: list[Node] = []
    pieces: list[Node] = []
    depth = 0
    for block in blocks:
        text = block["c"][1] if block["t"] == "RawBlock" and block["c"][0] == "html" else ""
        depth = max(depth + sum(-1 if tag[1] else 1 for tag in TABLE.finditer(text)), 0)
        (pieces if depth or pieces else shown).append(block)
        if pieces and not depth:
            bare = transform(pieces, dict.fromkeys(("Cite", "Note", "Math"), hold))
            shown.append(raw(pandoc.write(bare, "html"), "html"))
            pieces = []
    return [*shown, *pieces]


def outermost(tags: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where each element that `tags` finds begins and ends in a text of HTML; one within another is part of that.

    The first group of a tag that closes one holds its stroke.
    """
    depth = start = 0
    for tag in tags.finditer(text):
        depth += -1 if tag[1] else 1
        if depth == 1 and not tag[1]:
            start = tag.start()
        elif depth == 0:
            yield start, tag.end()
        depth = max(depth, 0)


def _raw(text: str) -> list[Node]:
    return [raw(text, "html")] if text.strip() else []


def _unwrapped(node: Node) -> list[Node]:
    """What stands in a Div, without Divs, its tables with natural widths."""
    return transform(node["c"][1], {"Div": _unwrapped, "Table": _natural_widths})


def _natural_widths(node: Node) -> Node:
    """Columns as wide as what stands in them."""
    attributes, caption, columns, *rest = node["c"]
    free = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in columns]
    return {"t": "Table", "c": [["", attributes[1], []], caption, free, *rest]}
