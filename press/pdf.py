"""Writes the PDF: the numbered pages as one Typst document under one template.

Comes in: resolved pages and the configuration. Goes out: a folder that Typst can compile, as a mapping
from path to bytes. The text goes through Pandoc's own Typst writer; press shapes only what that writer
has no words for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from press import pandoc
from press.config import SIDES, Author, Config
from press.document import Page, cell_place
from press.errors import BookError, Problem
from press.formats import ICONS, filtered, relink, shown
from press.pandoc import Node
from press.shapes import KINDS, plain_words
from press.sheets import Sheet, side_by_side
from press.tree import HAVE_ATTRIBUTES, attributes, raw, transform, walk
from press.typst import TypstFailed, compile_pdf, fonts, text
from press.typst_columns import SIZE, fitted

TEMPLATE = Path(__file__).parent / "templates" / "book.typ"
MAIN = "book.typ"
WORDS = {
    "abstract": "section-title-abstract",
    "contents": "toc-title-document",
    "figures": "crossref-lof-title",
    "tables": "crossref-lot-title",
}
"""The words of the front pages, as the template and `words.yml` call them."""
LISTED = {"figures": "#exhibit(image, short: [", "tables": "#exhibit(table, short: ["}
"""How what the lists of the front pages hold begins, as `assets/typst.lua` writes it."""
REMEDIES = {
    "skipped from heading level": "give that heading the level below that of the one before it",
    "pagebreaks are not allowed": "take the pagebreak, or the heading of the first level, out of the callout, list or Div",
    "could not be displayed with font": "name in `mainfont` a font that has it, or write it otherwise",
}
"""What helps against what Typst says."""
TINY = 0.5
"""The share of its usual size below which a table is hard to read in print."""
SMALLER = re.compile(rb"#whole\((?:wide: true, )?size: ([\d.]+)")
"""The sizes of tables in the source of the PDF."""
TURN = "show fewer columns, or turn it; or show it on the site alone: `::: {.content-visible when-format=html}`"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def typst_files(config: Config, pages: Sequence[Sheet]) -> dict[str, bytes]:
    """Every file that Typst needs for the PDF; the main one is `book.typ`."""
    sides = ", ".join(f"{side}: {getattr(config.typst, f'margin_{side}')}" for side in SIDES)
    margins = f"#let margins = ({sides})"
    icons = "".join(f"{kind}: {text(path)}, " for kind, path in ICONS.items())
    template = TEMPLATE.read_text(encoding="utf-8")
    body = _body(config, pages)
    empty = {name for name, opening in LISTED.items() if opening not in body}
    pieces = [margins, f"#let icons = ({icons})", template, _settings(config, empty), body]
    source = "\n".join(pieces)
    media = {path: data for page in pages for path, data in page.media.items()}
    return {MAIN: source.encode(), **media}


def tiny_tables(config: Config, pages: Sequence[Sheet], source: bytes) -> list[Problem]:
    """A warning for each table of so many columns that the PDF, made from `source`, has it in tiny print."""
    there = any(float(size) < TINY for size in SMALLER.findall(source))
    return [tiny for page in pages for tiny in _tiny(config, page.page())] if there else []


def _tiny(config: Config, page: Page) -> list[Problem]:
    """The warnings about a page, each at the cell, or else at the table's first word."""
    parts, told = page.chapter.parts, []
    cells = [(cell, place) for cell in walk(page.blocks, "Div") if (place := cell_place(cell))]
    lines = {id(t): parts[place].line for cell, place in cells for t in walk([cell], "Table")}
    for table in walk(shown(config, page, page.blocks, "typst"), "Table"):
        size = float(attributes(fitted(table))[2].get(SIZE, 1))
        if size < TINY:
            word = next((re.escape(node["c"]) for node in walk(table["c"][3:], "Str")), "")
            line = lines.get(id(table)) or page.chapter.line_of(rf"(?m)^[ \t>|*-]*{word}") or 1
            what = f"a table of {len(table['c'][2])} columns has {size:.0%} of its usual size in the PDF"
            told.append(Problem(what, *page.chapter.place(line), TURN))
    return told


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
    place = partial(config.located.place, "format", "typst")
    font, carried = config.typst.mainfont, fonts()
    if font not in carried:
        remedy = f"name one of: {', '.join(carried)}"
        raise BookError(Problem(f"the PDF has no font `{font}`", *place("mainfont"), remedy))
    standards = config.typst.pdf_standard
    try:
        return compile_pdf(file, date=date_of(config), standards=standards)
    except TypstFailed as error:
        head, _, detail = str(error).partition("\n")
        if "paper: paper" in detail:
            what = f"Typst knows no paper `{config.typst.papersize}`"
            remedy = "name one such as a4, a5 or us-letter"
            raise BookError(Problem(what, *place("papersize"), remedy)) from None
        if not standards:
            raise
        what = f"the PDF does not keep to {', '.join(standards)}: {head}"
        helps = (remedy for words, remedy in REMEDIES.items() if words in head)
        remedy = next(helps, "mend what Typst says, or take the standard out")
        raise BookError(Problem(what, *place("pdf-standard"), remedy, detail)) from None


def _settings(config: Config, empty: Collection[str]) -> str:
    """The call of the template with what `_quarto.yml` says; the lists of the front pages that are `empty` have no words."""
    options = config.typst
    authors = "".join(f"{text(author)}, " for author in config.authors)
    details = "".join(f"{text(_details(author))}, " for author in config.bylines)
    named = {name: "" if name in empty else config.words[key] for name, key in WORDS.items()}
    words = ", ".join(f"{name}: {text(word)}" for name, word in named.items())
    return f"""#show: book.with(
  title: {text(config.title)},
  subtitle: {text(config.subtitle)},
  authors: ({authors}),
  details: ({details}),
  doi: {text(config.doi)},
  date: {text(config.printed_date)},
  abstract: {f"[{typst_of(pandoc.read(config.abstract))}]" if config.abstract else "none"},
  description: {text(plain_words(config.abstract))},
  keywords: ({"".join(f"{text(word)}, " for word in config.keywords)}),
  {_language(config.lang)},
  words: ({words}),
  paper: {text(options.papersize)},
  font: {text(options.mainfont)},
  font-size: {options.fontsize},
  contents-depth: {options.toc_depth if options.toc else "none"},
)
"""


def _language(lang: str) -> str:
    """A language as Typst takes it."""
    language, _, region = lang.partition("-")
    return f"lang: {text(language)}, region: {text(region) if region else 'none'}"


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
        own = config.of(page.survey.chapter.own).lang
        # Typst hyphenates a chapter in another language by its own.
        other = own != config.lang
        pieces += [f"#set text({_language(own)})"] if other else []
        pieces += [body, *([f"#set text({_language(config.lang)})"] if other else [])]
    return "\n".join(pieces)


def _page_typst(config: Config, page: Page, anchors: dict[str, str]) -> str:
    """One page as Typst writes it."""
    return typst_of(_page_blocks(config, page, anchors), echo=config.typst.echo)


def typst_of(blocks: Sequence[Node], *, echo: bool | None = None) -> str:
    """Blocks in Typst, in the shapes of `assets/typst.lua`, with the code of cells."""
    settings = {"echo": echo is not False}
    sized = transform(list(blocks), {"Table": lambda table: [fitted(table)]})
    return pandoc.shaped(sized, "typst-citations", "typst.lua", settings)


def _page_blocks(config: Config, page: Page, anchors: dict[str, str]) -> list[Node]:
    """The blocks of one page with its own anchors, links and evidence."""
    blocks = filtered(config, page, "typst")
    blocks = transform(blocks, dict.fromkeys(HAVE_ATTRIBUTES, partial(_own_anchor, page.path)))
    blocks = relink(blocks, lambda target: _target(target, page, anchors))
    return [*blocks, *_told(page)]


def _told(page: Page) -> list[Node]:
    """What the title page says of the evidence: what this page's results rest on, and its notices."""
    inputs = [item for record in page.lineages for item in record.get("inputs", ())]
    pairs = sorted({(item["evidence"], item["resource"]) for item in inputs})
    evidence = ", ".join(f"({text(kind)}, {text(name)})" for kind, name in pairs)
    shown = [raw(f"#evidence({evidence})", "typst")] if pairs else []
    return [*shown, *(raw(f"#metadata({text(words)})<notice>", "typst") for words in page.notices)]


def _unique(anchor: str, page: str) -> str:
    """An anchor that no other chapter has: two chapters may both have a heading `Limits`."""
    if not anchor or anchor.partition("-")[0] in {*KINDS, "ref"}:
        return anchor
    return f"{page.removesuffix('.html').replace('/', '-')}--{anchor}"


def _own_anchor(page: str, node: Node) -> Node:
    anchor = _unique(attributes(node)[0], page)
    if anchor == attributes(node)[0]:
        return node
    place = 1 if node["t"] == "Header" else 0
    content = list(node["c"])
    content[place] = [anchor, *content[place][1:]]
    return {"t": node["t"], "c": content}


def _target(target: str, page: Page, anchors: dict[str, str]) -> str:
    """A link or picture path from the book's root as Typst wants it."""
    path, _, anchor = target.partition("#")
    path = path.lstrip("/") or ("index.html" if path else "")
    if not path:
        return f"#{_unique(anchor, page.path)}"
    if path in anchors:
        return f"#{_unique(anchor, path) or anchors[path]}"
    return path
