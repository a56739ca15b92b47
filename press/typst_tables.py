"""Tables that break well: what Pandoc's Typst writer knows nothing of, put into what it wrote.

The head of a group of rows becomes a head to Typst, which never leaves it alone at the foot of a page and
repeats it where its rows go on; the last rows of a long table stay together, so that none of them stands
alone on a page, and the notes below a table stay with its last row. Typst can keep rows together only in
a head or a foot, and no head together with a foot: a last group that is short stands in the foot as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OPENING = re.compile(r"^ *(?:align\(center\)\[)?#?table\($|\[#table\($")
CLOSING = re.compile(r"^ *\)\]?,?$")
ROW = re.compile(r"^ *(?:table\.cell\(.*\))?\[.*\],$")
GROUP = re.compile(r"^( *)(table\.cell\([^()]*colspan: \d+\)\[#strong\[.*\]\],)$")
"""The one cell of a row that names those below it, as Pandoc writes it."""
COLUMNS = re.compile(r"^ *columns: (\d+|\(.*\)),$")
NOTE = "#table-note["
LONG = 8
"""From how many rows on the last ones are kept together."""
KEPT = 3
CLOSED = " table.hline(stroke: closing),"
"""The rule below a table, as book.typ draws it."""
GROUP_CLOSED = "table.header(level: 2, repeat: false, table.cell(colspan: {}, inset: 0pt)[]), "
"""A head of no height before a foot that is a group: else Typst would repeat that of the group before."""


def with_groups(source: str) -> str:
    """Typst source with heads for groups of rows, and the last rows of a table kept together with its notes."""
    lines = source.split("\n")
    for start, stop in list(_tables(lines)):
        rows = [n for n in range(start, stop) if ROW.match(lines[n])]
        tail, count = _tail(lines, rows, stop), _columns(lines[start:stop])
        foot = CLOSED + _notes(lines, stop, count)
        opening = GROUP_CLOSED.format(count) if tail and GROUP.match(lines[tail[0]]) else ""
        for n in set(rows) - set(tail):
            lines[n] = GROUP.sub(r"\1table.header(level: 2, \2),", lines[n])
        if tail:
            lines[tail[0]] = f"{opening}table.footer(repeat: false, {lines[tail[0]].lstrip()}"
            lines[tail[-1]] += f"{foot}),"
        else:
            lines[stop] = f"{foot}\n{lines[stop]}"
    return "\n".join(lines)


def _columns(table: list[str]) -> str:
    """How many columns a table has."""
    columns = next((found[1] for line in table if (found := COLUMNS.match(line))), "")
    return columns if columns.isdigit() else str(len(re.findall(r"[^(),\s]+", columns)))


def _notes(lines: list[str], stop: int, count: str) -> str:
    """The notes below a table as the cell of a row of its own, taken from where they stand; empty without."""
    notes, at = "", stop + 1
    while at < len(lines) and lines[at] == NOTE:
        end = lines.index("]", at)
        notes += "[" + " ".join(line for line in lines[at + 1 : end] if line) + "]"
        lines[at : end + 1] = [""] * (end + 1 - at)
        at = end + 1
    return f" table.cell(colspan: {count}, inset: 0pt, table-notes{notes})," if notes else ""


def _tables(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each table."""
    start = None
    for n, line in enumerate(lines):
        if OPENING.search(line):
            start = n
        elif start is not None and CLOSING.match(line):
            yield start, n
            start = None


def _tail(lines: list[str], rows: list[int], stop: int) -> list[int]:
    """The rows at the end of a table that are to stay together, on a line each: of its last group.

    A group with rows before it is in them with its head, if it is that short; the first row of the only group
    stays with its head.
    """
    tail = rows[-KEPT:] if len(rows) > LONG else rows[-1:]
    near = rows[-len(tail) - 1 :]
    heads = [place for place, n in enumerate(near) if GROUP.match(lines[n])]
    if heads:
        only = near[heads[-1]] == rows[0]
        tail = near[heads[-1] + (2 if only else 0) :]
    return tail if tail == list(range(stop - len(tail), stop)) else []
