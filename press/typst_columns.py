"""How wide the columns of a table of text are in the PDF, which has one width for all readers.

Typst gives columns that do not fit equal shares, so that a column of sentences gets no more than one of
single words, and numbers are torn. Here columns of numbers, and of few words, are as wide as what stands in them; those
of sentences share what is left by the square roots of their lengths, with which all of them together take the fewest lines.
Where not even that fits on a line, the text of the table is as small as it has to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from math import ceil, floor, fsum, sqrt
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
SIZE = "text-size"
"""The attribute of a table that is shrunk: its size as a share of the usual one. The filter reads it as well."""
GAP = 2.7
"""The characters that the room on both sides of a column takes."""
WIDTHS = {
    "\N{WORD JOINER}": 0.0,
    " .,:;'\N{PUNCTUATION SPACE}": 0.6,
    "ijlI-()[]/": 0.75,
    "cefrstz": 1.0,
    "0123456789\N{FIGURE SPACE}": 1.15,
    "mw%": 1.9,
    "MW": 2.3,
}
"""How wide letters of the book's font are, by the average of an English sentence; others are `LETTER`."""
LENGTHS = {sign: width for signs, width in WIDTHS.items() for sign in signs}
LETTER, CAPITAL = 1.25, 1.65
BOLD = 1.1
"""How much wider bold text is than other text."""
BREAK = re.compile(r"\s+|(?<=[-/])")
"""Where a line may end."""

NUMERIC = re.compile(r"[\W\d]*\d[\W\d]*(to[\W\d]+)?")
"""A number, or an interval of two."""

Texts = list[list[str]]


def fitted(table: Node) -> Node:
    """`table` with a share of the line for each column, if it is wider than a line, and marked if it is `WIDE`.

    One whose author has set the widths of its columns stays as it is, unless its words could not stand in any.
    """
    attributes, caption, columns, *rest = table["c"]
    rows = [row for row in _rows(rest) if len(row) == len(columns)]
    gaps = GAP * len(columns)
    wide = len(columns) >= FEW and fsum(_needed(rows, _on_two_lines)) > NARROW_LINE - gaps
    line: float = LINE if wide else NARROW_LINE
    widths = [width + GAP for width in _widths(rows, line - gaps)]
    fits = fsum(widths) <= line
    if fits and any(width["t"] != "ColWidthDefault" for _, width in columns):
        return table
    name, classes, own = attributes
    own = own if fits else [*own, [SIZE, f"{line / fsum(widths):.3f}"]]
    attributes = [name, [*classes, WIDE] if wide else classes, own]
    line = max(line, fsum(widths))
    shown = [
        [side, {"t": "ColWidth", "c": floor(1000 * width / line) / 1000}]
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


def _widths(rows: Texts, line: float) -> list[float]:
    """The characters for each column of `rows`, the first of which is the head; none where all fit on a line.

    Columns of numbers, and of few words, are as wide as their longest cell; the others share what is left.
    A head takes two lines before a cell does, and more where there is no room.
    """
    if fsum(_needed(rows, _length)) <= line:
        return []
    columns = list(zip(*rows, strict=True))
    words = [
        max([1, _longest_word(head) * BOLD, *map(_longest_word, cells)]) for head, *cells in columns
    ]
    long = [n for n, (_, *cells) in enumerate(columns) if not _is_numeric(cells)]
    needed = _needed(rows, _on_two_lines)
    if fsum(words[n] if n in long else width for n, width in enumerate(needed)) > line:
        needed = _needed(rows, _longest_word)
    widths: list[float] = list(map(ceil, needed))
    if fsum(needed) <= line:
        return widths
    room = line - fsum(width for n, width in enumerate(widths) if n not in long)
    for n in sorted(long, key=lambda n: widths[n]):  # what needs no more than its share has no more
        if widths[n] <= room / len(long):
            long.remove(n)
            room -= widths[n]
    shares = {n: sqrt(1 + fsum(map(_length, columns[n]))) for n in long}
    # What needs more than its share is first, and has what its longest word needs
    for n in sorted(long, key=lambda n: shares[n] / words[n]):
        own = max(0, room) * shares[n] / fsum(shares.values())
        widths[n] = max(ceil(words[n]), own)
        room -= widths[n]
        del shares[n]
    return widths


def _needed(rows: Texts, head_width: Callable[[str], float]) -> list[float]:
    """The characters that each column needs for its cells on one line, and its bold head as wide as said."""
    return [
        max([head_width(head) * BOLD, *map(_length, cells)])
        for head, *cells in zip(*rows, strict=True)
    ]


def _on_two_lines(text: str) -> float:
    """The characters that a line needs for `text` to take no more than two."""
    words = text.split()
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return min((max(map(_length, two)) for two in halves), default=_length(text))


def _longest_word(text: str) -> float:
    """The characters of the longest part of `text` that no line may be broken in."""
    return max(map(_length, BREAK.split(text)))


def _length(text: str) -> float:
    """How long `text` is, in average characters; exactly, as versions of Python round a plain sum in two ways."""
    return fsum(LENGTHS.get(sign, CAPITAL if sign.isupper() else LETTER) for sign in text)


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether most cells of a column are numbers, which no line should end in."""
    return 2 * sum(bool(NUMERIC.fullmatch(cell)) for cell in cells) > len(cells)
