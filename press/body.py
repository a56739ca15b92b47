"""The body of a page in HTML: the shapes that Pandoc alone would not give to its elements.

Comes in: a settled page. Goes out: one string of HTML, in which code is folded, tables scroll inside
themselves, headings have permanent links, and every exhibit says what lies behind it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from press import icons, pandoc
from press.config import Config
from press.document import Page
from press.formats import filtered, heading_text, relink
from press.navigation import relative
from press.pandoc import Node
from press.shapes import TITLE, callout_kind
from press.tree import Visitor, attributes, code_block, div, link, raw, raw_inline, transform

WRITER_OPTIONS = (
    "--mathml",
    "--email-obfuscation=none",
    "--section-divs=false",
    "--no-highlight",
)
SCROLLS = {"role": "group", "tabindex": "0", "aria-label": "Table, scrolls sideways"}
"""What lets the keyboard scroll a table that is wider than the page; the script takes it from others."""

FOOT = re.compile(r'<tfoot\b[^>]*><tr class="gt_(?:sourcenotes|footnotes)".*?</tfoot>', re.DOTALL)
NOTE = re.compile(r'<td class="gt_(?:sourcenote|footnote)"[^>]*>(.*?)</td>', re.DOTALL)
"""The foot of a table of great_tables that holds nothing but notes, and one of them."""


def body_html(page: Page, config: Config, behind: Mapping[str, str]) -> str:
    """The body of one page; `behind` is what stands below an exhibit, as HTML by its label."""
    blocks = filtered(config, page, "html")
    blocks = relink(blocks, lambda target: relative(target, page.path))
    blocks = transform(blocks, lambda node: _element(node, config, behind))
    return pandoc.write(blocks, "html", *WRITER_OPTIONS)


def inline_html(markdown: str) -> str:
    """A line of Markdown from `_quarto.yml`."""
    written = pandoc.write(pandoc.read(markdown), "html", *WRITER_OPTIONS).strip()
    return written.removeprefix("<p>").removesuffix("</p>")


def _element(node: Node, config: Config, behind: Mapping[str, str]) -> list[Node] | None:
    """The HTML shape of an element that Pandoc alone would not give one."""

    def inside(child: Node) -> list[Node] | None:
        return _element(child, config, behind)

    identifier, classes, pairs = attributes(node)
    if node["t"] == "Link":
        return [node]
    if node["t"] == "Span" and identifier.startswith("n-") and "number" in classes:
        return [_traced(node)]
    if node["t"] == "CodeBlock":
        return _folded(node, config) if "cell-code" in classes else [_reachable(node)]
    if callout_kind(node):
        return _callout(node, icons.path_of(node, config), inside)
    if "layout-cell" in classes and "width" in pairs:
        style = f"flex: {pairs['width']}"
        return [div(transform(node["c"][1], inside), identifier, *classes, style=style)]
    if "fig-align" in pairs:
        return [_aligned(node)]
    if node["t"] == "Table":
        return [div([node], "", "table-scroll", **SCROLLS)]
    if _is_table(node):
        table, notes = _notes_below(node["c"][1])
        return [div([raw(table, "html")], "", "table-scroll", **SCROLLS), *notes]
    if node["t"] == "Header" and identifier:
        return [_anchored(node)]
    if node["t"] == "Figure" and identifier in behind:
        triple, caption, blocks = node["c"]
        shown = {"t": "Figure", "c": [triple, caption, transform(blocks, inside)]}
        return [shown, raw(behind[identifier], "html")]
    return None


def _is_table(node: Node) -> bool:
    """Whether a cell put out a table that is HTML already."""
    return node["t"] == "RawBlock" and bool(re.search(r"<table\b", node["c"][1]))


def _notes_below(table: str) -> tuple[str, list[Node]]:
    """A table without its notes, and the notes as what stands below: they do not scroll with the table."""
    notes = [note for foot in FOOT.findall(table) for note in NOTE.findall(foot)]
    if not notes:
        return table, []
    below = "".join(f"<p>{note}</p>" for note in notes)
    return FOOT.sub("", table), [raw(f'<div class="table-notes">{below}</div>', "html")]


def _traced(node: Node) -> Node:
    """A number that leads to where it comes from; a number within a link keeps that link alone."""
    (identifier, *rest), inlines = node["c"]
    key = identifier.removeprefix("n-").rpartition("-")[0]
    return {"t": "Span", "c": [[identifier, *rest], [link(inlines, f"#from-{key}")]]}


def _reachable(node: Node) -> Node:
    """Code that the keyboard can scroll where it is wider than the page."""
    (identifier, classes, pairs), code = node["c"]
    return {"t": "CodeBlock", "c": [[identifier, classes, [*pairs, ["tabindex", "0"]]], code]}


def _folded(node: Node, config: Config) -> list[Node]:
    (_, classes, _), code = node["c"]
    _, _, pairs = attributes(node)
    bare = _reachable(code_block(code, *classes))
    fold = pairs.get("code-fold", str(config.html.code_fold).lower())
    if fold == "false":
        return [bare]
    summary = html.escape(pairs.get("code-summary", config.html.code_summary))
    state = " open" if fold == "show" else ""
    opening = f'<details class="code-fold"{state}><summary>{summary}</summary>'
    return [raw(opening, "html"), bare, raw("</details>", "html")]


def _callout(node: Node, icon: str, inside: Visitor) -> list[Node]:
    """A callout with its icon; one that opens and closes always shows its title."""
    identifier, classes, pairs = attributes(node)
    title, *body = transform(node["c"][1], inside)
    if icon:
        title["c"][1][0]["c"].insert(0, raw_inline(icons.svg(icon), "html"))
    if "collapse" not in pairs:
        return [div([title, *body], identifier, *classes)]
    own = f' id="{html.escape(identifier)}"' if identifier else ""
    state = " open" if pairs["collapse"] == "false" else ""
    opening = (
        f'<details{own} class="{html.escape(" ".join(classes))}"{state}><summary class="{TITLE}">'
    )
    ending = raw("</details>", "html")
    return [raw(opening, "html"), *title["c"][1], raw("</summary>", "html"), *body, ending]


def _aligned(node: Node) -> Node:
    """A picture with the side that `fig-align` names as a class."""
    (identifier, classes, pairs), *rest = node["c"]
    side = dict(pairs)["fig-align"]
    kept = [pair for pair in pairs if pair[0] != "fig-align"]
    return {"t": node["t"], "c": [[identifier, [*classes, f"align-{side}"], kept], *rest]}


def _anchored(node: Node) -> Node:
    level, triple, inlines = node["c"]
    identifier = html.escape(triple[0], quote=True)
    label = html.escape(heading_text(inlines), quote=True)
    anchor = f'<a class="anchor" href="#{identifier}" aria-label="Link to {label}">#</a>'
    return {"t": "Header", "c": [level, triple, [*inlines, raw_inline(anchor, "html")]]}
