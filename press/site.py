"""Writes the site: one HTML page a chapter, from numbered pages.

Comes in: resolved pages and the configuration. Goes out: a mapping from path (below the output
folder) to bytes. Nothing is written to disk here, and no page asks anything of the network.
"""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from press import pandoc
from press.config import Config
from press.crossref import Index
from press.document import Page
from press.formats import filtered, heading_text, relink
from press.pandoc import Node
from press.shapes import TITLE, callout_kind
from press.sheets import Sheet, side_by_side
from press.tree import (
    Visitor,
    attributes,
    code_block,
    div,
    raw,
    raw_inline,
    text_of,
    transform,
    walk,
)

HERE = Path(__file__).parent
ASSETS = ("book.css", "book.js")
WRITER_OPTIONS = (
    "--mathml",
    "--email-obfuscation=none",
    "--section-divs=false",
    "--no-highlight",
)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation: where it leads, its number and title, and the part it opens."""

    path: str
    number: str
    title: str
    part: str


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of a page's own contents."""

    anchor: str
    number: str
    title: str
    level: int


def site_files(config: Config, pages: Sequence[Sheet], index: Index, pdf: str) -> dict[str, bytes]:
    """Every file of the site. `pdf` is the path of the PDF below the root, empty where there is none."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # a tenth of a second to load

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("page.html")
    made = side_by_side(lambda page: page.made("html", lambda tree: _parts(tree, config)), pages)
    navigation = [
        NavEntry(page.path, index.chapters[page.path], parts["title"], page.survey.entry.part)
        for page, parts in zip(pages, made, strict=True)
    ]
    files = {f"site/{name}": (HERE / "assets" / name).read_bytes() for name in ASSETS}
    files |= {f"site/{name}": (config.root / name).read_bytes() for name in config.html.css}
    footer = [(side, _inline_html(words)) for side, words in config.footer]
    for place, page in enumerate(pages):
        files |= page.media
        files[page.path] = template.render(
            config=config,
            page=navigation[place],
            body=made[place]["body"],
            parts=[(part, list(group)) for part, group in groupby(navigation, _part)],
            toc=made[place]["toc"],
            previous=navigation[place - 1] if place else None,
            following=navigation[place + 1] if place + 1 < len(navigation) else None,
            pdf=pdf,
            footer=footer,
            to=lambda path, page=page: relative(f"/{path}", page.path),
        ).encode()
    return files


def _parts(page: Page, config: Config) -> dict[str, Any]:
    """What a page of the site is made of, as JSON."""
    toc = [asdict(entry) for entry in _toc(page, config)]
    return {"title": page_title(page), "toc": toc, "body": body_html(page, config)}


def body_html(page: Page, config: Config) -> str:
    """The body of one page."""
    blocks = filtered(config, page, "html")
    blocks = relink(blocks, lambda target: relative(target, page.path))
    blocks = transform(blocks, lambda node: _element(node, config))
    return pandoc.write(blocks, "html", *WRITER_OPTIONS)


def _inline_html(markdown: str) -> str:
    """A line of Markdown from `_quarto.yml`."""
    written = pandoc.write(pandoc.read(markdown), "html", *WRITER_OPTIONS).strip()
    return written.removeprefix("<p>").removesuffix("</p>")


def relative(target: str, page: str) -> str:
    """A path from the book's root (`/chapters/x.html#y`) as seen from `page`."""
    path, mark, anchor = target.partition("#")
    if not path:
        return target
    start = posixpath.dirname(page) or "."
    shown = quote(posixpath.relpath(path.lstrip("/") or "index.html", start))
    if path.lstrip("/") == page and mark:
        shown = ""
    return f"{shown}{mark}{anchor}"


def _part(entry: NavEntry) -> str:
    return entry.part


def page_title(page: Page) -> str:
    """The words of the first heading, without its number."""
    heading = next((node for node in walk(page.blocks) if node["t"] == "Header"), None)
    if heading is None:
        return page.chapter.title or page.path
    return heading_text(_without_number(heading["c"][2]))


def _without_number(inlines: list[Node]) -> list[Node]:
    if inlines and "header-section-number" in attributes(inlines[0])[1]:
        return inlines[2:]
    return inlines


def _toc(page: Page, config: Config) -> Iterator[TocEntry]:
    if not config.html.toc:
        return
    for node in page.blocks:
        if node["t"] == "Header" and 1 < node["c"][0] <= config.html.toc_depth:
            level, (anchor, classes, _), inlines = node["c"]
            bare = _without_number(inlines)
            number = text_of(inlines[:1]) if bare is not inlines else ""
            if "unlisted" not in classes:
                yield TocEntry(anchor, number, heading_text(bare), level)


def _element(node: Node, config: Config) -> list[Node] | None:
    """The HTML shape of an element that Pandoc alone would not give one."""

    def inside(child: Node) -> list[Node] | None:
        return _element(child, config)

    identifier, classes, pairs = attributes(node)
    if node["t"] == "CodeBlock" and "cell-code" in classes:
        return _folded(node, config)
    if callout_kind(node) and "collapse" in pairs:
        return _collapsed(node, inside)
    if "layout-cell" in classes and "width" in pairs:
        style = f"flex: {pairs['width']}"
        return [div(transform(node["c"][1], inside), identifier, *classes, style=style)]
    if "fig-align" in pairs:
        return [_aligned(node)]
    if node["t"] == "Table":
        return [div([node], "", "table-scroll", tabindex="0")]
    if node["t"] == "Header" and attributes(node)[0]:
        return [_anchored(node)]
    return None


def _folded(node: Node, config: Config) -> list[Node]:
    (_, classes, _), code = node["c"]
    _, _, pairs = attributes(node)
    bare = code_block(code, *classes)
    fold = pairs.get("code-fold", str(config.html.code_fold).lower())
    if fold == "false":
        return [bare]
    summary = html.escape(pairs.get("code-summary", config.html.code_summary))
    state = " open" if fold == "show" else ""
    opening = f'<details class="code-fold"{state}><summary>{summary}</summary>'
    return [raw(opening, "html"), bare, raw("</details>", "html")]


def _collapsed(node: Node, inside: Visitor) -> list[Node]:
    """A callout that opens and closes; its title is what is always shown."""
    identifier, classes, pairs = attributes(node)
    title, *body = transform(node["c"][1], inside)
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
