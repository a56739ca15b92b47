"""Tables written as lists: in a Div `list-table` each item is a row, and each item in that a cell.

Comes in: such a Div. Goes out: the table, with the Div's label and attributes, for `shapes.py` to go on with;
nothing where it holds no such list.
"""

from __future__ import annotations

from math import fsum
from typing import Any

from press.pandoc import Node
from press.tree import attr, attributes, plain

CLASS = "list-table"
SIDES = {"l": "AlignLeft", "c": "AlignCenter", "r": "AlignRight", "d": "AlignDefault"}
OWN = {"header-rows", "header-cols", "aligns", "widths"}
NO_SIDE = {"t": "AlignDefault"}
EMPTY: list[Any] = [attr(), NO_SIDE, 1, 1, []]


def list_table(block: Node) -> Node | None:
    """The table that a Div `list-table` stands for: a paragraph, if there is one, and one list of lists."""
    label, classes, pairs = attributes(block)
    *before, content = block["c"][1] or [None]
    try:
        rows = [_row(item) for item in _items(content)]
        caption = [plain(only["c"]) for only in before if only["t"] == "Para"]
        if len(before) > 1 or len(caption) != len(before):
            return None
        head, side = int(pairs.get("header-rows", 1)), int(pairs.get("header-cols", 0))
        columns = _columns(sum(cell[3] for cell in rows[0][1]), pairs)
        above, below = _squared(rows[:head], len(columns)), _squared(rows[head:], len(columns))
    except (ValueError, KeyError, IndexError, ZeroDivisionError):
        return None
    kept = {key: value for key, value in pairs.items() if key not in OWN}
    triple = attr(label, [name for name in classes if name != CLASS], kept)
    bodies = [[attr(), side, [], below]]
    return {
        "t": "Table",
        "c": [triple, [None, caption], columns, [attr(), above], bodies, [attr(), []]],
    }


def _items(block: Node | None) -> list[list[Node]]:
    if block is None or block["t"] != "BulletList":
        raise ValueError(block)
    items: list[list[Node]] = block["c"]
    return items


def _row(item: list[Node]) -> list[Any]:
    """A row of a list of cells, with the attributes of an empty Span before it."""
    own, blocks = _own(item)
    (content,) = blocks
    return [own, [_cell(cell) for cell in _items(content)]]


def _cell(item: list[Node]) -> list[Any]:
    """A cell, with the attributes of an empty Span at its head: `[]{colspan=2 align=r}`."""
    (label, classes, pairs), blocks = _own(item)
    own = dict(pairs)
    side, high, wide = own.pop("align", "d"), own.pop("rowspan", 1), own.pop("colspan", 1)
    return [attr(label, classes, own), {"t": SIDES[side]}, int(high), int(wide), blocks]


def _own(item: list[Node]) -> tuple[list[Any], list[Node]]:
    """The attributes of an item, and its blocks without what says them."""
    inlines = item[0]["c"] if item and item[0]["t"] in {"Plain", "Para"} else []
    if not inlines or inlines[0]["t"] != "Span" or inlines[0]["c"][1]:
        return attr(), item
    rest = inlines[2:] if inlines[1:2] == [{"t": "Space"}] else inlines[1:]
    return inlines[0]["c"][0], [*([{"t": item[0]["t"], "c": rest}] if rest else []), *item[1:]]


def _squared(rows: list[list[Any]], count: int) -> list[list[Any]]:
    """Rows whose cells fill all columns and reach into no row that is not there. Raises ValueError for cells too many."""
    taken = [0] * count  # how many rows a cell further up takes of each column
    squared = []
    for at, (own, given) in enumerate(rows):
        cells, shown, column = iter(given), [], 0
        while column < count:
            if taken[column]:
                taken[column] -= 1
                column += 1
                continue
            name, side, high, wide, blocks = next(cells, EMPTY)
            free = next((n for n in range(column, count) if taken[n]), count) - column
            high, wide = min(high, len(rows) - at), min(wide, free)
            shown.append([name, side, high, wide, blocks])
            taken[column : column + wide] = [high - 1] * wide
            column += wide
        if next(cells, None):
            raise ValueError(given)
        squared.append([own, shown])
    return squared


def _columns(count: int, pairs: dict[str, str]) -> list[Any]:
    """The side and the width of each column."""
    sides = [{"t": SIDES[side.strip()]} for side in pairs.get("aligns", "").split(",") if side]
    given = [float(width) for width in pairs.get("widths", "").split(",") if width]
    widths = [{"t": "ColWidth", "c": width / fsum(given)} for width in given]
    none = {"t": "ColWidthDefault"}
    return [
        [sides[at] if at < len(sides) else NO_SIDE, widths[at] if at < len(widths) else none]
        for at in range(count)
    ]
