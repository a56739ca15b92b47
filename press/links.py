"""Links from chapter to chapter: `other.qmd#section` in the sources, the page of the book in the book."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from press.chapters import path_of
from press.document import REMOTE, SOURCES, Page, is_file
from press.errors import Problem
from press.pandoc import Node
from press.survey import Survey
from press.tree import transform
from press.withheld import REMEDY, Held, is_withheld, said, withheld

OUTPUTS = {".", "numbers.json", "build.json"}
"""What a book has besides its pages: the front page, and its registers."""


def lost_links(root: Path, pages: Sequence[Survey]) -> Iterator[Problem]:
    """A problem for each link to a source, a file, or a place on a page, that leads nowhere."""
    anchors = {page.chapter.path: {*page.identifiers} for page in pages}
    made = {page.path for page in pages}
    held = withheld(root)
    for page in pages:
        for target in page.links:
            path, _, anchor = target.partition("#")
            led = path_of(page.chapter.path, path)
            if led in anchors:
                lost = bool(anchor) and anchor not in anchors[led]
            else:
                known = led in made or led in OUTPUTS or is_file(root, led)
                lost = PurePosixPath(led).suffix in SOURCES or not known
            if lost:
                remedy = "name a chapter, a heading or label that it has, or a file of the project"
                what = f"the link to {target} leads nowhere"
                yield page.chapter.problem(what, re.escape(target), remedy)
        yield from _given_away(root, page, held) if held else ()


def _given_away(root: Path, page: Survey, held: Sequence[Held]) -> Iterator[Problem]:
    """A problem for each link and picture of a page that would have the site hold a withheld file."""
    for target in (*page.links, *(source for source, *_ in page.pictures)):
        led = path_of(page.chapter.path, target.partition("#")[0])
        if evidence := is_withheld(root, led, held):
            what = f"the site would have a file that is withheld: {said(led, evidence)}"
            yield page.chapter.problem(what, re.escape(target), REMEDY)


def linked(page: Page, sources: Collection[str]) -> Page:
    """The page with links to `sources`, the chapters of the book, led to their pages."""

    def visit(node: Node) -> list[Node] | None:
        if node["t"] != "Link" or REMOTE.match(node["c"][2][0]):
            return None
        triple, inlines, (target, title) = node["c"]
        led = source_of(page.chapter.path, target)
        if led is None or led not in sources:
            return None
        _, mark, anchor = target.partition("#")
        place = f"/{page_of(led)}{mark if anchor else ''}{anchor}"
        return [{"t": "Link", "c": [triple, inlines, [place, title]]}]

    return replace(page, blocks=transform(page.blocks, visit))


def source_of(chapter: str, target: str) -> str | None:
    """The source that a link in `chapter` may lead to; None where it leads to no source."""
    path = path_of(chapter, target.partition("#")[0])
    return path if PurePosixPath(path).suffix in SOURCES else None


def page_of(source: str) -> str:
    """The page that a source becomes."""
    return str(PurePosixPath(source).with_suffix(".html"))
