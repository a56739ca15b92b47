"""Writes the PDF: the numbered pages as one Typst document under one template.

Comes in: resolved pages and the configuration. Goes out: a folder that Typst can compile, as a mapping
from path to bytes. The text goes through Pandoc's own Typst writer; press shapes only what that writer
has no words for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

from press import pandoc
from press.config import PROJECT_FILE, Author, Config
from press.document import Page
from press.errors import BookError, Problem
from press.formats import filtered, relink
from press.labels import KINDS, NBSP
from press.pandoc import Node
from press.shapes import LOOKS, MARGIN, callout_kind
from press.sheets import Sheet, side_by_side
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
from press.typst import TypstFailed, compile_pdf, fonts, text

TEMPLATE = Path(__file__).parent / "templates" / "book.typ"
MAIN = "book.typ"
WIDTH = re.compile(r"[\d.]+(%|in|cm|mm|pt|em)")
"""Widths that Typst knows as they are; what else there is, Pandoc translates."""
LINE_MARK = re.compile(r"[-+=/]|\d+\.$")
"""What would begin a heading or a list if it stood first in brackets, where Pandoc does not expect it to."""
SENTENCE_END = re.compile(r"[.?!][)\N{RIGHT DOUBLE QUOTATION MARK}]?$")
SMALL_ROWS, SMALL_LENGTH = 16, 1500
"""The most rows, and characters, of a table that moves to where it fits on one page."""
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def typst_files(config: Config, pages: Sequence[Sheet]) -> dict[str, bytes]:
    """Every file that Typst needs for the PDF; the main one is `book.typ`."""
    source = "\n".join(
        [TEMPLATE.read_text(encoding="utf-8"), _settings(config), _body(config, pages)]
    )
    media = {path: data for page in pages for path, data in page.media.items()}
    return {MAIN: source.encode(), **media}


def date_of(config: Config) -> datetime.datetime:
    """The PDF's date: the book's, or a fixed one, so that the same sources give the same bytes."""
    try:
        return datetime.datetime.fromisoformat(config.date).replace(tzinfo=datetime.UTC)
    except ValueError:
        return EPOCH


def pdf_of(config: Config, file: Path) -> bytes:
    """The PDF of a Typst file.

    Raises BookError where Typst has no such font, or the book cannot keep to a standard that it names.
    """
    line = config.located.line("format", "typst", "mainfont")
    font, carried = config.typst.mainfont, fonts()
    if font not in carried:
        remedy = f"name one of: {', '.join(carried)}"
        raise BookError(Problem(f"the PDF has no font `{font}`", PROJECT_FILE, line, remedy))
    standards = config.typst.pdf_standard
    try:
        return compile_pdf(file, date=date_of(config), standards=standards)
    except TypstFailed as error:
        if not standards:
            raise
        head, _, detail = str(error).partition("\n")
        what = f"the PDF does not keep to {', '.join(standards)}: {head}"
        line = config.located.line("format", "typst", "pdf-standard")
        remedy = "mend what Typst says, or take the standard out"
        raise BookError(Problem(what, PROJECT_FILE, line, remedy, detail)) from None


def _settings(config: Config) -> str:
    """The call of the template with what `_quarto.yml` says."""
    options = config.typst
    language, _, region = config.lang.partition("-")
    authors = "".join(f"{text(author)}, " for author in config.authors)
    details = "".join(f"{text(_details(author))}, " for author in config.bylines)
    return f"""#show: book.with(
  title: {text(config.title)},
  subtitle: {text(config.subtitle)},
  authors: ({authors}),
  details: ({details}),
  doi: {text(config.doi)},
  date: {text(config.date)},
  abstract: {text(config.abstract)},
  keywords: ({"".join(f"{text(word)}, " for word in config.keywords)}),
  lang: {text(language)},
  region: {text(region) if region else "none"},
  paper: {text(options.papersize)},
  font: {text(options.mainfont)},
  font-size: {options.fontsize},
  margin: (x: {options.margin_x}, y: {options.margin_y}),
  contents-depth: {options.toc_depth if options.toc else "none"},
)
"""


def _details(author: Author) -> str:
    """What stands below an author's name on the title page."""
    orcid = [f"ORCID {author.orcid}"] if author.orcid else []
    return " · ".join([*author.affiliations, *orcid])


def _body(config: Config, pages: Sequence[Sheet]) -> str:
    anchors = {page.path: _unique(page.survey.anchor, page.path) for page in pages}

    def typst(page: Sheet) -> str:
        led = {path: anchors[path] for path in page.led if path in anchors}
        return page.made("typst", lambda tree: _page_typst(config, tree, anchors), led)

    pieces: list[str] = []
    part = ""
    for page, body in zip(pages, side_by_side(typst, pages), strict=True):
        entry = page.survey.entry
        if entry.part and entry.part != part:
            pieces.append(f"#part-page({text(entry.part)})\n")
        part = entry.part
        pieces.append(body)
    return "\n".join(pieces)


def _page_typst(config: Config, page: Page, anchors: dict[str, str]) -> str:
    """One page as Typst writes it."""
    return pandoc.write(_page_blocks(config, page, anchors), "typst-citations")


def _page_blocks(config: Config, page: Page, anchors: dict[str, str]) -> list[Node]:
    """The blocks of one page in the shapes that Typst wants."""
    blocks = filtered(config, page, "typst")
    blocks = transform(blocks, lambda node: _own_anchor(node, page))
    blocks = relink(blocks, lambda target: _target(target, page, anchors))
    shaped: list[Node] = transform(blocks, lambda node: _element(node, config))
    return [*shaped, *_told(page)]


def _told(page: Page) -> list[Node]:
    """What the title page says of the evidence: what this page's results rest on, and its notices."""
    records = [record for _, record in page.numbers.values()]
    records += [exhibit.lineage for exhibit in page.exhibits if exhibit.lineage]
    inputs = [item for record in records for item in record.get("inputs", ())]
    pairs = sorted({(item["evidence"], item["resource"]) for item in inputs})
    evidence = ", ".join(f"({text(kind)}, {text(name)})" for kind, name in pairs)
    shown = [raw(f"#evidence({evidence})", "typst")] if pairs else []
    return [*shown, *(raw(f"#metadata({text(words)})<notice>", "typst") for words in page.notices)]


def _unique(anchor: str, page: str) -> str:
    """An anchor that no other chapter has: two chapters may both have a heading `Limits`."""
    if not anchor or anchor.partition("-")[0] in {*KINDS, "ref"}:
        return anchor
    return f"{page.removesuffix('.html').replace('/', '-')}--{anchor}"


def _own_anchor(node: Node, page: Page) -> list[Node] | None:
    anchor = attributes(node)[0]
    if not anchor or _unique(anchor, page.path) == anchor:
        return None
    place = 1 if node["t"] == "Header" else 0
    content = list(node["c"])
    content[place] = [_unique(anchor, page.path), *content[place][1:]]
    inside = transform(content[place + 1 :], lambda child: _own_anchor(child, page))
    return [{"t": node["t"], "c": [*content[: place + 1], *inside]}]


def _target(target: str, page: Page, anchors: dict[str, str]) -> str:
    """A link or picture path from the book's root as Typst wants it."""
    path, _, anchor = target.partition("#")
    path = path.lstrip("/") or ("index.html" if path else "")
    if not path:
        return f"#{_unique(anchor, page.path)}"
    if path in anchors:
        return f"#{_unique(anchor, path) or anchors[path]}"
    return path


def _element(node: Node, config: Config) -> list[Node] | None:
    """The Typst shape of an element that Pandoc alone would not give one."""

    def inside(child: Node) -> list[Node] | None:
        return _element(child, config)

    if node["t"] == "Str" and LINE_MARK.match(node["c"]):
        return _escaped(node["c"])
    identifier, classes, _ = attributes(node)
    kind = callout_kind(node)
    if kind:
        title, *body = transform(node["c"][1], inside)
        look = "plain: true, " if LOOKS & set(classes) else ""
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
        return [_bold_head({"t": "Table", "c": transform(node["c"], inside)})]
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
    """A picture with its alternative text, which Pandoc's own writer leaves out, where it is to stand."""
    _, _, pairs = attributes(node)
    width, shown = pairs.get("width", ""), [node]
    if pairs.get("alt") and "height" not in pairs and WIDTH.fullmatch(width or "100%"):
        size = f", width: {width}" if width else ""
        source, alternative = text(node["c"][2][0]), text(pairs["alt"])
        shown = [raw_inline(f"#box(image({source}, alt: {alternative}{size}))", "typst")]
    if pairs.get("fig-align") in {"left", "center", "right"}:
        opening = raw_inline(f"#align({pairs['fig-align']})[", "typst")
        shown = [opening, *shown, raw_inline("]", "typst")]
    return shown


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
    return rows <= SMALL_ROWS and len(text_of(body)) <= SMALL_LENGTH


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
