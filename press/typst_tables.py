"""Tables that break well: what Pandoc's Typst writer knows nothing of, put into what it wrote.

The head of a group of rows becomes a head to Typst, which never leaves it alone at the foot of a page and
repeats it where its rows go on; the last rows of a long table stay together, so that none of them stands
alone on a page, and the notes below a table stay with its last row. Typst can keep rows together only in
a head or a foot.
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


def with_groups(source: str) -> str:
    """Typst source with heads for groups of rows, and the last rows of a table kept together with its notes."""
    lines = source.split("\n")
    for start, stop in list(_tables(lines)):
        rows = [n for n in range(start, stop) if ROW.match(lines[n])]
        tail, foot = _tail(lines, rows, stop), CLOSED + _notes(lines, start, stop)
        for n in rows:
            lines[n] = GROUP.sub(r"\1table.header(level: 2, \2),", lines[n])
        if tail:
            lines[tail[0]] = f"table.footer(repeat: false, {lines[tail[0]].lstrip()}"
            lines[tail[-1]] += f"{foot}),"
        else:
            lines[stop] = f"{foot}\n{lines[stop]}"
    return "\n".join(lines)


def _notes(lines: list[str], start: int, stop: int) -> str:
    """The notes below a table as the cell of a row of its own, taken from where they stand; empty without."""
    columns = next((found[1] for line in lines[start:stop] if (found := COLUMNS.match(line))), "")
    count = columns if columns.isdigit() else columns.count(",")
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
    """The rows at the end of a table that are to stay together: of its last group, on a line each."""
    tail = rows[-KEPT:] if len(rows) > LONG else rows[-1:]
    near = rows[-len(tail) - 1 :]
    heads = [place for place, n in enumerate(near) if GROUP.match(lines[n])]
    if heads:
        tail = near[heads[-1] + 2 :]  # the first row of a group stays with its head
    return tail if tail == list(range(stop - len(tail), stop)) else []
