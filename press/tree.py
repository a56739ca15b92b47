"""Building and walking Pandoc's document tree.

Short constructors for the elements that press makes itself, and `transform`, the one way in which
press changes a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from press.pandoc import Node

Tree = TypeVar("Tree")
Visitor = Callable[[Node], "list[Node] | None"]
HAVE_ATTRIBUTES = {
    *("Header", "Div", "Span", "CodeBlock", "Code", "Link", "Image", "Figure", "Table")
}


def attr(
    identifier: str = "", classes: Sequence[str] = (), pairs: Mapping[str, str] | None = None
) -> list[Any]:
    """Pandoc's attribute triple."""
    return [identifier, list(classes), [list(pair) for pair in (pairs or {}).items()]]


def string(text: str) -> Node:
    """A run of text, printed as it is."""
    return {"t": "Str", "c": text}


def plain(inlines: Sequence[Node]) -> Node:
    """Inlines as a block without paragraph space."""
    return {"t": "Plain", "c": list(inlines)}


def para(inlines: Sequence[Node]) -> Node:
    """Inlines as a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def div(blocks: Sequence[Node], identifier: str = "", *classes: str, **pairs: str) -> Node:
    """Blocks under an identifier and classes."""
    return {"t": "Div", "c": [attr(identifier, classes, pairs), list(blocks)]}


def span(inlines: Sequence[Node], identifier: str = "", *classes: str) -> Node:
    """Inlines under an identifier and classes."""
    return {"t": "Span", "c": [attr(identifier, classes), list(inlines)]}


def link(inlines: Sequence[Node], target: str, *classes: str) -> Node:
    """A link to `target`."""
    return {"t": "Link", "c": [attr("", classes), list(inlines), [target, ""]]}


def code_block(text: str, *classes: str, **pairs: str) -> Node:
    """A block of code or of verbatim text."""
    return {"t": "CodeBlock", "c": [attr("", classes, pairs), text]}


def raw(text: str, target: str) -> Node:
    """A block of text for the format `target` alone, passed on unread."""
    return {"t": "RawBlock", "c": [target, text]}


def image(source: str, alt: str, width: str = "") -> Node:
    """An image with its alternative text."""
    pairs = {"alt": alt} | ({"width": width} if width else {})
    return {"t": "Image", "c": [attr("", (), pairs), [string(alt)], [source, ""]]}


def figure(blocks: Sequence[Node], caption: Sequence[Node], identifier: str, *classes: str) -> Node:
    """A float with a caption (inlines)."""
    short_and_long = [None, [plain(caption)] if caption else []]
    return {"t": "Figure", "c": [attr(identifier, classes), short_and_long, list(blocks)]}


def attributes(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Identifier, classes and key-value pairs of an element; empty where it has none."""
    if node["t"] not in HAVE_ATTRIBUTES:
        return "", [], {}
    identifier, classes, pairs = node["c"][1 if node["t"] == "Header" else 0]
    return identifier, classes, dict(pairs)


def transform(tree: Tree, visit: Visitor) -> Tree:
    """`tree` with every element replaced by what `visit` returns for it.

    `visit` is called on each element from the outside in: a list replaces the element (nothing in
    the list is visited again), None keeps it and goes on inside.
    """
    if isinstance(tree, list):
        changed: list[Any] = []
        for item in tree:
            if isinstance(item, dict) and "t" in item:
                new = visit(item)
                changed.extend([transform(item, visit)] if new is None else new)
            else:
                changed.append(transform(item, visit))
        return changed  # type: ignore[return-value]
    if isinstance(tree, dict):
        return {key: transform(value, visit) for key, value in tree.items()}  # type: ignore[return-value]
    return tree


def walk(tree: Any) -> Iterator[Node]:
    """Every element of `tree`, in reading order."""
    if isinstance(tree, list):
        for item in tree:
            yield from walk(item)
    elif isinstance(tree, dict):
        if "t" in tree:
            yield tree
        for value in tree.values():
            yield from walk(value)


def text_of(tree: Any) -> str:
    """The words of a tree, as plain text."""
    words = []
    for node in walk(tree):
        if node["t"] == "Str":
            words.append(node["c"])
        elif node["t"] in {"Code", "Math"}:
            words.append(node["c"][1])
        elif node["t"] in {"Space", "SoftBreak", "LineBreak"}:
            words.append(" ")
    return "".join(words).strip()


def alternative(picture: Node, caption: str = "") -> str:
    """The alternative text that a picture has: an attribute, else its words unless they are its caption."""
    pairs = attributes(picture)[2]
    words = text_of(picture["c"][1])
    return pairs.get("fig-alt", pairs.get("alt", "" if caption else words))
