"""The appendix says of each column what the schema says, and how much of it is empty."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import codebook, results, sources
from analysis.codebook import _described
from analysis.columns import Field
from analysis.disclosure import SUPPRESSION_THRESHOLD, WITHHELD
from analysis.exhibits import Table
from analysis.sources import Package

FIELDS: list[Field] = [
    {
        "name": "trust",
        "type": "integer",
        "description": "Trust in the department.",
        "scale": "trust",
        "askedOf": "users",
        "constraints": {"minimum": 1, "maximum": 5},
    },
    {
        "name": "used",
        "type": "list",
        "description": "Services used.",
        "itemEnum": ["portal", "hotline"],
    },
    {
        "name": "district",
        "type": "string",
        "description": "District.",
        "constraints": {"enum": [f"D{n}" for n in range(20)]},
    },
    {"name": "weight", "type": "number", "description": "Weight.", "constraints": {"minimum": 0.1}},
    {"name": "id", "type": "string", "description": "Id.", "constraints": {"pattern": "S.*"}},
    {"name": "remark", "type": "string", "description": "Remark."},
]


def frame(empty: int) -> pd.DataFrame:
    """Ten rows, in `empty` of which nothing was answered."""
    answered = 10 - empty
    return pd.DataFrame(
        {
            "trust": pd.array([3] * answered + [None] * empty, dtype="Int64"),
            "used": [("portal",)] * answered + [()] * empty,
            "district": ["D1"] * answered + [None] * empty,
            "weight": [1.0] * 10,
            "id": [f"S{n}" for n in range(10)],
            "remark": ["yes"] * answered + [None] * empty,
        }
    )


def test_a_column_is_described_by_its_schema() -> None:
    """Its values as a list, a range or a form; long lists by their ends."""
    shown = _described(FIELDS, frame(0)).set_index("Column")
    assert shown.at["trust", "What it records"] == (
        "Trust in the department. Scale: trust. Asked of users only."
    )
    assert shown["Values"].tolist() == [
        "whole number: 1\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}5",
        "several values: portal, hotline",
        "text: 20 values, D0 to D19",
        "number: 0.1 or more",
        "text: of the form S.*",
        "text: any",
    ]


@pytest.mark.parametrize(
    ("empty", "printed"),
    [
        (0, "0"),
        (1, WITHHELD),
        (SUPPRESSION_THRESHOLD - 1, WITHHELD),
        (SUPPRESSION_THRESHOLD, str(SUPPRESSION_THRESHOLD)),
    ],
)
def test_empty_cells_are_counted_and_few_empty_lists_are_withheld(empty: int, printed: str) -> None:
    """Who names none has answered; who left a question out has not, and n tells of them anyway."""
    shown = _described(FIELDS, frame(empty)).set_index("Column")["Empty"]
    assert shown["used"] == printed
    assert shown[["trust", "district", "remark"]].tolist() == [str(empty)] * 3


@pytest.mark.parametrize("name", ["students", "patients", "officials", "interview_codes"])
def test_every_column_of_every_respondents_table_is_in_the_appendix(name: str) -> None:
    """In the table as it is published."""
    table = getattr(results, f"tbl_codebook_{name}")
    assert isinstance(table, Table)
    html = table._repr_mimebundle_()["text/html"]
    for field in Package().resource(name)["schema"]["fields"]:
        assert f">{field['name']}</th>" in html


def test_no_respondents_table_lacks_its_codebook() -> None:
    """A new table of answers needs an entry in the appendix."""
    resources = Package().descriptor["resources"]
    answers = {one["name"] for one in resources if one["evidence"] in {"collected", "stand-in"}}
    assert {name for name in answers if hasattr(codebook, f"tbl_codebook_{name}")} == answers
    assert answers <= set(dir(sources))
