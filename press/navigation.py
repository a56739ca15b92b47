"""Where a reader can go: the chapters of the book, the sections of a page, and paths between pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from press.config import Config
from press.document import Page
from press.pandoc import Node
from press.tree import attributes, text_of, walk


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation: where it leads, its number and title, and the part it opens."""

    path: str
    number: str
    title: str
    part: str
    role: str
    lang: str

    @property
    def name(self) -> str:
        """The title after its number."""
        return f"{self.number} {self.title}".strip()


def page_title(page: Page) -> str:
    """The words of the first heading, without its number."""
    heading = next(walk(page.blocks, "Header"), None)
    if heading is None:
        return page.chapter.title or page.path
    return text_of(_without_number(heading["c"][2]))


def contents_of(page: Page, config: Config) -> Iterator[dict[str, Any]]:
    """Anchor, number, title and level of each section of `page`, as deep as the book asks for."""
    if not config.html.toc:
        return
    for node in page.blocks:
        if node["t"] == "Header" and 1 < node["c"][0] <= config.html.toc_depth:
            level, (anchor, classes, _), inlines = node["c"]
            bare = _without_number(inlines)
            number = text_of(inlines[:1]) if bare is not inlines else ""
            if "unlisted" not in classes:
                title = text_of(bare)
                yield {"anchor": anchor, "number": number, "title": title, "level": level}


def _without_number(inlines: list[Node]) -> list[Node]:
    if inlines and "header-section-number" in attributes(inlines[0])[1]:
        return inlines[2:]
    return inlines


def relative(target: str, page: str) -> str:
    """A path from the book's root (`/chapters/x.html#y`) as seen from `page`."""
    path, mark, anchor = target.partition("#")
    if not path:
        return target
    shown = path_from(path.lstrip("/") or "index.html", posixpath.dirname(page) or ".")
    if path.lstrip("/") == page and mark:
        shown = ""
    return f"{shown}{mark}{anchor}"


@cache
def path_from(path: str, folder: str) -> str:
    """The way from a folder to a path: asked for by every page of the folder alike."""
    return quote(posixpath.relpath(path, folder))
