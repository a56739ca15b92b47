"""The appendix "Codebook": what each column of the respondents' tables records, from the schema itself.

In: the tables, and their description in `data/datapackage.json`, which is what every build checks them
against; so the appendix cannot say anything else than what holds. How many cells are empty is counted
in the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from great_tables import GT

from analysis.columns import Field
from analysis.disclosure import told_count
from analysis.exhibits import base_line
from analysis.sources import Package
from analysis.theme import book_table

LISTED_VALUES = 12
"""How many allowed values are listed; of more, the first and the last are named."""
SPACE = "\N{NO-BREAK SPACE}"
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "list": "several values",
}
"""How a reader calls the types of the schema."""


def tbl_codebook_students(students: pd.DataFrame) -> GT:
    """The codebook of the students' questionnaire: one row per column of its table."""
    return _codebook("students", students)


def tbl_codebook_patients(patients: pd.DataFrame) -> GT:
    """The codebook of the patients' questionnaire: one row per column of its table."""
    return _codebook("patients", patients)


def tbl_codebook_officials(officials: pd.DataFrame) -> GT:
    """The codebook of the officials' questionnaire: one row per column of its table."""
    return _codebook("officials", officials)


def tbl_codebook_interview_codes(interview_codes: pd.DataFrame) -> GT:
    """The codebook of the coded interviews: one row per column of their table."""
    return _codebook("interview_codes", interview_codes)


def _codebook(name: str, frame: pd.DataFrame) -> GT:
    shown = _described(Package().resource(name)["schema"]["fields"], frame)
    table = book_table(shown, rowname_col="Column").tab_stubhead("Column")
    return table.tab_source_note(base_line(shown, "columns"))


def _described(fields: list[Field], frame: pd.DataFrame) -> pd.DataFrame:
    """What the codebook says of `fields`, with the empty cells of `frame`. One row per column."""
    return pd.DataFrame(
        {
            "Column": [field["name"] for field in fields],
            "What it records": [_meaning(field) for field in fields],
            "Values": [f"{TYPES[field['type']]}: {_values(field)}" for field in fields],
            "Empty": [_empty(frame[field["name"]]) for field in fields],
        }
    )


def _meaning(field: Field) -> str:
    """The description of a column; the scale of an item; of whom it is asked, if not of all."""
    scale = f" Scale: {field['scale']}." if "scale" in field else ""
    asked = " Asked of users only." if field.get("askedOf") == "users" else ""
    return f"{field['description']}{scale}{asked}"


def _values(field: Field) -> str:
    """What may stand in a column."""
    constraints: Mapping[str, Any] = field.get("constraints", {})
    if allowed := field.get("itemEnum") or constraints.get("enum"):
        words = [str(value) for value in allowed]
        if len(words) > LISTED_VALUES:
            return f"{len(words)} values, {words[0]} to {words[-1]}"
        return ", ".join(words)
    if "minimum" in constraints and "maximum" in constraints:
        return f"{constraints['minimum']}{SPACE}to{SPACE}{constraints['maximum']}"
    if "minimum" in constraints:
        return f"{constraints['minimum']} or more"
    return f"of the form {constraints['pattern']}" if "pattern" in constraints else "any"


def _empty(column: pd.Series) -> str:
    """How many cells of `column` are empty; of lists withheld if they are few, as none is an answer there.

    Of other columns it is not: n beside each estimate tells how many left the question out.
    """
    if not column.map(type).eq(tuple).any():
        return f"{int(column.isna().sum()):,}"
    empty = int(column.map(lambda cell: cell == ()).sum())
    return told_count(empty, empty)
