"""Building and walking Pandoc's document tree.

Short constructors for the elements that press makes itself, and `transform`, the one way in which
press changes a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import is_
from typing import Any

from press.pandoc import Node

Visitor = Callable[[Node], "Node | list[Node]"]
HAVE_ATTRIBUTES = {
    *("Header", "Div", "Span", "CodeBlock", "Code", "Link", "Image", "Figure", "Table")
}


QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


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
    return under_caption([plain(caption)] if caption else [], blocks, identifier, *classes)


def under_caption(
    caption: list[Node], blocks: Sequence[Node], identifier: str, *classes: str
) -> Node:
    """A float with a caption (blocks)."""
    return {"t": "Figure", "c": [attr(identifier, classes), [None, caption], list(blocks)]}


def attributes(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Identifier, classes and key-value pairs of an element; empty where it has none."""
    if node["t"] not in HAVE_ATTRIBUTES:
        return "", [], {}
    identifier, classes, pairs = node["c"][1 if node["t"] == "Header" else 0]
    return identifier, classes, dict(pairs)


def transform(tree: list[Any], visits: Mapping[str, Visitor]) -> list[Any]:
    """`tree` with each element for whose name `visits` has a function replaced by what that returns.

    The functions are called in reading order, from the outside in. An element that one returns, the same or
    another, stands in the place, and what is in it is visited; so does a list of elements, and nothing in it
    is visited. `tree` stays as it was: what is not changed is part of both.
    """
    changed: list[Any] = []
    for item in tree:
        new = item
        if isinstance(item, dict):
            visit = visits.get(item.get("t", ""))
            if visit and isinstance(new := visit(item), list):
                changed += new
                continue
            for key, value in new.items():
                if isinstance(value, list) and (inner := transform(value, visits)) is not value:
                    new = {**new, key: inner}
        elif isinstance(item, list):
            new = transform(item, visits)
        changed.append(new)
    same = len(changed) == len(tree) and all(map(is_, changed, tree))
    return tree if same else changed


def walk(tree: Iterable[Any], *names: str) -> Iterator[Node]:
    """Every element of `tree` that has one of `names`, in reading order."""
    for item in tree:
        if isinstance(item, dict):
            if item.get("t") in names:
                yield item
            for value in item.values():
                if isinstance(value, list):
                    yield from walk(value, *names)
        elif isinstance(item, list):
            yield from walk(item, *names)


def identifiers(tree: Iterable[Any]) -> list[str]:
    """Every identifier in a tree, in reading order."""
    found = (attributes(node)[0] for node in walk(tree, *HAVE_ATTRIBUTES))
    return [identifier for identifier in found if identifier]


def text_of(tree: Any) -> str:
    """The words of a tree, as plain text, without those of footnotes; spaces that align a number are part of it."""
    words = []
    plainer = transform([tree], PLAINER)
    for node in walk(plainer, "Str", "Code", "Math", "Space", "SoftBreak", "LineBreak"):
        content = node.get("c", " ")
        words.append(content if isinstance(content, str) else content[1])
    return "".join(words).strip(" \n\t")


def _quoted(node: Node) -> list[Node]:
    """What stands in quotation marks, and these."""
    opening, closing = QUOTES[node["c"][0]["t"]]
    return [string(opening), *transform(node["c"][1], PLAINER), string(closing)]


PLAINER: dict[str, Visitor] = {"Quoted": _quoted, "Note": lambda note: []}


def alternative(picture: Node, caption: str = "") -> str:
    """The alternative text that a picture has: an attribute, else its words unless they are its caption."""
    pairs = attributes(picture)[2]
    words = text_of(picture["c"][1])
    return pairs.get("fig-alt", pairs.get("alt", "" if words == caption else words))
