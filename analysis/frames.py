"""From cells of text to a frame with the types of the codebook, and the count of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.columns import Field

ROWS = "rows"
"""Under this name the `attrs` of a table's frame keep its `Rows`."""


@dataclass(frozen=True)
class Rows:
    """How many rows a file has, how many of them were excluded for which reason, how many are used."""

    read: int
    excluded: Mapping[str, int]
    used: int

    def __deepcopy__(self, memo: object) -> Rows:
        """Itself, as nothing changes it: pandas copies the `attrs` of a frame with whatever it makes of it."""
        return self


def rows_of(frame: pd.DataFrame) -> Rows:
    """How many rows the file of the table `frame` has; of a frame from elsewhere, as many as it has."""
    rows: Rows = frame.attrs.get(ROWS) or Rows(len(frame), {}, len(frame))
    return rows


def plain_csv(path: Path, names: Sequence[str]) -> pd.DataFrame | None:
    """The CSV file `path` as text, if its columns are those of the codebook, in order; else None."""
    if path.suffix.lower() != ".csv":
        return None
    with path.open("rb") as file:
        if file.readline().rstrip(b"\r\n") != ",".join(names).encode():
            return None
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])


def typed(cells: pd.DataFrame, fields: Sequence[Field], rows: Rows) -> pd.DataFrame:
    """`cells` of text with the types of `fields`; ValueError if they cannot be.

    Integers and whole numbers with gaps are Int64, columns of several values are tuples.
    """
    names = [field["name"] for field in fields]
    if list(cells.columns) != names:
        raise ValueError(f"columns {list(cells.columns)}, not {names}")
    columns = {field["name"]: _column(cells[field["name"]], field) for field in fields}
    frame = pd.DataFrame(columns).reset_index(drop=True)
    frame.attrs[ROWS] = rows
    return frame


def _column(cells: pd.Series, field: Field) -> pd.Series:
    """`cells` of text as the type of `field`."""
    if field["type"] == "string":
        return cells.astype("str")
    if field["type"] == "list":
        return cells.map(
            lambda cell: tuple(cell.split(field["delimiter"])) if isinstance(cell, str) else ()
        )
    numbers = pd.to_numeric(cells).astype("Float64")
    if field["type"] == "number" and not field.get("wholeNumber"):
        return numbers.astype("float64")
    return numbers.astype("int64" if numbers.notna().all() else "Int64")
