"""What the two writers share: conditional content, and paths from the book's root made their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from press import pandoc
from press.config import Config
from press.document import Page, cell_place
from press.errors import BookError, Problem
from press.located import Located, value_at
from press.pandoc import Node
from press.profiles import laid_over
from press.shapes import CONDITIONAL
from press.tree import div, span, transform

RUNS = re.compile(r"[\x00-\x20]*(javascript|vbscript|data)[\x00-\x20]*:", re.IGNORECASE)
"""A link that would run something; browsers leave out tabs and line ends within the word."""
ICONS = {
    "note": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5h.01",
    "tip": "M9 18.5h6M10.5 21.5h3M12 2.5a6 6 0 0 0-4 10.5c.8.8 1 1.6 1 2.5h6c0-.9.2-1.7 1-2.5a6 6 0 0 0-4-10.5z",
    "warning": "M12 3.5 2.5 20.5h19zM12 10v5M12 17.6h.01",
    "important": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v5.5M12 16.3h.01",
    "caution": "M12 3 6 19.5h12zM3 20.5h18M8.4 13h7.2",
}
"""The icons of callouts, as lines on a grid of 24. They decorate a title, and so have no alternative text."""
FORMATS = {"html": {"html", "html:js"}, "typst": {"typst"}}
"""The names by which conditions know each format; to Quarto, `pdf` is LaTeX alone."""


def visible(
    blocks: list[Node],
    target: str,
    profiles: Collection[str] = (),
    metadata: Mapping[str, Any] | None = None,
) -> list[Node]:
    """`blocks` without what `hidden`, `content-visible` and `content-hidden` keep from the format `target`.

    `profiles` are the active ones, `metadata` what `when-meta` asks. Cells lose the mark of their place, and
    those that show nothing go.
    """
    tests: dict[str, Callable[[str], bool]] = {
        "format": FORMATS[target].__contains__,
        "profile": profiles.__contains__,
        "meta": lambda path: value_at(metadata or {}, path) is True,
    }

    def holds(pairs: list[list[str]]) -> bool:
        """Whether each condition does; one that is given twice does where one of its values does."""
        asked: dict[str, list[str]] = {}
        for key, value in pairs:
            asked.setdefault(key, []).append(value)
        parts = [(*key.partition("-")[::2], values) for key, values in asked.items()]
        return all(
            any(map(tests[kind], values)) is (verb == "when")
            for verb, kind, values in parts
            if verb in {"when", "unless"} and kind in tests
        )

    def visit(node: Node) -> Node | list[Node]:
        if cell_place(node) is not None:
            content = transform(node["c"][1], visits)
            return [div(content, "", "cell")] if content else []
        (_, classes, pairs), content = node["c"]
        if "hidden" in classes:
            return []
        if not CONDITIONAL & set(classes):
            return node
        shown = holds(pairs) is ("content-visible" in classes)
        return transform(content, visits) if shown else []

    visits = dict.fromkeys(("Div", "Span", "CodeBlock"), visit)
    return transform(blocks, visits)


def shown(config: Config, page: Page, blocks: list[Node], target: str) -> list[Node]:
    """`blocks` of a page, without what its conditions keep from the format `target`."""
    metadata = laid_over(config.located, Located(dict(page.chapter.own)))
    return visible(blocks, target, config.profiles, metadata.value)


def filtered(config: Config, page: Page, target: str) -> list[Node]:
    """The blocks of a page that the format `target` shows, after the project's own Lua filters."""
    blocks = shown(config, page, page.blocks, target)
    names = [*config.filters, *page.chapter.files("filters")]
    if not names:
        return blocks
    try:
        return pandoc.filtered(blocks, [config.root / name for name in names], target)
    except pandoc.PandocError as error:
        what = f"a filter failed on this chapter: {error}"
        remedy = (
            "mend the filter, or take it out of `filters`; Quarto's own functions are not there"
        )
        raise BookError(Problem(what, page.chapter.path, None, remedy)) from None


def relink(blocks: list[Node], target: Callable[[str], str]) -> list[Node]:
    """`blocks` with every link and picture path from the book's root (`/…`) put through `target`.

    A link that would run a script becomes its words.
    """

    def led(node: Node) -> Node:
        triple, inlines, (path, title) = node["c"]
        if node["t"] == "Link" and RUNS.match(re.sub(r"[\t\n\r]", "", path)):
            return span(inlines)
        if not path.startswith(("/", "#")) or path.startswith("//"):
            return node
        return {"t": node["t"], "c": [triple, inlines, [target(path), title]]}

    return transform(blocks, {"Link": led, "Image": led})
