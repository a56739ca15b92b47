"""Writes the PDF: the numbered pages as one Typst document under one template.

Comes in: resolved pages and the configuration. Goes out: a folder that Typst can compile, as a mapping
from path to bytes. The text goes through Pandoc's own Typst writer; press shapes only what that writer
has no words for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from press import pandoc
from press.config import Config
from press.crossref import NBSP
from press.document import Page
from press.formats import relink, visible
from press.pandoc import Node
from press.shapes import callout_kind
from press.tree import Visitor, attributes, para, plain, raw, raw_inline, text_of, transform
from press.typst import text

TEMPLATE = Path(__file__).parent / "templates" / "book.typ"
MAIN = "book.typ"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def typst_files(config: Config, pages: Sequence[Page]) -> dict[str, bytes]:
    """Every file that Typst needs for the PDF; the main one is `book.typ`."""
    blocks = list(_body(config, pages))
    body = pandoc.write(blocks, "typst-citations")
    source = "\n".join([TEMPLATE.read_text(encoding="utf-8"), _settings(config), body])
    media = {path: data for page in pages for path, data in page.media.items()}
    return {MAIN: source.encode(), **media}


def date_of(config: Config) -> datetime.datetime:
    """The PDF's date: the book's, or a fixed one, so that the same sources give the same bytes."""
    try:
        return datetime.datetime.fromisoformat(config.date).replace(tzinfo=datetime.UTC)
    except ValueError:
        return EPOCH


def _settings(config: Config) -> str:
    """The call of the template with what `_quarto.yml` says."""
    options = config.typst
    language, _, region = config.lang.partition("-")
    authors = "".join(f"{text(author)}, " for author in config.authors)
    return f"""#show: book.with(
  title: {text(config.title)},
  subtitle: {text(config.subtitle)},
  authors: ({authors}),
  date: {text(config.date)},
  abstract: {text(config.abstract)},
  lang: {text(language)},
  region: {text(region) if region else "none"},
  paper: {text(options.papersize)},
  font-size: {options.fontsize},
  margin: (x: {options.margin_x}, y: {options.margin_y}),
  contents-depth: {options.toc_depth if options.toc else "none"},
)
"""


def _body(config: Config, pages: Sequence[Page]) -> Iterator[Node]:
    part = ""
    anchors = {page.path: _page_anchor(page) for page in pages}
    for page in pages:
        if page.entry.part and page.entry.part != part:
            yield raw(f"#part-page({text(page.entry.part)})", "typst")
        part = page.entry.part
        yield from _page_blocks(config, page, anchors)


def _page_blocks(config: Config, page: Page, anchors: dict[str, str]) -> list[Node]:
    """The blocks of one page in the shapes that Typst wants."""
    blocks = visible(page.blocks, "typst")
    blocks = transform(blocks, lambda node: _own_anchor(node, page))
    blocks = relink(blocks, lambda target: _target(target, page, anchors))
    shaped: list[Node] = transform(blocks, lambda node: _element(node, config))
    return shaped


def _page_anchor(page: Page) -> str:
    heading = next((node for node in page.blocks if node["t"] == "Header"), None)
    return _unique(attributes(heading)[0], page) if heading else ""


def _unique(anchor: str, page: Page) -> str:
    """An anchor that no other chapter has: two chapters may both have a heading `Limits`."""
    if not anchor or anchor.partition("-")[0] in {"fig", "tbl", "sec", "eq", "ref"}:
        return anchor
    return f"{page.path.removesuffix('.html').replace('/', '-')}--{anchor}"


def _own_anchor(node: Node, page: Page) -> list[Node] | None:
    anchor = attributes(node)[0]
    if not anchor or _unique(anchor, page) == anchor:
        return None
    place = 1 if node["t"] == "Header" else 0
    content = list(node["c"])
    content[place] = [_unique(anchor, page), *content[place][1:]]
    inside = transform(content[place + 1 :], lambda child: _own_anchor(child, page))
    return [{"t": node["t"], "c": [*content[: place + 1], *inside]}]


def _target(target: str, page: Page, anchors: dict[str, str]) -> str:
    """A link or picture path from the book's root as Typst wants it."""
    path, _, anchor = target.partition("#")
    path = path.lstrip("/") or ("index.html" if path else "")
    if not path:
        return f"#{_unique(anchor, page)}"
    if path in anchors:
        return f"#{anchor or anchors[path]}"
    return path


def _element(node: Node, config: Config) -> list[Node] | None:
    """The Typst shape of an element that Pandoc alone would not give one."""

    def inside(child: Node) -> list[Node] | None:
        return _element(child, config)

    identifier, classes, _ = attributes(node)
    kind = callout_kind(node)
    if kind:
        title, *body = transform(node["c"][1], inside)
        words = [
            raw_inline(f"#callout({text(kind)}, [", "typst"),
            *title["c"][1][0]["c"],
        ]
        opening = para([*words, raw_inline("])[", "typst")])
        label = f" <{identifier}>" if identifier else ""
        return [opening, *body, raw(f"]{label}", "typst")]
    if node["t"] == "CodeBlock" and "cell-code" in classes:
        return [] if config.typst.echo is False else None
    if node["t"] == "Div" and "cell" in classes:
        unwrapped: list[Node] = transform(node["c"][1], inside)
        return unwrapped  # a figure in a block of its own could not float
    if node["t"] == "Table":
        return [_bold_head(node)]
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
    return None


def _bold_head(table: Node) -> Node:
    """The table with the words of its head in bold."""

    def bold(node: Node) -> list[Node] | None:
        strong = {"t": "Strong", "c": node.get("c")}
        return [plain([strong])] if node["t"] == "Plain" and node["c"] else None

    triple, caption, columns, head, *rest = table["c"]
    return {"t": "Table", "c": [triple, caption, columns, transform(head, bold), *rest]}


def _float(node: Node, inside: Visitor) -> list[Node]:
    """A figure or table whose number stands in its caption already."""
    identifier, classes, _ = attributes(node)
    (_, (_, caption), body) = node["c"]
    kind = "table" if "float-tbl" in classes else "image"
    inlines = caption[0]["c"] if caption else []
    label = f" <{identifier}>" if identifier else ""
    opening = para(
        [
            raw_inline(f"#exhibit({kind}, [", "typst"),
            *inlines,
            raw_inline("])[", "typst"),
        ]
    )
    return [opening, *transform(body, inside), raw(f"]{label}", "typst")]


def _equation(node: Node, identifier: str) -> list[Node]:
    """A numbered display equation, with its TeX as the alternative text."""
    math, number = node["c"][1][0], text_of(node["c"][1][1:])
    tex = text(math["c"][1].strip()) if math["t"] == "Math" else text("")
    opening = f"#math.equation(block: true, alt: {tex}, numbering: _ => {text(number)}, "
    return [
        raw_inline(opening, "typst"),
        math,
        raw_inline(f") <{identifier}>", "typst"),
    ]
