"""The shapes that Quarto gives to Divs and tables: callouts and floats.

Made once, when a page is assembled, so that numbering and both writers meet one shape: a `Figure` of
the class `float-fig` or `float-tbl` for whatever has such a label, and for a callout a Div whose first
child is its title.
"""

from __future__ import annotations

from press.pandoc import Node
from press.tree import attributes, div, figure, plain, string

CALLOUTS = {
    "callout-note": "Note",
    "callout-tip": "Tip",
    "callout-warning": "Warning",
    "callout-important": "Important",
    "callout-caution": "Caution",
}
TITLE = "callout-title"
FLOATS = {"fig", "tbl"}


def float_kind(label: str) -> str:
    """`fig` or `tbl` for a label of a float, else nothing."""
    kind = label.partition("-")[0]
    return kind if kind in FLOATS and label != kind else ""


def shape(node: Node) -> Node | None:
    """The callout or float that `node` stands for, or None where it is neither."""
    label, classes, pairs = attributes(node)
    if node["t"] == "Div":
        kind = next((name for name in classes if name in CALLOUTS), None)
        if kind:
            return _callout(label, kind, pairs, node["c"][1])
        if float_kind(label):
            return _float_from_div(label, classes, node["c"][1])
    if node["t"] == "Table" and float_kind(label):
        triple, (_, caption), *rest = node["c"]
        table = {"t": "Table", "c": [["", *triple[1:]], [None, []], *rest]}
        inlines = caption[0]["c"] if caption else []
        return figure([table], inlines, label, "float-tbl")
    return None


def callout_kind(node: Node) -> str:
    """`note`, `tip`, … for a shaped callout, else nothing."""
    if node["t"] != "Div":
        return ""
    found = (name for name in attributes(node)[1] if name in CALLOUTS)
    return next(found, "").removeprefix("callout-")


def _callout(label: str, kind: str, pairs: dict[str, str], blocks: list[Node]) -> Node:
    """A callout whose first heading, or `title`, or kind, has become its title."""
    body = list(blocks)
    if body and body[0]["t"] == "Header":
        title = body.pop(0)["c"][2]
    else:
        title = [string(pairs.get("title", CALLOUTS[kind]))]
    return div([div([plain(title)], "", TITLE), *body], label, "callout", kind)


def _float_from_div(label: str, classes: list[str], blocks: list[Node]) -> Node:
    """A float from a Div: its last paragraph is the caption."""
    content = list(blocks)
    captioned = len(content) > 1 and content[-1]["t"] == "Para"
    caption = content.pop()["c"] if captioned else []
    return figure(content, caption, label, *classes, f"float-{float_kind(label)}")
