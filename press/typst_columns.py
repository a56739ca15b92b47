"""How wide the columns of a table of text are in the PDF, which has one width for all readers.

Typst gives columns that do not fit equal shares, so that a column of sentences gets no more than one of
single words, and numbers are torn. Here a column of sentences gets so much that the table takes few lines;
columns of numbers, and of few words, are as wide as what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, permutations
from math import ceil
from typing import Any

from press.pandoc import Node
from press.tree import text_of

LINE = 117
"""The characters on a line of a table that reaches into the margins, in the small text of tables."""
NARROW_LINE = 98
"""The same, of a table that does not."""
FEW = 4
"""From how many columns on a table may reach into the margins, which one of few columns would not need."""
WIDE = "wide"
"""The class of a table that does; `assets/typst.lua` reads it."""
GAP = 2.7
"""The characters that the room on both sides of a column takes."""
STEP = 3
"""How many characters move from one column to another at a time."""
WIDTHS = {" .,:;'": 0.6, "ijlI-()[]/": 0.75, "cefrstz": 1.0, "mw%": 1.9, "MW": 2.3}
"""How wide letters of the book's font are, by the average of an English sentence; others are `LETTER`."""
LENGTHS = {sign: width for signs, width in WIDTHS.items() for sign in signs}
LETTER, CAPITAL = 1.25, 1.65
BOLD = 1.1
"""How much wider bold text is than other text."""
HEAD_LINES = (1, 2, 4)
"""Over how many lines a head is broken, of which the first is taken for which there is room."""
EASY = 2
"""Over how many lines it is broken rather than any cell below it."""

BREAK = re.compile(r"\s+|(?<=[-/])")
"""Where a line may end."""

PART = 0.05
"""What a part of a line counts, so that a column comes nearer to a line less."""

NUMERIC = re.compile(r"[\W\d]*\d[\W\d]*(to[\W\d]+)?")
"""A number, or an interval of two."""

Texts = list[list[str]]


def fitted(table: Node) -> Node:
    """`table` with a share of the line for each column, if it is wider than a line, and marked if it is `WIDE`.

    One whose author has set the widths of its columns stays as it is.
    """
    attributes, caption, columns, *rest = table["c"]
    if any(width["t"] != "ColWidthDefault" for _, width in columns):
        return table
    rows = [row for row in _rows(rest) if len(row) == len(columns)]
    gaps = GAP * len(columns)
    wide = len(columns) >= FEW and sum(_needed(rows)) > NARROW_LINE - gaps
    line = LINE if wide else NARROW_LINE
    widths = _widths(rows, line - gaps)
    if wide:
        attributes = [attributes[0], [*attributes[1], WIDE], attributes[2]]
    shown = [
        [side, {"t": "ColWidth", "c": round((width + GAP) / line, 3)}]
        for (side, _), width in zip(columns, widths, strict=False)
    ]
    return {"t": "Table", "c": [attributes, caption, shown or columns, *rest]}


def _rows(parts: Sequence[Any]) -> Iterator[list[str]]:
    """The words of the cells of the head, in the places of their columns, and of each row of every body."""
    head, bodies, _ = parts
    if head[1]:
        yield _head([cells for _, cells in head[1]])
    for _, cells in (row for body in bodies for row in body[2] + body[3]):
        yield [text_of(cell[4]) for cell in cells]


def _head(rows: Sequence[list[Any]]) -> list[str]:
    """The words above each column: of a head of several rows the last that are above that column alone."""
    heads: dict[int, str] = {}
    until: dict[int, int] = {}  # down to which row the cell reaches that stands in a column
    for at, cells in enumerate(rows):
        free = (column for column in count() if until.get(column, -1) < at)
        for _, _, down, across, content in cells:
            for column in [next(free) for _ in range(across)]:
                until[column] = at + down - 1
                heads[column] = text_of(content) if across == 1 else heads.get(column, "")
    return [heads[column] for column in sorted(heads)]


def _widths(rows: Texts, line: float) -> list[int]:
    """The characters for each column of `rows`, the first of which is the head; none where all fit on a line.

    Columns of numbers, and of few words, are as wide as their longest cell; the others share what is left.
    A head takes two lines before a cell does, and more where there is no room.
    """
    columns = list(zip(*rows, strict=True))
    long = [n for n, (_, *cells) in enumerate(columns) if not _is_numeric(cells)]
    words = [_longest_word(column) for column in columns]
    for lines in HEAD_LINES:
        needed = _needed(rows, lines)
        widths = [ceil(width) for width in needed]
        if lines <= EASY and sum(needed) <= line:
            return widths if lines > 1 else []
        if (
            lines >= EASY
            and sum(ceil(words[n]) if n in long else w for n, w in enumerate(widths)) <= line
        ):
            break
    room = line - sum(width for n, width in enumerate(widths) if n not in long)
    for n in sorted(long, key=lambda n: widths[n]):  # what needs no more than its share has no more
        if widths[n] <= room / len(long):
            long.remove(n)
            room -= widths[n]
    least = [min(ceil(words[n]), widths[n]) for n in long]
    spare = int(max(0, room - sum(least)) / max(1, len(long)))
    cells = [[_length(row[n]) for n in long] for row in rows]
    for n, width in zip(long, _least_lines(cells, least, [w + spare for w in least]), strict=True):
        widths[n] = width
    return widths


def _needed(rows: Texts, lines: int = EASY) -> list[float]:
    """The characters that each column needs for its cells on one line, and its head on so many."""
    return [
        max([_on_lines(head.split(), lines) * BOLD, *map(_length, cells)])
        for head, *cells in zip(*rows, strict=True)
    ]


def _on_lines(words: Sequence[str], lines: int) -> float:
    """The characters that a line needs for `words` to take no more than so many lines."""
    if lines == 1 or len(words) < 2:
        return _length(" ".join(words))
    cuts = range(1, len(words))
    return min(max(_length(" ".join(words[:at])), _on_lines(words[at:], lines - 1)) for at in cuts)


def _longest_word(column: Sequence[str]) -> float:
    """The length of the longest word of a column, the head of which is bold."""
    head, *cells = ([_length(word) for word in BREAK.split(text)] for text in column)
    return max([max(head) * BOLD, *map(max, cells)])


def _length(text: str) -> float:
    """How long `text` is, in average characters."""
    return sum(LENGTHS.get(sign, CAPITAL if sign.isupper() else LETTER) for sign in text)


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether most cells of a column are numbers, which no line should end in."""
    return 2 * sum(bool(NUMERIC.fullmatch(cell)) for cell in cells) > len(cells)


def _least_lines(rows: list[list[float]], least: list[int], widths: list[int]) -> list[int]:
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


def _lines(rows: list[list[float]], widths: list[int]) -> float:
    """The lines that the rows take, each as many as the cell that needs most; parts of lines count a little."""
    taken = ([n / width for n, width in zip(row, widths, strict=True)] for row in rows)
    return sum(max([1, *map(ceil, lines)]) + PART * sum(lines) for lines in taken)
