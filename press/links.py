"""Links from chapter to chapter: `other.qmd#section` in the sources, the page of the book in the book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from press.document import REMOTE, Page
from press.errors import Problem
from press.pandoc import Node
from press.survey import Survey
from press.tree import transform


def lost_links(pages: Sequence[Survey]) -> Iterator[Problem]:
    """A problem for each link to a source, or to a place on a page, that leads nowhere."""
    anchors = {page.chapter.path: {*page.identifiers} for page in pages}
    for page in pages:
        for target in page.links:
            led = source_of(page.chapter.path, target)
            anchor = target.partition("#")[2]
            if led is not None and (led not in anchors or (anchor and anchor not in anchors[led])):
                line = page.chapter.line_of(re.escape(target))
                what = f"the link to {target} leads nowhere"
                remedy = "name a chapter of the book, or a heading or label that it has"
                yield Problem(what, page.chapter.path, line, remedy)


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
    """The source that a link in `chapter` leads to; None where it leads to no source."""
    path = target.partition("#")[0]
    if not path:
        return chapter
    if not path.endswith(".qmd"):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(chapter), unquote(path)))


def page_of(source: str) -> str:
    """The page that a source becomes."""
    return str(PurePosixPath(source).with_suffix(".html"))
