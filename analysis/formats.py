"""What a data file holds, as text: CSV, Excel, SPSS and Stata come out alike.

In: a file. Out: some rows at a time, so that a file of any size takes little memory, as cells of text
with the names that the file itself gives its columns, and whatever is wrong with the file as a file
(rows of the wrong length, dates that a spreadsheet made, formulas). What the columns mean is not
known here (`analysis.exports`), nor what they may hold (`analysis.validation`). A format is one entry
in `READERS`. The readers' packages are imported when a file needs them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, Problem
from analysis.file_cells import (
    CELLS_AT_A_TIME,
    Cells,
    Foreign,
    Place,
    Row,
    check_unpacked,
    text_of,
    unreadable,
)

SEPARATORS = ",;\t"
"""What may stand between the cells of a CSV file; KoboToolbox writes semicolons."""


def read(path: Path, name: str, *, verified: bool = False) -> Iterator[Cells]:
    """The rows of the file `path`, which messages call `name`, some at a time; at least once.

    Raises DataError if its ending is of no format that we read, or if it is not what it ends in.
    `verified`: its hash says that it was read before.
    """
    ending = path.suffix.lower()
    if ending not in READERS:
        problem = Problem(
            name,
            "of a format that is not read",
            "export it again in one of these formats",
            found=path.suffix,
            allowed=", ".join(READERS),
        )
        raise DataError([problem])
    if ending in STATISTICS and not verified:
        from analysis.statistics_files import check_opens

        check_opens((path, name), *STATISTICS[ending])
    return READERS[ending]((path, name))


def _csv(place: Place) -> Iterator[Cells]:
    """The records of a CSV file; row 1 is the header."""
    path, name = place
    _check_utf8(place)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(SEPARATORS, key=head.count), strict=True)
        try:
            labels = next(reader, [])
            rows = ([cell or None for cell in row] for row in reader)
            yield from _frames(labels, enumerate(rows, start=2), name)
        except csv.Error as error:
            remedy = 'put a cell with a quotation mark in "quotes", and double the mark'
            problem = Problem(name, f"not readable as CSV ({error})", remedy, row=reader.line_num)
            raise DataError([problem]) from None


def _check_utf8(place: Place) -> None:
    """Raise DataError at the first line of the file that is not UTF-8."""
    path, name = place
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
                if (nul := line.find(0)) >= 0:  # UTF-16 without a mark passes for UTF-8 with NULs
                    raise UnicodeDecodeError("utf-8", line, nul, nul + 1, "NUL")
            except UnicodeDecodeError as error:
                problem = Problem(
                    name,
                    "not in UTF-8",
                    "save the file as UTF-8 (CSV UTF-8 in a spreadsheet)",
                    row=number,
                    found=line[error.start : error.start + 1].hex(" "),
                    allowed="bytes of UTF-8",
                )
                raise DataError([problem]) from None


def _frames(labels: Sequence[str], rows: Iterator[Row], name: str) -> Iterator[Cells]:
    """`rows` under the header `labels`, some at a time; first none, so that the header is seen."""
    at_a_time = max(1, CELLS_AT_A_TIME // max(1, len(labels)))
    yield _frame(labels, [], name)
    while some := list(islice(rows, at_a_time)):
        yield _frame(labels, some, name)


def _frame(labels: Sequence[str], rows: Sequence[Row], name: str) -> Cells:
    """`rows` as one frame; those that are blank or of another length than the header as problems."""
    whole = {number: row for number, row in rows if len(row) == len(labels) and any(row)}
    problems = [_misshapen(labels, *row, name) for row in rows if row[0] not in whole]
    frame = pd.DataFrame(
        list(whole.values()), index=list(whole), columns=list(labels), dtype=object
    )
    return Cells(frame, problems)


def _misshapen(labels: Sequence[str], number: int, row: Sequence[str | None], name: str) -> Problem:
    """What is wrong with a row that has not one cell for each column."""
    if not any(row):
        return Problem(name, "the row is blank", "delete the blank line", row=number)
    if len(row) > len(labels):
        what, remedy = (
            "the row has more cells than the header",
            'put a cell with a comma in "quotes"',
        )
        return Problem(name, what, remedy, row=number)
    what, remedy = "the row ends too early: no cell here", "put the rest of the row back"
    return Problem(name, what, remedy, row=number, column=labels[len(row)])


def _xlsx(place: Place) -> Iterator[Cells]:
    """The rows of an Excel workbook with one sheet; row 1 is the header."""
    import openpyxl

    path, name = place
    check_unpacked(place, "Excel")
    try:
        book = openpyxl.load_workbook(path, read_only=True)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever the broken XML made it stumble on
        raise unreadable(name, "Excel", error, "save it again as .xlsx") from None
    with closing(book):
        first, *others = book.worksheets
        for sheet in others:
            if any(any(row) for row in sheet.iter_rows(values_only=True)):
                what = "a second sheet with cells, which nothing would read (a repeat group, say)"
                remedy = "save the sheet that has a row for each interview as a file of its own"
                raise DataError([Problem(name, what, remedy, found=sheet.title)])
        first.reset_dimensions()  # some programs write a size that is not the sheet's
        rows = ([_excel_text(cell) for cell in row] for row in first.iter_rows())
        labels = _without_empty_end(next(rows, []))
        filled = _filled(enumerate(rows, start=2), len(labels))
        yield from _frames([label or "" for label in labels], filled, name)


def _filled(rows: Iterable[Row], width: int) -> Iterator[Row]:
    """`rows` of a sheet, each at least `width` cells wide, without the blank ones at the end."""
    blank: list[Row] = []
    for number, cells in rows:
        row = _without_empty_end(cells)
        blank.append((number, [*row, *[None] * (width - len(row))]))
        if row:
            yield from blank
            blank = []


def _without_empty_end(row: Sequence[str | None]) -> list[str | None]:
    """`row` up to its last cell that holds anything."""
    last = max((i for i, cell in enumerate(row, start=1) if cell), default=0)
    return list(row[:last])


EXCEL_KINDS = {"f": "a formula", "e": "an error", "b": "true or false"}
"""For each type of an Excel cell that is no text and no number: what it is."""


def _excel_text(cell: Any) -> str | None:
    """The text of an Excel cell; a number is written as it would be in CSV."""
    kind = EXCEL_KINDS.get(getattr(cell, "data_type", ""))
    return Foreign(f"{cell.value} ({kind})") if kind else text_of(cell.value)


def _statistics(place: Place, reader: str, kind: str) -> Iterator[Cells]:
    """The cases of a file of SPSS or Stata."""
    from analysis.statistics_files import cases

    return cases(place, reader, kind)


def _interviews(place: Place) -> Iterator[Cells]:
    """The codes of a REFI-QDA project."""
    from analysis.interview_projects import read_project

    return read_project(place)


STATISTICS = {
    ".sav": ("read_sav", "SPSS"),
    ".zsav": ("read_sav", "SPSS"),
    ".dta": ("read_dta", "Stata"),
}
"""For each ending of a file of a statistics program: the function of pyreadstat, and the program."""
READERS: dict[str, Callable[[Place], Iterator[Cells]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    **{end: partial(_statistics, reader=r, kind=kind) for end, (r, kind) in STATISTICS.items()},
    ".qdpx": _interviews,
}
"""For each ending of a file: what reads it."""
