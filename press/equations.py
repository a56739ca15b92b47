"""Display equations and the labels behind them: `$$ … $$ {#eq-mean}`, also with an `alt`.

Comes in: a paragraph as Pandoc has read it, to which such a label is text. Goes out: the same with each labelled
equation in a Span `equation`, which has its label and its alternative text.
"""

from __future__ import annotations

import re

from press.pandoc import Node
from press.tree import attr, text_of

LABEL = re.compile(r"^\{#(eq-[\w.:-]+)(\}$|$)")


def with_equations(node: Node) -> Node:
    """A paragraph whose labelled display equations are Spans `equation`, which have the `alt` of the label."""
    labels = [at for at, inline in enumerate(node["c"]) if _words(inline).startswith("{#eq-")]
    inlines, done = [], 0
    for at in labels:
        before = node["c"][done:at]
        while before and before[-1]["t"] in {"Space", "SoftBreak"}:
            before.pop()
        closing = (n for n in range(at, len(node["c"])) if _words(node["c"][n]).endswith("}"))
        end = next(closing, None)
        label = LABEL.match(_words(node["c"][at]))
        if label is None or end is None or not before or not _is_display(before[-1]):
            continue
        quoted = [one for one in node["c"][at:end] if one["t"] == "Quoted"]
        pairs = {"alt": text_of(quoted[0]["c"][1])} if quoted else {}
        found = attr(label[1], ["equation"], pairs)
        inlines += [*before[:-1], {"t": "Span", "c": [found, [before[-1]]]}]
        done = end + 1
    return {"t": node["t"], "c": [*inlines, *node["c"][done:]]} if done else node


def _is_display(inline: Node) -> bool:
    return bool(inline["t"] == "Math" and inline["c"][0]["t"] == "DisplayMath")


def _words(inline: Node) -> str:
    return str(inline["c"]) if inline["t"] == "Str" else ""
