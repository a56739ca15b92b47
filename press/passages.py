"""The passages of a page that citeproc has to read, taken out of its tree and put back.

A passage is a sequence of words in which something is cited, or which has a note (some styles number
those), or the Div `refs`. The rest of a page need not pass through citeproc.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from press.labels import refers
from press.pandoc import Node
from press.tree import attributes, plain, transform, walk

INLINES = {
    *("Str", "Space", "SoftBreak", "LineBreak", "Emph", "Underline", "Strong", "Strikeout"),
    *("Superscript", "Subscript", "SmallCaps", "Quoted", "Code", "Math", "RawInline", "Link"),
    *("Image", "Span", "Cite", "Note"),
}
HELD = "press-held"
"""The class of what stands for a reference while citeproc, which knows no labels, reads a passage."""


def passages(blocks: list[Node]) -> list[Node]:
    """What citeproc has to read of a page, as blocks in reading order."""
    found: list[Node] = []

    def hold(node: Node) -> list[Node] | None:
        if node["t"] != "Cite" or not refers(node):
            return None
        return [{"t": "Span", "c": [["", [HELD], []], []]}]

    def note(block: Node) -> Node:
        found.extend(transform([block], hold))
        return block

    _each(blocks, note)
    return found


def with_passages(blocks: list[Node], cited: Sequence[Node]) -> list[Node]:
    """The page with each of its passages as citeproc gave it back."""
    given = iter(cited)

    def exchange(block: Node) -> Node:
        held = (node for node in walk(block) if node["t"] == "Cite" and refers(node))
        (changed,) = transform([next(given)], lambda node: _released(node, held))
        return changed  # type: ignore[no-any-return]

    exchanged: list[Node] = _each(blocks, exchange)
    return exchanged


def _each(tree: Any, visit: Callable[[Node], Node]) -> Any:
    """`tree` with the Div `refs`, and each outermost sequence of words that cites, put through `visit`."""
    if isinstance(tree, dict):
        if tree.get("t") == "Div" and attributes(tree)[0] == "refs":
            return visit(tree)
        return {key: _each(value, visit) for key, value in tree.items()}
    if not isinstance(tree, list):
        return tree
    if not (tree and isinstance(tree[0], dict) and tree[0].get("t") in INLINES):
        return [_each(item, visit) for item in tree]
    return visit(plain(tree))["c"] if any(map(_counts, walk(tree))) else tree


def _counts(node: Node) -> bool:
    """Whether citeproc looks at an element: a citation, or a note, which may be numbered among them."""
    return node["t"] == "Note" or (node["t"] == "Cite" and not refers(node))


def _released(node: Node, held: Iterator[Node]) -> list[Node] | None:
    return [next(held)] if node["t"] == "Span" and HELD in attributes(node)[1] else None
