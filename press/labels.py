"""The labels that can be referred to: their kinds, and which elements of a tree have one that counts."""

from __future__ import annotations

import re

from press.language import CALLOUTS
from press.pandoc import Node
from press.shapes import callout_kind, float_kind
from press.tree import attributes

KINDS = ("fig", "tbl", "lst", "sec", "eq", *CALLOUTS)
REFERENCE = re.compile(rf"^({'|'.join(KINDS)})-", re.IGNORECASE)
EQUATION_LABEL = re.compile(r"^\{#(eq-[\w.:-]+)\}$")
NBSP = "\N{NO-BREAK SPACE}"


def keys_of(cite: Node) -> list[str]:
    """The keys of a citation, or the labels of a reference, as they are written."""
    return [citation["citationId"] for citation in cite["c"][0]]


def label_of(key: str) -> str:
    """The label that `@fig-x`, or `@Fig-x` at the head of a sentence, refers to."""
    return key[:1].lower() + key[1:]


def refers(cite: Node) -> bool:
    """Whether a citation is a reference to something in the book."""
    return all(map(REFERENCE.match, keys_of(cite)))


def counted_kind(node: Node) -> str:
    """The kind of an element that is counted for its label: `fig`, `tbl`, `lst`, `nte`, …"""
    label = attributes(node)[0]
    if node["t"] in {"Figure", "Table"}:
        return float_kind(label)
    short = label.partition("-")[0]
    return short if CALLOUTS.get(short, "none") == callout_kind(node) else ""


def equation_labels(node: Node) -> list[str]:
    """The labels that stand behind the display equations of a paragraph."""
    if node["t"] != "Para":
        return []
    strings = (n["c"] for n in node["c"] if n["t"] == "Str")
    return [found[1] for text in strings if (found := EQUATION_LABEL.match(text))]
