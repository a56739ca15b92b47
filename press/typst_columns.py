"""How wide the columns of a table of text are in the PDF, which has one width for all readers.

Typst gives columns that do not fit equal shares, so that a column of sentences gets no more than one of
single words. Here a column of sentences gets so much that the table takes few lines; columns that are
short stay as wide as what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

from press.pandoc import Node
from press.tree import text_of

LINE = 104
"""The characters on a line of a table that reaches into the margins, in the small text of tables."""
NARROW_LINE = 86
"""The same, of a table of few columns, which does not."""
FEW = 4
"""From how many columns on a table reaches into the margins (`wide` in book.typ)."""
GAP = 3
"""The characters that the room on both sides of a column takes."""
STEP = 3
"""How many characters move from one column to another at a time."""

BREAK = re.compile(r"\s+|(?<=[-/])")
"""Where a line may end."""

Texts = list[list[str]]


def fitted(table: Node) -> Node:
    """`table` with a share of the line for each column of sentences, if it is wider than a line.

    One whose author has set the widths of its columns stays as it is.
    """
    attributes, caption, columns, *rest = table["c"]
    if any(width["t"] != "ColWidthDefault" for _, width in columns):
        return table
    line = LINE if len(columns) >= FEW else NARROW_LINE
    widths = _widths(list(_rows(rest)), len(columns), line - GAP * len(columns))
    shown = [
        [side, {"t": "ColWidth", "c": round((width + GAP) / line, 3)} if width else default]
        for (side, default), width in zip(columns, widths, strict=True)
    ]
    return {"t": "Table", "c": [attributes, caption, shown, *rest]}


def _rows(parts: Sequence[Any]) -> Iterator[list[str]]:
    """The words of the cells of each row: of the head, and of every body."""
    head, bodies, _ = parts
    for _, cells in (*head[1], *(row for body in bodies for row in body[2] + body[3])):
        yield [text_of(cell[4]) for cell in cells]


def _widths(rows: Texts, count: int, line: int) -> list[int]:
    """The characters for each column of sentences; 0 for those that stay as wide as what they hold."""
    columns = list(zip(*(row for row in rows if len(row) == count), strict=True))
    longest = [max(map(len, column)) for column in columns]
    if sum(longest) <= line:
        return [0] * count
    words = [max(len(word) for text in column for word in BREAK.split(text)) for column in columns]
    long = [n for n in range(count) if longest[n] > max(line / count, words[n])]
    room = line - sum(longest[n] for n in range(count) if n not in long)
    least = [words[n] for n in long]
    spare = max(0, room - sum(least)) // max(1, len(long))
    lengths = [[len(columns[n][row]) for n in long] for row in range(len(columns[0]))]
    widths = _least_lines(lengths, least, [width + spare for width in least])
    return [widths[long.index(n)] if n in long else 0 for n in range(count)]


def _least_lines(rows: list[list[int]], least: list[int], widths: list[int]) -> list[int]:
    """`widths`, changed step by step as long as the rows take fewer lines; their sum stays.

    `least` is what a column needs for its longest word.
    """
    best, improved = _lines(rows, widths), True
    while improved:
        improved = False
        for giver, taker in permutations(range(len(widths)), 2):
            tried = list(widths)
            tried[giver] -= STEP
            tried[taker] += STEP
            if tried[giver] >= least[giver] and (lines := _lines(rows, tried)) < best:
                widths, best, improved = tried, lines, True
    return widths


def _lines(rows: list[list[int]], widths: list[int]) -> float:
    """The lines that the rows take, each as many as the cell that needs most; parts of lines count."""
    return sum(max(1.0, *(n / width for n, width in zip(row, widths, strict=True))) for row in rows)
