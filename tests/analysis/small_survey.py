"""A survey of four students, small enough to be typed, in each of the formats that are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat

from analysis.sources import Package

GENDERS = ["female", "male", "other"]
OBSTACLES = ["no device", "cost", "not aware"]
FIELDS: list[dict[str, Any]] = [
    {
        "name": "respondent_id",
        "type": "string",
        "role": "identifier",
        "constraints": {"required": True, "pattern": r"S\d{4}"},
    },
    {"name": "stratum", "type": "string", "role": "stratum", "constraints": {"required": True}},
    {"name": "institution", "type": "string", "role": "cluster"},
    {"name": "weight", "type": "number", "role": "weight", "unit": "students"},
    {
        "name": "gender",
        "type": "string",
        "quasiIdentifier": True,
        "constraints": {"enum": GENDERS},
    },
    {
        "name": "age_group",
        "type": "string",
        "quasiIdentifier": True,
        "constraints": {"enum": ["15-17", "18-20"]},
    },
    {"name": "trust", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
    {"name": "obstacles", "type": "list", "delimiter": ";", "itemEnum": OBSTACLES},
    {"name": "remark", "type": "string", "privacy": "read by a person"},
]
NAMES = [field["name"] for field in FIELDS]
ROWS = [
    ["S0001", "Swat", "school-01", "1.5", "female", "15-17", "4", "no device;cost", "بہت اچھا"],
    ["S0002", "Swat", "school-02", "2", "male", "18-20", "1", "", ""],
    ["S0003", "Dir", "school-03", "1.25", "", "15-17", "", "not aware", "none"],
    ["S0004", "Dir", "school-04", "3", "other", "18-20", "5", "cost", "-"],
]
"""Text as it stands in CSV: an empty cell is a missing answer, or, of a list, no item."""


def csv(rows: list[list[str]], head: list[str] | None = None, delimiter: str = ",") -> str:
    """`rows` as CSV; no cell of this survey needs quotes."""
    return "".join(f"{delimiter.join(row)}\n" for row in [head or NAMES, *rows])


def cell(row: int, column: str, value: str) -> list[list[str]]:
    """The rows with `value` in `column` of `row`, counted from 0."""
    rows = [list(one) for one in ROWS]
    rows[row][NAMES.index(column)] = value
    return rows


def survey(
    folder: Path,
    file: str = "students.csv",
    text: str | None = None,
    *,
    evidence: str = "collected",
    **resource: object,
) -> Package:
    """A data folder with the survey's description and, if given, the `text` of its file, hashed."""
    root = folder / "data"
    root.mkdir(exist_ok=True)
    described = [{"title": f["name"], "description": "What it says.", **f} for f in FIELDS]
    students = {
        "name": "students",
        "path": file,
        "title": "Students",
        "description": "One row per student.",
        "evidence": evidence,
        "hash": "sha256:none yet",
        "schema": {"fields": described, "primaryKey": ["respondent_id"]},
        **resource,
    }
    kinds = {"collected": "fieldwork", "stand-in": "synthetic", "published": "from print"}
    descriptor = {"evidenceKinds": kinds, "resources": [students]}
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    if text is not None:
        (root / file).write_text(text, encoding="utf-8")
    return Package(root)


def numbers(row: list[str]) -> list[Any]:
    """A row as a spreadsheet has it: numbers as numbers, nothing in empty cells."""
    cells: list[Any] = [value or None for value in row]
    for name, kind in (("weight", float), ("trust", int)):
        i = NAMES.index(name)
        cells[i] = None if cells[i] is None else kind(cells[i])
    return cells


def write_xlsx(path: Path, rows: list[list[Any]], *more: str) -> None:
    """`rows`, the first of which is the header, as a workbook; `more` names further, empty sheets."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name)
    book.save(path)


def coded() -> tuple[pd.DataFrame, dict[str, dict[float, str]]]:
    """The survey as SPSS and Stata have it: codes for words, and the words for the codes."""
    frame = pd.DataFrame([numbers(row) for row in ROWS], columns=NAMES)
    gender = {float(code): word for code, word in enumerate(GENDERS, start=1)}
    codes = {word: code for code, word in gender.items()}
    frame["gender"] = frame["gender"].map(codes)
    frame["trust"] = frame["trust"].astype(float)
    agreed = {1.0: "No trust at all", 5.0: "Full trust"}
    text = frame.select_dtypes(exclude="number").columns
    frame[text] = frame[text].astype(object).where(frame[text].notna(), "")
    return frame, {"gender": gender, "trust": agreed}


def write_sav(path: Path) -> None:
    """The survey as a file of SPSS."""
    frame, labels = coded()
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)


def write_dta(path: Path) -> None:
    """The survey as a file of Stata."""
    frame, labels = coded()
    pyreadstat.write_dta(frame, str(path), variable_value_labels=labels)
