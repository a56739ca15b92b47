"""From the columns of an export to those of the codebook: nothing is left out without being counted.

In: the cells of a file (`analysis.file_cells`) and the fields of its table. Out: the same cells under the
names, and in the words, of the codebook. A table saved as the codebook has it passes as it is. An
export of a form (KoboToolbox, ODK) is recognised by its own columns or by its groups (`group/item`).
For it, and for it alone,

- a column is known by the last part of its name;
- a question with several answers may be one cell of choices with blanks between, or a column of
  0 and 1 for each choice;
- a choice, whose name holds no blank, is the codebook's value with `_` for blank or hyphen;
- columns of the form itself, and columns that hold nothing (notes), are left out and named.

Rows that are no interview are excluded by `EXCLUSIONS`, and by nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from analysis.columns import Columns, Field, plain
from analysis.errors import Problem
from analysis.file_cells import Cells, Foreign, each


@dataclass(frozen=True)
class Exclusion:
    """Why a row is no interview: its `column` holds none of what is `kept`, or a value met before.

    In `kept`, "" is an empty cell. `kept` None: the first row with a value is kept, any other is not.
    """

    reason: str
    column: str
    kept: tuple[str, ...] | None = None


EXCLUSIONS = (
    Exclusion("no consent", "consent", kept=("yes", "1")),
    Exclusion(
        "not approved in review",
        "_validation_status",
        kept=("", "Approved", "On Hold", "validation_status_approved", "validation_status_on_hold"),
    ),
    Exclusion("not approved in review", "ReviewState", kept=("", "approved", "hasIssues")),
    Exclusion("submitted twice", "_uuid"),
    Exclusion("submitted twice", "instanceID"),
    Exclusion("submitted twice", "KEY"),
)
"""Tried in this order; one whose column a file lacks excludes nothing. An empty cell under `consent`
means that consent was not given."""

CHOSEN = {"1": True, "0": False, "TRUE": True, "FALSE": False, "True": True, "False": False}
"""What a column of one choice holds."""
NOTHING_CHOSEN = "none"
"""The choice of a form that stands for none of the others: a list of no items."""


@dataclass
class Export:
    """The rows of one table as its file holds them. `frames` reads them, and fills in the counts."""

    name: str
    fields: Sequence[Field]
    cells: Iterator[Cells]
    rows: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _met: dict[Exclusion, set[str]] = field(default_factory=dict)

    def frames(self) -> Iterator[pd.DataFrame]:
        """The rows, some at a time, under the columns of the codebook that the file has; as text.

        After the last, `rows` counts all rows, `excluded` those left out by reason, `left_out` says of
        a column why it is none of the codebook's, and `problems` has what is wrong with the columns.
        """
        columns = None
        filled: set[int] = set()
        for cells in self.cells:
            if columns is None:
                columns = Columns(list(cells.frame.columns), self.fields)
            self.rows += len(cells.frame) + len(cells.problems)
            self.problems += cells.problems
            filled |= {i for i in columns.unknown if cells.frame.iloc[:, i].notna().any()}
            yield self._fitted(self._kept(cells.frame, columns), columns, cells.labels)
        if columns is not None:
            self.left_out = columns.left_out(filled)
            self.problems += columns.problems(self.name, filled)

    @property
    def note(self) -> str:
        """What was left out and why, in a line; nothing, if nothing was."""
        rows = [f"{n} excluded, {reason}" for reason, n in self.excluded.items()]
        reasons: dict[str, list[str]] = {}
        for label, reason in self.left_out.items():
            reasons.setdefault(reason, []).append(label)
        columns = [
            f"{len(labels)} column{'s' if len(labels) > 1 else ''} left out, {reason}: {', '.join(labels)}"
            for reason, labels in reasons.items()
        ]
        counts = [f"{self.rows} rows"] if rows else []
        return "; ".join([*counts, *rows, *columns])

    def _kept(self, frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
        """The rows of `frame` that no rule excludes; the others are counted."""
        for rule in EXCLUSIONS:
            if (position := columns.position_of(rule.column)) is None:
                continue
            cells = frame.iloc[:, position]
            if rule.kept is None:
                met = self._met.setdefault(rule, set())
                out = cells.notna() & (cells.duplicated() | cells.isin(met))
                met.update(cells.dropna())
            else:
                out = ~cells.fillna("").isin(rule.kept)
            if out.any():
                self.excluded[rule.reason] += int(out.sum())
                frame = frame[~out]
        return frame

    def _fitted(
        self, frame: pd.DataFrame, columns: Columns, labels: Mapping[str, Mapping[str, str]]
    ) -> pd.DataFrame:
        """`frame` under the codebook's names and in its words."""
        fitted = {}
        for item in self.fields:
            name = item["name"]
            if (position := columns.of_field.get(name)) is not None:
                words = labels.get(str(frame.columns[position]), {})
                column = frame.iloc[:, position]
                as_codebook = in_words_of(item, words, form=columns.form)
                fitted[name] = each(column, as_codebook) if as_codebook else column
            elif choices := columns.choices.get(name):
                cells = {choice: frame.iloc[:, i] for choice, i in choices.items()}
                fitted[name] = _together(cells, item["delimiter"])
        return pd.DataFrame(fitted, index=frame.index, dtype=object)


def in_words_of(
    item: Field, words: Mapping[str, str], *, form: bool
) -> Callable[[str], str | None] | None:
    """What makes of a cell what the codebook calls it; None where the cells may stay as they are.

    `words` are the file's labels of its codes. A value that the codebook does not have is left alone,
    so that it is seen when the column is checked.
    """
    if item["type"] not in {"string", "list"} or not (words or form):
        return None
    allowed = item.get("itemEnum") or item.get("constraints", {}).get("enum") or ()
    known = {plain(value): value for value in allowed}

    def value(cell: str) -> str:
        if cell in allowed or isinstance(cell, Foreign):
            return cell
        word = words.get(cell, cell)
        return known.get(plain(word), word) if (form or cell in words) else cell

    return partial(_items, item, value) if item["type"] == "list" else value


def _items(item: Field, value: Callable[[str], str], cell: str) -> str | None:
    """The items of a cell of several choices, each by its `value`, with the codebook's delimiter."""
    delimiter = item["delimiter"]
    whole = value(cell)
    if whole in item.get("itemEnum", ()):
        return whole
    parts = cell.split(delimiter) if delimiter in cell else re.split(r"[ \t]+", cell.strip())
    items = [value(part.strip()) for part in parts]
    return None if items == [NOTHING_CHOSEN] else delimiter.join(items)


def _together(choices: Mapping[str, pd.Series], delimiter: str) -> pd.Series:
    """The columns of single choices as one of several; a cell that is no 0 or 1 stays to be seen."""
    parts = {
        choice: each(column, partial(_chosen, choice, delimiter)).fillna("")
        for choice, column in choices.items()
    }
    joined = sum(list(parts.values())[1:], start=next(iter(parts.values())))
    return joined.str.removesuffix(delimiter).mask(lambda cells: cells == "", None)


def _chosen(choice: str, delimiter: str, cell: Any) -> str:
    if cell in CHOSEN:
        return choice + delimiter if CHOSEN[cell] else ""
    return f"{choice}={cell}{delimiter}"
