"""What the two writers share: conditional content, and paths from the book's root made their own."""

from __future__ import annotations

from collections.abc import Callable

from press.pandoc import Node
from press.tree import attributes, text_of, transform

FAMILIES = {"html": {"html"}, "typst": {"typst", "pdf"}}


def visible(blocks: list[Node], target: str) -> list[Node]:
    """`blocks` without what `content-visible` and `content-hidden` keep from the format `target`."""

    def visit(node: Node) -> list[Node] | None:
        if node["t"] not in {"Div", "Span"}:
            return None
        _, classes, pairs = attributes(node)
        if not {"content-visible", "content-hidden"} & set(classes):
            return None
        matches = pairs.get("when-format", target) in FAMILIES[target]
        matches &= pairs.get("unless-format", "") not in FAMILIES[target]
        shown = matches if "content-visible" in classes else not matches
        inner: list[Node] = transform(node["c"][1], visit)
        return inner if shown else []

    kept: list[Node] = transform(blocks, visit)
    return kept


def relink(blocks: list[Node], target: Callable[[str], str]) -> list[Node]:
    """`blocks` with every link and picture path from the book's root (`/…`) put through `target`."""

    def visit(node: Node) -> list[Node] | None:
        if node["t"] not in {"Link", "Image"}:
            return None
        triple, inlines, (path, title) = node["c"]
        if not path.startswith(("/", "#")) or path.startswith("//"):
            return None
        changed = transform(inlines, visit)
        return [{"t": node["t"], "c": [triple, changed, [target(path), title]]}]

    linked: list[Node] = transform(blocks, visit)
    return linked


def heading_text(inlines: list[Node]) -> str:
    """The words of a heading, without its footnotes."""
    return text_of(transform(inlines, lambda node: [] if node["t"] == "Note" else None))
