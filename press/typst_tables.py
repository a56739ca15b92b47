"""Tables that break well: what Pandoc's Typst writer knows nothing of, put into what it wrote.

The head of a group of rows becomes a head to Typst, which never leaves it alone at the foot of a page and
repeats it where its rows go on; the last rows of a long table stay together, so that none of them stands
alone on a page. Typst can keep rows together only in a head or a foot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OPENING = re.compile(r"^ *(?:align\(center\)\[)?#?table\($|\[#table\($")
CLOSING = re.compile(r"^ *\)\]?,?$")
ROW = re.compile(r"^ *(?:table\.cell\(.*\))?\[.*\],$")
GROUP = re.compile(r"^( *)(table\.cell\([^()]*colspan: \d+\)\[#strong\[.*\]\],)$")
"""The one cell of a row that names those below it, as Pandoc writes it."""
LONG = 16
"""From how many rows on the last ones are kept together."""
KEPT = 3


def with_groups(source: str) -> str:
    """Typst source with heads for groups of rows, and the last rows of long tables kept together."""
    lines = source.split("\n")
    for start, stop in list(_tables(lines)):
        rows = [n for n in range(start, stop) if ROW.match(lines[n])]
        tail = _tail(lines, rows)
        for n in rows:
            lines[n] = GROUP.sub(r"\1table.header(level: 2, \2),", lines[n])
        if tail:
            lines[tail[0]] = f"table.footer(repeat: false, {lines[tail[0]].lstrip()}"
            lines[tail[-1]] += "),"
    return "\n".join(lines)


def _tables(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each table."""
    start = None
    for n, line in enumerate(lines):
        if OPENING.search(line):
            start = n
        elif start is not None and CLOSING.match(line):
            yield start, n
            start = None


def _tail(lines: list[str], rows: list[int]) -> list[int]:
    """The rows at the end of a long table that are to stay together: of one group, on a line each."""
    tail = rows[-KEPT:]
    together = len(tail) == KEPT and tail[-1] - tail[0] == KEPT - 1
    grouped = any(GROUP.match(lines[n]) for n in tail)
    return tail if len(rows) > LONG and together and not grouped else []
