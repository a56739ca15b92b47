"""Things side by side: `layout-ncol`, `layout-nrow` and `layout`, and how wide things are.

Comes in: units, each a list of blocks, and what the author asked for. Goes out: a Div `layout-panel` of
Divs `layout-row` of Divs `layout-cell`, whose `width` is a share of the row; both writers read those.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from press.pandoc import Node
from press.tree import attr, div, figure, plain, transform

KEYS = ("layout", "layout-ncol", "layout-nrow")
VALIGN = "layout-valign"
HEIGHTS = ("top", "center", "bottom")

Rows = list[list[float]]


def asked(options: Mapping[str, Any], count: int) -> Rows:
    """The rows that `layout…` options ask for; each number is a width, a negative one a gap.

    `count` is the number of things to be laid out. Without an option there are no rows. Raises
    ValueError where an option cannot be read.
    """
    given = {key: options.get(key) for key in KEYS}
    if given["layout"] is not None:
        return _read(given["layout"])
    if given["layout-ncol"] is not None:
        return [[1.0] * _positive(given["layout-ncol"])]
    if given["layout-nrow"] is not None:
        return [[1.0] * math.ceil(count / _positive(given["layout-nrow"]))]
    return []


def are_rows(value: Any) -> bool:
    """Whether `value` can be read as the option `layout`."""
    try:
        return bool(_read(value))
    except (ValueError, TypeError):
        return False


def widths(value: Any) -> tuple[float, ...] | None:
    """What `tbl-colwidths` says: widths, none where columns are to be as wide as what is in them, or nothing.

    Raises ValueError where it cannot be read.
    """
    if value in (None, True, "true", "auto"):
        return None
    if value in (False, "false"):
        return ()
    found = tuple(numbers(value))
    if not all(number > 0 for number in found):
        raise ValueError(value)
    return found


def are_widths(value: Any) -> bool:
    """Whether `value` can be read as the option `tbl-colwidths`."""
    try:
        widths(value)
    except (ValueError, TypeError):
        return False
    return True


def panel(units: Sequence[Sequence[Node]], rows: Rows, valign: str = "") -> Node:
    """`units` in `rows`, on the height `valign`; where there are more than places the last row is repeated."""
    names = ["layout-row", *([f"valign-{valign}"] if valign in HEIGHTS else [])]
    waiting = list(units)
    shown = []
    for row in chain(rows, repeat(rows[-1])):
        if not waiting:
            break
        whole = math.fsum(map(abs, row))
        cells = []
        for width in row:
            content = waiting.pop(0) if width > 0 and waiting else []
            cells.append(div(content, "", "layout-cell", width=f"{abs(width) / whole:.4g}"))
        shown.append(div(cells, "", *names))
    return div(shown, "", "layout-panel")


def units(blocks: Sequence[Node]) -> list[list[Node]]:
    """What a Div lays out: its blocks, and each picture of a paragraph that holds nothing else.

    A heading stands above what follows it.
    """
    found: list[list[Node]] = []
    for block in blocks:
        if found and found[-1][-1]["t"] == "Header":
            found[-1].append(block)
            continue
        inlines = block["c"] if block["t"] in {"Para", "Plain"} else []
        words = [node for node in inlines if node["t"] not in {"Space", "SoftBreak", "LineBreak"}]
        pictures = bool(words) and all(map(_image_of, words))
        found += [[_picture(node)] for node in words] if pictures else [[block]]
    return found


def picture_alone(block: Node) -> Node | None:
    """The figure that a paragraph is of which all is a picture, or a link around one, with a label or a caption."""
    alone = block["c"][0] if block["t"] == "Para" and len(block["c"]) == 1 else None
    shown = _picture(alone) if alone and _image_of(alone) else None
    return shown if shown and shown["t"] == "Figure" else None


def column_widths(blocks: Sequence[Node], given: Sequence[float]) -> list[Node]:
    """`blocks` with the columns of their tables as wide as `widths` gave, in percent of the text.

    The last width is that of all columns behind it; together they are no more than the text.
    """

    def wide(node: Node) -> Node:
        triple, caption, columns, *rest = node["c"]
        each = [given[min(at, len(given) - 1)] for at in range(len(columns))] if given else []
        whole = max(math.fsum(each), 100)
        sizes = [{"t": "ColWidth", "c": width / whole} for width in each]
        sizes = sizes or [{"t": "ColWidthDefault"}] * len(columns)
        sized = [[side, size] for (side, _), size in zip(columns, sizes, strict=True)]
        return {"t": "Table", "c": [triple, caption, sized, *rest]}

    return transform(list(blocks), {"Table": wide})


def with_image_attributes(
    blocks: Sequence[Node], pairs: Mapping[str, str], *, over: bool = True
) -> list[Node]:
    """`blocks` whose pictures have the attributes `pairs`, such as a width, `over` what they say themselves or below it."""

    def wide(node: Node) -> Node:
        (identifier, classes, own), *rest = node["c"]
        said = dict(own)
        both = {**said, **pairs} if over else {**pairs, **said}
        return {"t": "Image", "c": [attr(identifier, classes, both), *rest]}

    return transform(list(blocks), {"Image": wide})


def numbers(value: Any) -> list[float]:
    """A list of numbers, given as such or as text such as `[60, 40]` or `60, 40`. Raises ValueError."""
    text = value if not isinstance(value, str) or value.startswith("[") else f"[{value}]"
    found = json.loads(text) if isinstance(text, str) else text
    if not isinstance(found, list) or not found:
        raise ValueError(value)
    return [float(number) for number in found]


def _read(value: Any) -> Rows:
    found = json.loads(value) if isinstance(value, str) else value
    if isinstance(found, list) and found and all(isinstance(row, list) for row in found):
        rows = [numbers(row) for row in found]
    else:
        rows = [numbers(found)]
    if not all(any(width > 0 for width in row) for row in rows):
        raise ValueError(value)
    return rows


def _positive(value: Any) -> int:
    if int(value) < 1:
        raise ValueError(value)
    return int(value)


def _image_of(inline: Node) -> Node | None:
    """The picture that an inline is, or that all of a link is."""
    if inline["t"] == "Link" and len(inline["c"][1]) == 1:
        return _image_of(inline["c"][1][0])
    return inline if inline["t"] == "Image" else None


def _picture(inline: Node) -> Node:
    """A picture that stands alone, or a link around one: a figure where it has a label or a caption."""
    image = _image_of(inline)
    assert image, "asked before"
    (identifier, classes, pairs), caption, target = image["c"]
    if not identifier and not caption:
        return plain([inline])
    bare = {"t": "Image", "c": [["", classes, pairs], caption, target]}
    if inline["t"] == "Link":
        bare = {"t": "Link", "c": [inline["c"][0], [bare], inline["c"][2]]}
    return figure([plain([bare])], caption, identifier)
