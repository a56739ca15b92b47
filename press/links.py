"""Links from chapter to chapter: `other.qmd#section` in the sources, the page of the book in the book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from press.document import REMOTE, Page, identifiers
from press.errors import Problem
from press.pandoc import Node
from press.tree import transform


def resolve_links(pages: Sequence[Page]) -> tuple[list[Page], list[Problem]]:
    """The pages with links to sources led to their pages, and a problem for each that leads nowhere."""
    by_source = {page.chapter.path: page for page in pages}
    anchors = {page.path: set(identifiers(page.blocks)) for page in pages}
    problems: list[Problem] = []

    def visit(node: Node, page: Page) -> list[Node] | None:
        if node["t"] != "Link" or REMOTE.match(node["c"][2][0]):
            return None
        triple, inlines, (target, title) = node["c"]
        path, _, anchor = target.partition("#")
        folder = posixpath.dirname(page.chapter.path)
        source = posixpath.normpath(posixpath.join(folder, unquote(path)))
        if path and not path.endswith(".qmd"):
            return None
        other = by_source.get(source) if path else page
        if other is None or (anchor and anchor not in anchors[other.path]):
            line = page.chapter.line_of(re.escape(target))
            what = f"the link to {target} leads nowhere"
            remedy = "name a chapter of the book, or a heading or label that it has"
            problems.append(Problem(what, page.chapter.path, line, remedy))
            return None
        place = f"/{other.path}" + (f"#{anchor}" if anchor else "")
        return [{"t": "Link", "c": [triple, inlines, [place, title]]}]

    def led(page: Page) -> Page:
        return replace(page, blocks=transform(page.blocks, lambda node: visit(node, page)))

    return [led(page) for page in pages], problems
