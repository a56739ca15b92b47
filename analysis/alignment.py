"""Numbers in the columns of tables, aligned on the decimal mark.

Comes in: a table whose cells are text, as estimates are once they are printed. Goes out: the same with
spaces in the place of decimals that a cell lacks, each as wide as what it stands for (as great_tables'
`cols_align_decimal` does for columns of numbers), so that the marks stand below one another on the
site, in the PDF and in a notebook alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from great_tables import GT, loc

FIGURE = "\N{FIGURE SPACE}"
MARK = "\N{PUNCTUATION SPACE}\N{WORD JOINER}"
"""Spaces as wide as a figure and as a decimal mark, after which no line ends either."""
END = re.compile(r"(?P<whole>\D*\d[\d,]*)(?P<fraction>\.\d+)?(?P<unit>%?)")
"""A number, which may be an end of an interval: "< 0.001", "30,000", "94%"."""
OPENS = " ("
BETWEEN = re.compile(r"( to | \()")
"""What stands between the numbers of a cell: "0.39 to 0.77", "0.58 (0.39 to 0.77)"."""


def on_decimal(table: GT) -> GT:
    """`table` with the numbers of every column of text that stands on the right aligned."""
    cells = table._tbl_data  # noqa: SLF001 - great_tables has no public name for it
    right = [column.var for column in table._boxhead if column.column_align == "right"]  # noqa: SLF001 - as above
    for name in right:
        texts = [cell for cell in cells[name] if isinstance(cell, str)]
        changed = {
            text: shown for text, shown in zip(texts, aligned(texts), strict=True) if text != shown
        }
        if changed:
            table = table.text_transform(
                loc.body(columns=name), lambda text, to=changed: to.get(text, text)
            )
    return table


def aligned(cells: Sequence[str]) -> list[str]:
    """`cells` of one column, set from the right, with spaces for what their numbers lack.

    Of an interval both ends are aligned. A cell with an estimate and its interval is aligned with those
    that have as many decimals: others are in another unit. What is no number stays as it is.
    """
    parts = [_parts(cell) for cell in cells]
    kinds = [_decimals(part[0]) if len(part) > 3 else None for part in parts]
    shown = [""] * len(cells)
    for kind in dict.fromkeys(kinds):
        at = [n for n, own in enumerate(kinds) if own == kind]
        for n, text in zip(at, _aligned([parts[n] for n in at]), strict=True):
            shown[n] = f"{text})" if len(parts[n]) > 3 else text
    return shown


def _parts(cell: str) -> list[str]:
    """The numbers of a cell and what stands between them; the whole cell where it is not of numbers."""
    parts = BETWEEN.split(cell.removesuffix(")"))
    return parts if all(map(END.fullmatch, parts[::2])) else [cell]


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _aligned(parts: Sequence[list[str]]) -> list[str]:
    """Cells of numbers and what stands between them, put together from the last number to the first."""
    shown = [""] * len(parts)
    for place in range(1, max(map(len, parts), default=0) + 1, 2):
        at = [n for n, part in enumerate(parts) if len(part) >= place]
        inner = [len(_whole(parts[n][-place])) for n in at if len(parts[n]) > place]
        for n, number in zip(at, _padded([parts[n][-place] for n in at]), strict=True):
            shown[n] = number + shown[n]
            if len(parts[n]) > place:
                space = FIGURE * (max(inner) - len(_whole(parts[n][-place])))
                between = parts[n][-place - 1]  # a bracket stands close to its number
                shown[n] = (space + between if between == OPENS else between + space) + shown[n]
    return shown


def _padded(numbers: Sequence[str]) -> list[str]:
    """`numbers`, each with spaces behind it for the decimals, and the sign of per cent, that others have."""
    found = [END.fullmatch(number) for number in numbers]
    decimals = max((len(match["fraction"] or "") for match in found if match), default=0)
    units = max((len(match["unit"]) for match in found if match), default=0)
    return [
        number + (_spaces(match, decimals) + FIGURE * (units - len(match["unit"])) if match else "")
        for number, match in zip(numbers, found, strict=True)
    ]


def _spaces(match: re.Match[str], decimals: int) -> str:
    lacking = decimals - len(match["fraction"] or "")
    return FIGURE * lacking if match["fraction"] or not lacking else MARK + FIGURE * (lacking - 1)


def _whole(number: str) -> str:
    """What stands before the decimal mark."""
    match = END.fullmatch(number)
    return match["whole"] if match else number
