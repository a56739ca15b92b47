"""How wide the columns of a table of text are in the PDF, which has one width for all readers.

Typst gives columns that do not fit equal shares, so that a column of sentences gets no more than one of
single words, and numbers are torn. Here a column of sentences gets so much that the table takes few lines;
columns of numbers, and of few words, are as wide as what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from math import ceil
from typing import Any

from press.pandoc import Node
from press.tree import text_of

LINE = 110
"""The characters on a line of a table that reaches into the margins, in the small text of tables."""
NARROW_LINE = 92
"""The same, of a table of few columns, which does not."""
FEW = 4
"""From how many columns on a table reaches into the margins (`wide` in book.typ)."""
GAP = 2.5
"""The characters that the room on both sides of a column takes."""
STEP = 3
"""How many characters move from one column to another at a time."""

BREAK = re.compile(r"\s+|(?<=[-/])")
"""Where a line may end."""

NUMERIC = re.compile(r"[\W\d]*\d[\W\d]*(to[\W\d]+)?")
"""A number, or an interval of two."""
FIGURE = 1.15
"""How much wider than a letter a figure is, and bold text than other text."""

Texts = list[list[str]]


def fitted(table: Node) -> Node:
    """`table` with a share of the line for each column, if it is wider than a line.

    One whose author has set the widths of its columns stays as it is.
    """
    attributes, caption, columns, *rest = table["c"]
    if any(width["t"] != "ColWidthDefault" for _, width in columns):
        return table
    line = LINE if len(columns) >= FEW else NARROW_LINE
    widths = _widths(list(_rows(rest)), len(columns), line - GAP * len(columns))
    shown = [
        [side, {"t": "ColWidth", "c": round((width + GAP) / line, 3)}]
        for (side, _), width in zip(columns, widths, strict=False)
    ]
    return {"t": "Table", "c": [attributes, caption, shown or columns, *rest]}


def _rows(parts: Sequence[Any]) -> Iterator[list[str]]:
    """The words of the cells of each row: of the head, and of every body."""
    head, bodies, _ = parts
    for _, cells in (*head[1], *(row for body in bodies for row in body[2] + body[3])):
        yield [text_of(cell[4]) for cell in cells]


def _widths(rows: Texts, count: int, line: float) -> list[int]:
    """The characters for each column; none where all fit on a line as they are.

    Columns of numbers, and of few words, are as wide as their longest cell; the others share what is left.
    """
    columns = list(zip(*(row for row in rows if len(row) == count), strict=True))
    longest = [max(map(len, column)) for column in columns]
    if sum(longest) <= line:
        return []
    words = [max(len(word) for text in column for word in BREAK.split(text)) for column in columns]
    widths = [
        ceil(FIGURE * max(words[n], *map(len, cells))) if _is_numeric(cells) else longest[n]
        for n, cells in enumerate(column[1:] for column in columns)
    ]
    long = [n for n in range(count) if not _is_numeric(columns[n][1:])]
    room = line - sum(widths[n] for n in range(count) if n not in long)
    for n in sorted(long, key=lambda n: widths[n]):  # what needs no more than its share has no more
        if widths[n] <= room / len(long):
            long.remove(n)
            room -= widths[n]
    least = [min(ceil(FIGURE * words[n]), widths[n]) for n in long]
    spare = int(max(0, room - sum(least)) / max(1, len(long)))
    lengths = [[len(columns[n][row]) for n in long] for row in range(len(columns[0]))]
    for n, width in zip(
        long, _least_lines(lengths, least, [w + spare for w in least]), strict=True
    ):
        widths[n] = width
    return widths


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether most cells of a column are numbers, which no line should end in."""
    return 2 * sum(bool(NUMERIC.fullmatch(cell)) for cell in cells) > len(cells)


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
    return sum(
        max([1.0, *(n / width for n, width in zip(row, widths, strict=True))]) for row in rows
    )
