"""The passages of a page that citeproc has to read, taken out of its tree and put back.

A passage is a sequence of words in which something is cited, or which has a note (some styles number
those), or the Div `refs`. The rest of a page need not pass through citeproc, nor need the words of a passage
that stand further off from what is cited than citeproc looks: each run of them is held back, and a mark
stands in its place. So a sentence can be edited without a citation of the book being made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from press.pandoc import Node
from press.shapes import refers
from press.tree import attributes, plain, span, string, transform, walk

INLINES = {
    *("Str", "Space", "SoftBreak", "LineBreak", "Emph", "Underline", "Strong", "Strikeout"),
    *("Superscript", "Subscript", "SmallCaps", "Quoted", "Code", "Math", "RawInline", "Link"),
    *("Image", "Span", "Cite", "Note"),
}
HELD = "press-held"
"""The class of what stands for held words and for a reference, of which citeproc, that knows no labels, would make a citation."""
NEAR = 2
"""Words and spaces on either side of a citation that citeproc may change: a blank before it, punctuation behind it."""


def passages(blocks: list[Node]) -> list[Node]:
    """What citeproc has to read of a page, as blocks in reading order."""
    found: list[Node] = []

    def note(block: Node) -> Node:
        found.append(_near(block, []))
        return block

    _each(blocks, note)
    return found


def with_passages(blocks: list[Node], cited: Sequence[Node]) -> list[Node]:
    """The page with each of its passages as citeproc gave it back."""
    given = iter(cited)

    def exchange(block: Node) -> Node:
        runs: list[list[Node]] = []
        _near(block, runs)
        held = iter(runs)
        changed: list[Node] = transform(
            [next(given)],
            {"Span": lambda span: next(held) if HELD in attributes(span)[1] else span},
        )
        return changed[0]

    exchanged: list[Node] = _each(blocks, exchange)
    return exchanged


def _near(tree: Any, held: list[list[Node]]) -> Any:
    """`tree` with a mark in the place of each run of words that is held back; the runs go to `held`."""

    def mark(run: list[Node]) -> list[Node]:
        held.append(run)
        return [span([string("x")], "", HELD)]  # a letter: no punctuation is moved over it

    def whole(node: Node) -> Node | list[Node]:
        return mark([node]) if refers(node) else node

    if isinstance(tree, dict):
        return {key: _near(value, held) for key, value in tree.items()}
    if not _are_words(tree):
        return [_near(item, held) for item in tree] if isinstance(tree, list) else tree
    counts = list(map(_counts, tree))
    near = [any(counts[max(at - NEAR, 0) : at + NEAR + 1]) for at in range(len(tree))]
    read: list[Node] = []
    for is_near, run in groupby(zip(tree, counts, near, strict=True), lambda item: item[2]):
        words = [(node, inside and node["t"] != "Cite") for node, inside, _ in run]
        for node, inside in words if is_near else ():
            read += [_near(node, held)] if inside else transform([node], {"Cite": whole})
        read += [] if is_near else mark([node for node, _ in words])
    return read


def _each(tree: Any, visit: Callable[[Node], Node]) -> Any:
    """`tree` with the Div `refs`, and each outermost sequence of words that cites, put through `visit`."""
    if not isinstance(tree, list | dict) or not _counts(tree):
        return tree
    if isinstance(tree, list):
        words = _are_words(tree)
        return visit(plain(tree))["c"] if words else [_each(item, visit) for item in tree]
    whole = attributes(tree)[0] == "refs"
    return visit(tree) if whole else {key: _each(value, visit) for key, value in tree.items()}


def _are_words(tree: Any) -> bool:
    """Whether a part of a tree is a sequence of words."""
    first = tree[0] if isinstance(tree, list) and tree else None
    return isinstance(first, dict) and first.get("t") in INLINES


def _counts(tree: Any) -> bool:
    """Whether citeproc looks at anything in `tree`: a citation, a note, which may be numbered among them, `refs`."""
    found = ((node["t"], node) for node in walk([tree], "Cite", "Note", "Div"))
    return any(
        attributes(node)[0] == "refs" if kind == "Div" else kind == "Note" or not refers(node)
        for kind, node in found
    )
