"""Writes the site: one HTML page a chapter, from numbered pages.

Comes in: resolved pages and the configuration. Goes out: a mapping from path (below the output
folder) to bytes. Nothing is written to disk here, and no page asks anything of the network.
"""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from press import pandoc
from press.config import Config
from press.crossref import Index
from press.document import Page
from press.formats import heading_text, relink, visible
from press.pandoc import Node
from press.tree import attributes, div, raw, raw_inline, text_of, transform, walk

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


def site_files(config: Config, pages: Sequence[Page], index: Index, pdf: str) -> dict[str, bytes]:
    """Every file of the site. `pdf` is the path of the PDF below the root, empty where there is none."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("page.html")
    navigation = [_nav_entry(page, index) for page in pages]
    files = {f"site/{name}": (HERE / "assets" / name).read_bytes() for name in ASSETS}
    for place, page in enumerate(pages):
        files |= page.media
        files[page.path] = template.render(
            config=config,
            page=navigation[place],
            body=body_html(page, config),
            parts=[(part, list(group)) for part, group in groupby(navigation, _part)],
            toc=list(_toc(page, config)),
            previous=navigation[place - 1] if place else None,
            following=navigation[place + 1] if place + 1 < len(navigation) else None,
            pdf=pdf,
            to=lambda path, page=page: relative(f"/{path}", page.path),
        ).encode()
    return files


def body_html(page: Page, config: Config) -> str:
    """The body of one page."""
    blocks = visible(page.blocks, "html")
    blocks = relink(blocks, lambda target: relative(target, page.path))
    blocks = transform(blocks, lambda node: _element(node, config))
    return pandoc.write(blocks, "html", *WRITER_OPTIONS)


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


def _nav_entry(page: Page, index: Index) -> NavEntry:
    number = index.chapters[page.path]
    return NavEntry(page.path, number, page_title(page), page.entry.part)


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
    if node["t"] == "CodeBlock" and "cell-code" in attributes(node)[1]:
        return _folded(node, config)
    if node["t"] == "Table":
        return [div([node], "", "table-scroll", tabindex="0")]
    if node["t"] == "Header" and attributes(node)[0]:
        return [_anchored(node)]
    return None


def _folded(node: Node, config: Config) -> list[Node]:
    if not config.html.code_fold:
        return [node]
    summary = html.escape(config.html.code_summary)
    state = " open" if config.html.code_fold == "show" else ""
    opening = f'<details class="code-fold"{state}><summary>{summary}</summary>'
    return [raw(opening, "html"), node, raw("</details>", "html")]


def _anchored(node: Node) -> Node:
    level, triple, inlines = node["c"]
    label = html.escape(heading_text(inlines), quote=True)
    anchor = f'<a class="anchor" href="#{triple[0]}" aria-label="Link to {label}">#</a>'
    return {"t": "Header", "c": [level, triple, [*inlines, raw_inline(anchor, "html")]]}
