"""The cells of a data file as text, whatever its format: what every reader of `analysis.formats` hands on.

In: values as the packages that read files give them. Out: text, the frames that hold it, and the errors for a
file that is not what it seems. No format is known here.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, Problem

CELLS_AT_A_TIME = 500_000
"""How many cells are held at once: about 50 MB of text."""
UNPACKED_BYTES = 2**30
UNPACKED_RATIO = 200
"""What a zip file (an Excel workbook, a REFI-QDA project) may unpack to, and to how many times its
size. Excel and interviews stay below 50 times; a bomb goes up to 1,000 times for each layer."""

Place = tuple[Path, str]
"""A file, and what messages call it."""
Row = tuple[int, list[str | None]]
"""The number of a row in its file, and its cells."""


class Foreign(str):
    """A cell that is no text and no number (a date, a formula): shown so, and never let pass."""

    __slots__ = ()


@dataclass(frozen=True)
class Cells:
    """Some rows of a file: a column of text for each column of the file, the row numbers as index.

    A missing cell is None. `labels` has, for a column of codes, the words that the file gives for each
    code. `problems` are those of these rows, which are left out of the frame.
    """

    frame: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def unreadable(name: str, kind: str, why: object, remedy: str = "export it again") -> DataError:
    """The error for the file `name` that is no readable file of its `kind`."""
    return DataError([Problem(name, f"not a readable {kind} file ({why})", remedy)])


def check_unpacked(place: Place, kind: str) -> None:
    """Raise DataError if the zip file at `place` is none, or would unpack to a flood.

    The sizes that it declares can be believed: zipfile reads no byte beyond them.
    """
    path, name = place
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise unreadable(name, kind, error) from None
    if size > min(UNPACKED_BYTES, UNPACKED_RATIO * path.stat().st_size):
        problem = Problem(
            name,
            "would unpack to more than any data of ours",
            "do not open it; ask where it comes from",
            found=f"{size:,} bytes from {path.stat().st_size:,}",
            allowed=f"{UNPACKED_BYTES:,} bytes, and {UNPACKED_RATIO} times the file",
        )
        raise DataError([problem])


def text_of(value: Any) -> str | None:
    """`value` of a spreadsheet or of a statistics program as text, whole numbers without a point."""
    if value is None or value == "" or value != value:  # noqa: PLR0124 - as only NaN is
        return None
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Foreign(f"{value} (a date or time)")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def each(column: pd.Series, function: Callable[[Any], object]) -> pd.Series:
    """`function` of every cell of `column`, called once for each distinct value; missing is None.

    A questionnaire has few distinct values in a million rows.
    """
    codes, values = pd.factorize(column)
    results = pd.Series([*map(function, values), None], dtype=object)
    return pd.Series(results.to_numpy()[codes], column.index, name=column.name, dtype=object)
