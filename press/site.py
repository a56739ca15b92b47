"""Writes the site: one HTML page a chapter, from settled pages, with search, previews and metadata.

Comes in: settled pages, the register and the configuration. Goes out: a mapping from path (below the
output folder) to bytes. Nothing is written to disk here, and no page asks anything of the network.
A page depends on its own chapter and on the titles of the others; what gathers the words of all of them
(search, previews, the book in one file) stands in files of its own.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from press import pandoc, single
from press.config import Config
from press.crossref import Index
from press.document import Page
from press.entries import key_of
from press.figures import for_both_themes, shape
from press.formats import ICONS, filtered, relink
from press.frames import (
    WRITER_OPTIONS,
    linking,
    search_scripts,
    shared_files,
    standing_alone,
    template,
)
from press.markup import tree_of
from press.metadata import address, citation, description, sitemap
from press.navigation import NavEntry, contents_of, page_title, path_from, relative
from press.pandoc import Node
from press.registers import evidence_of, origins
from press.search import previews_of, previews_script, sections_of, sections_script
from press.sheets import Sheet, side_by_side
from press.tree import transform

LOST = "404.html"


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose pages are made: what each shows (`parts`), and what all need to know of one another."""

    config: Config
    sheets: tuple[Sheet, ...]
    parts: tuple[Mapping[str, Any], ...]
    entries: tuple[NavEntry, ...]
    media: dict[str, bytes]
    """The pictures, by their paths, as both themes show them."""
    beside: Set[str]
    """Paths of what the book has beside its pages: the PDF, itself in one file, notebooks, sources."""

    @property
    def whole(self) -> list[tuple[str, str]]:
        """(name, path) of what holds the whole book."""
        stem = self.config.output_file
        offered = (("PDF", f"{stem}.pdf"), ("One HTML file", f"{stem}.html"))
        return [(name, path) for name, path in offered if path in self.beside]

    def downloads(self, page: str) -> list[tuple[str, str]]:
        """(name, path) of what the book offers of one chapter."""
        stem = page.removesuffix(".html")
        offered = (("notebook", f"{stem}.ipynb"), ("Quarto source", f"{stem}.qmd"))
        return [(name, path) for name, path in offered if path in self.beside]


def site_of(
    config: Config,
    sheets: Sequence[Sheet],
    index: Index,
    numbers: Sequence[Mapping[str, Any]],
    beside: Set[str] = frozenset(),
) -> Site:
    """The site of some pages; `beside` names the files that the book has beside it."""
    printed: dict[str, list[Mapping[str, Any]]] = {sheet.path: [] for sheet in sheets}
    for entry in numbers:
        printed[entry["page"]].append(entry)

    there = key_of([*index.chapters])  # once, as it is as long as the book

    def made(sheet: Sheet) -> dict[str, Any]:
        own, number = printed[sheet.path], index.chapters[sheet.path]
        return sheet.made("html", lambda page: _parts(page, config, index, own), number, there)

    parts = side_by_side(made, sheets)
    entries = (_entry(sheet, index, part) for sheet, part in zip(sheets, parts, strict=True))
    media = {path: for_both_themes(data) for sheet in sheets for path, data in sheet.media.items()}
    return Site(config, tuple(sheets), tuple(parts), tuple(entries), media, beside)


def site_files(site: Site) -> dict[str, bytes]:
    """Every file of the site."""
    config, parts = site.config, site.parts
    gathered = {
        "site/sections.js": sections_script(one for part in parts for one in part["sections"]),
        "site/targets.js": previews_script(one for part in parts for one in part["previews"]),
        LOST: standing_alone(
            "lost.html", config, entries=site.entries, to=functools.partial(address, config)
        ),
    }
    if (name := f"{config.output_file}.html") in site.beside:
        gathered[name] = _single(site)
    paths = [entry.path for entry in site.entries]
    return page_files(site, set(paths)) | gathered | sitemap(config, paths)


def page_files(site: Site, paths: Collection[str]) -> dict[str, bytes]:
    """Some pages of the site, with the styles, scripts and pictures that any page may need."""
    chapters = functools.cache(functools.partial(_chapters, site))
    places = [place for place, entry in enumerate(site.entries) if entry.path in paths]
    pages = {site.entries[place].path: _page(site, place, chapters) for place in places}
    return shared_files(site.config) | site.media | pages


def _entry(sheet: Sheet, index: Index, part: Mapping[str, Any]) -> NavEntry:
    survey = sheet.survey
    number, title, lang = index.chapters[sheet.path], part["title"], part["lang"]
    return NavEntry(sheet.path, number, title, survey.entry.part, survey.entry.role, lang)


def _parts(
    page: Page, book: Config, index: Index, numbers: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the site shows of a page, and what its other pages and the one file have to know of it, as JSON."""
    config = book.of(page.chapter.own)
    shown = origins(numbers)
    body = _body(page, config, index)
    kinds = evidence_of(page)
    chapter = template("chapter.html").render(body=body, origins=shown, kinds=kinds)
    title, tree = page_title(page), tree_of(chapter)
    name = f"{index.chapters[page.path]} {title}".strip()
    parts = {
        "title": title,
        "lang": config.lang,
        "description": description(config, page),
        "toc": list(contents_of(page, config)),
        "chapter": chapter,
        "sections": list(sections_of(page.path, name, tree)),
        "previews": list(previews_of(page.path, tree)),
    }
    # Last, as it changes the tree
    gathered = single.gathered(page.path, tree, index.chapters, page.media)
    found = list(sections_of("", name, gathered))
    return {**parts, "gathered": single.inner_html(gathered), "found": found}


def _body(page: Page, config: Config, index: Index) -> str:
    """The body of one page: what Pandoc writes of it, in the shapes of `assets/site.lua`."""
    blocks = _with_room(filtered(config, page, "html"), page.media)
    blocks = relink(blocks, lambda target: relative(target, page.path))
    settings = {
        "behind": _behind(page, index),
        "fold": str(config.html.code_fold).lower(),
        "summary": config.html.code_summary,
        "paths": ICONS,
    }
    return pandoc.shaped(blocks, "html", "site.lua", settings, **WRITER_OPTIONS)


def _with_room(blocks: list[Node], media: Mapping[str, bytes]) -> list[Node]:
    """`blocks` whose figures have their room before they are there: else a link to what stands below leads elsewhere."""

    def roomy(node: Node) -> Node:
        (identifier, classes, pairs), words, target = node["c"]
        known = shape(media.get(target[0].removeprefix("/"), b""))
        if not known or not {"width", "height", "style"}.isdisjoint(dict(pairs)):
            return node
        pairs = [*pairs, ["style", f"aspect-ratio: {known}"]]
        return {"t": "Image", "c": [[identifier, classes, pairs], words, target]}

    return transform(blocks, {"Image": roomy})


def _behind(page: Page, index: Index) -> dict[str, str]:
    """What stands below each exhibit of the page: its data and where it comes from."""
    write = getattr(template("origin.html").module, "exhibit")  # noqa: B009 - a macro: Jinja's, not ours
    named = ((exhibit, index.targets[exhibit.label]) for exhibit in page.exhibits)
    return {
        exhibit.label: str(write(f"{target.word} {target.number}", exhibit.lineage))
        for exhibit, target in named
        if exhibit.lineage
    }


def _chapters(site: Site, folder: str) -> str:
    """The list of all chapters as the pages in `folder` have it, but for the mark of the page itself.

    It is as long as the book, so to write it for each page anew would take time with the square of that.
    """
    return template("chapters.html").render(
        config=site.config,
        parts=[(name, list(group)) for name, group in groupby(site.entries, attrgetter("part"))],
        whole=site.whole,
        to=lambda path: path_from(path, folder),
    )


def _page(site: Site, place: int, chapters: Callable[[str], str]) -> bytes:
    entry, part = site.entries[place], site.parts[place]
    folder = posixpath.dirname(entry.path) or "."
    link = f'<a href="{path_from(entry.path, folder)}"'
    listed = chapters(folder)
    pdf = next((path for name, path in site.whole if name == "PDF"), "")
    return linking(
        "page.html",
        site.config,
        page=entry,
        chapter=part["chapter"],
        toc=part["toc"],
        chapters_nav=listed.replace(f"{link}>", f'{link} aria-current="page">', 1),
        previous=site.entries[place - 1] if place else None,
        following=site.entries[place + 1] if place + 1 < len(site.entries) else None,
        downloads=site.downloads(entry.path),
        actions=site.config.actions(site.sheets[place].survey.chapter.path),
        citation=citation(site.config, entry),
        description=part["description"],
        here=address(site.config, entry.path) if site.config.site_url else "",
        pdf=address(site.config, pdf) if site.config.site_url and pdf else "",
        to=lambda path: path_from(path, folder),
    )


def _single(site: Site) -> bytes:
    """The book in one file; its search finds the sections of all chapters."""
    chapters, sections = [], []
    for entry, sheet, part in zip(site.entries, site.sheets, site.parts, strict=True):
        own = {path: site.media[path] for path in sheet.media}
        whole = single.with_media(part["gathered"], own)
        chapters.append((entry, single.anchor(entry.path), whole))
        sections += part["found"]
    return standing_alone(
        "single.html",
        site.config,
        *search_scripts(sections_script(sections)),
        chapters=chapters,
        description=site.parts[0]["description"],
        to=lambda path: f"#{single.anchor(path)}",
    )
