"""The shapes that Quarto gives to Divs, tables and listings, and the labels by which they are referred to.

Made once, when a page is assembled, so that numbering and both writers meet one shape: a `Figure` of
the class `float-fig`, `float-tbl` or `float-lst` for whatever has such a label, and for a table that has
only a caption; for a callout a Div whose first child is its title; for a tabset a Div of Divs `tab`,
each under its heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from press import layout, listtables, pandoc
from press.equations import with_equations
from press.language import CALLOUTS
from press.pandoc import Node
from press.tree import (
    attr,
    attributes,
    code_block,
    div,
    figure,
    plain,
    raw,
    string,
    text_of,
    transform,
    under_caption,
    walk,
)

CALLOUT_CLASSES = tuple(f"callout-{kind}" for kind in CALLOUTS.values())
TITLE = "callout-title"
NO_ICON = "no-icon"
FLOATS = {"fig", "tbl", "lst"}
MINIMAL = "callout-minimal"
LOOKS = {"callout-simple", MINIMAL}
TABULAR = {"float-tbl", "float-lst"}
CAPTIONED = {"caption-top", "caption-bottom"}
CONDITIONAL = {"content-visible", "content-hidden"}
UNNUMBERED = ("unnumbered", "unlisted")

KINDS = ("fig", "tbl", "lst", "sec", "eq", *CALLOUTS)
REFERENCE = re.compile(rf"^({'|'.join(KINDS)})-", re.IGNORECASE)
THEOREM = re.compile(r"^(thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)-")
MARKUP = re.compile(r"[\\`*_<>&$~^'\"\[]|--|\.\.\.")
"""Whatever Pandoc may read as something else than it is."""
WIDTHS = "tbl-colwidths"
CAPTION = re.compile(r"<caption\b.*?</caption>\s*", re.DOTALL | re.IGNORECASE)
NBSP = "\N{NO-BREAK SPACE}"


def float_kind(label: str) -> str:
    """`fig`, `tbl` or `lst` for a label of a float, else nothing."""
    kind = label.partition("-")[0]
    return kind if kind in FLOATS and label != kind else ""


def shape(node: Node) -> Node:
    """What `node` stands for (a callout, a float, …): itself where it is what it seems."""
    if node["t"] in {"Para", "Plain"}:
        alone = layout.picture_alone(node)
        return shape(alone) if alone else with_equations(node)
    label, classes, pairs = attributes(node)
    if CONDITIONAL & set(classes) and node["t"] in {"Div", "CodeBlock", "Span"}:
        return _conditional(node)
    if node["t"] == "Div" and WIDTHS in pairs:
        return shape(_with_widths_within(node))
    if node["t"] == "Div":
        return _shaped_div(node, label, classes, pairs)
    if node["t"] == "Figure" and float_kind(label) in {"tbl", "lst"}:  # a picture of one
        triple = attr(label, [*classes, f"float-{float_kind(label)}"], pairs)
        return {"t": "Figure", "c": [triple, *node["c"][1:]]}
    if node["t"] == "Table" and (float_kind(label) or _caption_of(node)):
        table = _with_widths(_bare(node), pairs)
        return under_caption(_caption_of(node), [table], label, "float-tbl")
    if node["t"] == "Table" and WIDTHS in pairs:
        return _with_widths(node, pairs)
    if node["t"] == "CodeBlock" and float_kind(label) == "lst":
        own = {key: value for key, value in pairs.items() if key != "lst-cap"}
        return listing(node["c"][1], pairs.get("lst-cap", ""), label, *classes, **own)
    return node


def _conditional(node: Node) -> Node:
    """A Div, or a Span, of the conditions alone around what is shown under them: a float, a callout, code, …"""
    (label, classes, pairs), content = node["c"]
    conditions = [pair for pair in pairs if pair[0].startswith(("when-", "unless-"))]
    others = [pair for pair in pairs if pair not in conditions]
    names = [name for name in classes if name in CONDITIONAL]
    rest = [label, [name for name in classes if name not in names], others]
    bare = node["t"] != "CodeBlock" and rest == ["", [], []]
    inside = content if bare else [{"t": node["t"], "c": [rest, content]}]
    around = "Span" if node["t"] == "Span" else "Div"
    return {"t": around, "c": [["", names, conditions], inside]}


def _shaped_div(node: Node, label: str, classes: list[str], pairs: dict[str, str]) -> Node:
    blocks = node["c"][1]
    if listtables.CLASS in classes and (table := listtables.list_table(node)):
        return shape(table)
    kind = next((name for name in classes if name in CALLOUT_CLASSES), None)
    if kind:
        return _callout(label, kind, pairs, blocks)
    if "panel-tabset" in classes:
        return _tabset(label, classes, pairs, blocks)
    if float_kind(label):
        return _float_from_div(label, classes, pairs, blocks)
    panel = _columns(blocks) if "columns" in classes else _panel(pairs, blocks)
    return div([panel], label, *classes) if panel else node


def with_parts(whole: Node) -> Node:
    """A figure whose pictures, if it has several, count among its parts: those with a caption alone get a label."""
    label = attributes(whole)[0]
    parts = [
        part for part in walk(whole["c"][2], "Figure") if not TABULAR & set(attributes(part)[1])
    ]
    if float_kind(label) != "fig" or len(parts) < 2:
        return whole
    bare = [id(part) for part in parts if text_of(part["c"][1]) and not attributes(part)[0]]

    def labelled(part: Node) -> Node:
        if id(part) not in bare:
            return part
        _, *rest = part["c"][0]
        own = f"{label}-part-{bare.index(id(part)) + 1}"
        return {"t": "Figure", "c": [[own, *rest], *part["c"][1:]]}

    return {"t": "Figure", "c": [*whole["c"][:2], transform(whole["c"][2], {"Figure": labelled})]}


def listing(code: str, caption: str, label: str, *classes: str, **pairs: str) -> Node:
    """Code under a number and a caption (Markdown)."""
    return figure([code_block(code, *classes, **pairs)], words(caption), label, "float-lst")


def titled(blocks: list[Node], caption: list[Node], label: str, *classes: str) -> Node:
    """A float with a caption (inlines), or else with that of the only table in it, as Quarto has it."""
    tables = list(walk(blocks, "Table"))
    if caption or len(tables) != 1 or float_kind(attributes(tables[0])[0]):
        return figure(blocks, caption, label, *classes)
    if lent := _caption_of(tables[0]):
        blocks = transform(blocks, {"Table": _bare, "RawBlock": _without_caption})
    return under_caption(lent, blocks, label, *classes)


def _without_caption(block: Node) -> Node:
    target, text = block["c"]
    return raw(CAPTION.sub("", text), target) if target == "html" else block


def words(markdown: str) -> list[Node]:
    """A caption as inlines; an empty one still has a place for its number.

    HTML in it is text, and so is what would be more than a paragraph: a list, a heading.
    """
    blocks = pandoc.read(markdown, reader=f"{pandoc.READER}-raw_html")
    if len(blocks) == 1 and blocks[0]["t"] in {"Para", "Plain"}:
        found: list[Node] = blocks[0]["c"]
        return found
    return [string(markdown)]


def plain_words(markdown: str) -> str:
    """The words of a title or an abstract, which to Quarto are Markdown."""
    if not MARKUP.search(markdown):
        return " ".join(markdown.split())
    blocks = pandoc.read(markdown, reader=f"{pandoc.READER}-raw_html")
    paragraphs = all(block["t"] in {"Para", "Plain"} for block in blocks)
    return " ".join(map(text_of, blocks)) if paragraphs else markdown


def callout_kind(node: Node) -> str:
    """`note`, `tip`, … for a shaped callout, else nothing."""
    if node["t"] != "Div":
        return ""
    found = (name for name in attributes(node)[1] if name in CALLOUT_CLASSES)
    return next(found, "").removeprefix("callout-")


def _callout(label: str, kind: str, pairs: dict[str, str], blocks: list[Node]) -> Node:
    """A callout whose `title`, which is Markdown, or else first heading has become its title, or an empty one.

    Its attributes stay: `collapse`, and how it looks, of which `looking` makes classes.
    """
    body = list(blocks)
    title = words(pairs["title"]) if pairs.get("title") else []
    if not title and body and body[0]["t"] == "Header":
        title = body.pop(0)["c"][2]
    kept = {key: pairs[key] for key in ("collapse", "appearance", "icon") if key in pairs}
    return div([div([plain(title)], "", TITLE), *body], label, "callout", kind, **kept)


def looking(
    blocks: list[Node], appearance: str, *, icon: bool, captions: Mapping[str, str], side: str = ""
) -> list[Node]:
    """`blocks` whose callouts and floats look, by their classes, as they themselves ask for, or else as said here.

    `captions` says of figures and of tables where these have them, if not where they usually do; `side` is that of
    pictures in figures.
    """

    def callout(node: Node) -> Node:
        if not callout_kind(node):
            return node
        label, classes, pairs = attributes(node)
        look = f"callout-{pairs.pop('appearance', appearance)}"
        bare = pairs.pop("icon", str(icon).lower()) == "false" or look == MINIMAL
        own = [*classes, *({look} & LOOKS), *([NO_ICON] if bare else [])]
        return div(node["c"][1], label, *own, **pairs)

    def captioned(node: Node) -> Node:
        if side:
            pictures = layout.with_image_attributes(node["c"][2], {"fig-align": side}, over=False)
            node = {"t": "Figure", "c": [*node["c"][:2], pictures]}
        label, classes, pairs = attributes(node)
        kind = next((kind for kind in ("tbl", "lst") if f"float-{kind}" in classes), "fig")
        place = captions.get(kind, "")
        if not place or CAPTIONED & set(classes):
            return node
        triple = attr(label, [*classes, f"caption-{place}"], pairs)
        return {"t": "Figure", "c": [triple, *node["c"][1:]]}

    return transform(blocks, {"Div": callout, "Figure": captioned})


def _tabset(label: str, classes: list[str], pairs: dict[str, str], blocks: list[Node]) -> Node:
    """A Div `tab` for each heading of the highest level; what stands before the first stays there.

    No tab is a chapter, even where its heading is of that level.
    """
    level = min((node["c"][0] for node in blocks if node["t"] == "Header"), default=0)
    before: list[Node] = []
    tabs: list[list[Node]] = []
    for node in blocks:
        if node["t"] == "Header" and node["c"][0] == level:
            _, (identifier, names, _), inlines = node["c"]
            names = [*names, *(name for name in UNNUMBERED if name not in names)]
            tab = [max(level, 2), [identifier, names, []], inlines]
            tabs.append([{"t": "Header", "c": tab}])
        else:
            (tabs[-1] if tabs else before).append(node)
    own = {"group": pairs["group"]} if "group" in pairs else {}  # tabs of one group change together
    return div([*before, *(div(tab, "", "tab") for tab in tabs)], label, *classes, **own)


def _float_from_div(
    label: str, classes: list[str], pairs: dict[str, str], blocks: list[Node]
) -> Node:
    """A float from a Div: its last paragraph is the caption, unless an attribute holds it."""
    content, kind = list(blocks), float_kind(label)
    if f"{kind}-cap" in pairs:
        caption = words(pairs[f"{kind}-cap"])
    else:
        captioned = len(content) > 1 and content[-1]["t"] == "Para"
        caption = content.pop()["c"] if captioned else []
    if "fig-align" in pairs:
        content = layout.with_image_attributes(content, {"fig-align": pairs["fig-align"]})
    asked = {key: pairs[key] for key in layout.KEYS if key in pairs}
    panel = _panel(pairs, content) or (div(content, "", **asked) if asked else None)
    return titled([panel] if panel else content, caption, label, *classes, f"float-{kind}")


def _columns(blocks: list[Node]) -> Node | None:
    """The Divs `column` of a Div `columns` side by side; None where something else stands between them."""
    units, widths = [], []
    for block in blocks:
        label, classes, pairs = attributes(block)
        if block["t"] != "Div" or "column" not in classes:
            return None
        units.append([div(block["c"][1], label, *classes)])
        share = re.match(r"\d+(\.\d+)?(?=%$)", pairs.get("width", ""))
        widths.append(float(share[0]) if share else 100 / len(blocks))
    return layout.panel(units, [widths]) if units else None


def _panel(pairs: dict[str, str], blocks: list[Node]) -> Node | None:
    """The blocks side by side, where `layout…` asks for it and can be read."""
    units = layout.units(blocks)
    try:
        rows = layout.asked(pairs, len(units))
    except (ValueError, TypeError):
        return None  # the attribute stays, and `checks` reports it
    return layout.panel(units, rows, pairs.get(layout.VALIGN, "")) if rows else None


def _caption_of(table: Node) -> list[Node]:
    """The caption of a table, as blocks."""
    caption: list[Node] = table["c"][1][1]
    return caption


def _bare(table: Node) -> Node:
    """A table without its label and its caption."""
    triple, _, *rest = table["c"]
    return {"t": "Table", "c": [["", *triple[1:]], [None, []], *rest]}


def _with_widths(table: Node, pairs: dict[str, str]) -> Node:
    """A table with the column widths of its attribute `tbl-colwidths`."""
    try:
        widths = layout.widths(pairs.get(WIDTHS))
    except (ValueError, TypeError):
        return table  # the attribute stays, and `checks` reports it
    (identifier, classes, own), *rest = table["c"]
    kept = [pair for pair in own if pair[0] != WIDTHS]
    bare = {"t": "Table", "c": [[identifier, classes, kept], *rest]}
    return bare if widths is None else layout.column_widths([bare], widths)[0]


def _with_widths_within(div: Node) -> Node:
    """A Div whose `tbl-colwidths` is that of the tables in it."""
    label, classes, pairs = attributes(div)
    given = pairs.pop(WIDTHS)

    def wide(table: Node) -> Node:
        (identifier, names, own), *rest = table["c"]
        said = any(key == WIDTHS for key, _ in own)
        triple = [identifier, names, own if said else [*own, [WIDTHS, given]]]
        return {"t": "Table", "c": [triple, *rest]}

    blocks = transform(div["c"][1], {"Table": wide})
    return {"t": "Div", "c": [attr(label, classes, pairs), blocks]}


def keys_of(cite: Node) -> list[str]:
    """The keys of a citation, or the labels of a reference, as they are written."""
    return [citation["citationId"] for citation in cite["c"][0]]


def named(markdown: str) -> list[str]:
    """The keys of all that a text cites."""
    return [key for cite in walk(pandoc.read(markdown), "Cite") for key in keys_of(cite)]


def label_of(key: str) -> str:
    """The label that `@fig-x`, or `@Fig-x` at the head of a sentence, refers to."""
    return key[:1].lower() + key[1:]


def refers(cite: Node) -> bool:
    """Whether a citation is a reference to something in the book."""
    return all(map(REFERENCE.match, keys_of(cite)))


def counted_kind(node: Node) -> str:
    """The kind of an element that is counted for its label: `fig`, `tbl`, `lst`, `eq`, `nte`, …"""
    label, classes, _ = attributes(node)
    if node["t"] in {"Figure", "Table"}:
        return float_kind(label)
    if node["t"] == "Span":
        return "eq" if "equation" in classes and label else ""
    short = label.partition("-")[0]
    return short if CALLOUTS.get(short, "none") == callout_kind(node) else ""
