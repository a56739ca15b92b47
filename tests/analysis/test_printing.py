"""Estimates as cells: printed, without an interval, without a value, and withheld."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis.disclosure import NOTE, WITHHELD
from analysis.multiplicity import FAMILIES, SIDES, adjusted
from analysis.printing import (
    INTERVAL,
    NOT_GIVEN,
    P_ADJUSTED,
    adjusted_p,
    as_p,
    family_note,
    printed,
    with_interval,
)
from analysis.theme import book_table

ROWS = pd.DataFrame(
    {
        "estimate": [0.5, 1.0, None, 0.2],
        "low": [0.4, None, None, 0.1],
        "high": [0.6, None, None, 0.3],
        "n": [1200, 10, 0, 10],
        "cases": [600, 10, 0, 2],
        "undefined": ["", "all alike", "nobody answered", ""],
    }
)


def test_cells_say_the_value_its_interval_and_its_n() -> None:
    """What is not given is a dash; two of ten respondents are too few to be told of."""
    cells = printed(ROWS, "percent", name="Share, %")
    assert cells["Share, %"].tolist() == ["50.0", "100.0", NOT_GIVEN, WITHHELD]
    assert cells[INTERVAL].tolist() == ["40.0 to 60.0", NOT_GIVEN, NOT_GIVEN, WITHHELD]
    assert cells["n"].tolist() == ["1,200", "10", "0", "10"]


def test_the_n_of_an_estimate_on_few_is_withheld_with_it() -> None:
    """It is a count of respondents itself."""
    (row,) = printed(ROWS.iloc[[0]].assign(n=3, cases=0), "percent", name="it").to_numpy()
    assert row.tolist() == [WITHHELD] * 3


def test_a_table_with_withheld_cells_says_so() -> None:
    """And one without does not."""
    tables = [
        book_table(printed(rows, "percent", name="Share, %")).as_raw_html()
        for rows in (ROWS, ROWS.iloc[:3])
    ]
    assert [html.count(NOTE) for html in tables] == [1, 0]


def test_p_values_have_three_decimals_and_a_floor() -> None:
    """A p of nought would claim more than any test can."""
    assert [as_p(p) for p in (0.0312, 0.0004, 1.0, float("nan"))] == [
        "0.031",
        "< 0.001",
        "1.000",
        NOT_GIVEN,
    ]


def test_a_p_near_the_mark_is_printed_on_its_own_side_of_it() -> None:
    """A p that counts as below one in twenty is not shown as 0.050."""
    assert [as_p(p) for p in (0.0496, 0.04996, 0.0502, 0.0494)] == [
        "0.0496",
        "0.04996",
        "0.050",
        "0.049",
    ]


def test_a_p_is_printed_adjusted_and_its_family_named() -> None:
    """Two tests of one family; a family that the book does not name is refused."""
    tests = adjusted(pd.DataFrame({"p": [0.01, 0.04], "family": SIDES, "n": 90, "undefined": ""}))
    assert adjusted_p(tests).tolist() == ["0.020", "0.040"]
    assert adjusted_p(tests).name == P_ADJUSTED
    assert family_note(tests) == f"Adjusted together: {FAMILIES[SIDES]} (2 tests)."
    assert family_note(tests.head(1).assign(tests_in_family=1)).endswith("(1 test).")
    for refuse in (adjusted_p, family_note):
        with pytest.raises(KeyError, match="no family of tests is called 'others'"):
            refuse(tests.assign(family="others"))


def test_every_printed_p_belongs_to_a_family() -> None:
    """One function turns p into text, and only the one that asks for the family calls it."""
    callers = []
    for path in sorted(Path(analysis.__file__).parent.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
                callers += [f"{path.stem}.{function.name}"] if as_p.__name__ in names else []
    assert callers == [f"printing.{adjusted_p.__name__}"]


def test_every_table_with_a_p_calls_it_adjusted() -> None:
    """No module writes a heading of its own for a p-value."""
    for path in sorted(Path(analysis.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in {"P", "p-value", "p value", "p, unadjusted"}, path.name
                assert node.value != P_ADJUSTED or path.name == "printing.py", path.name


def test_an_interval_stands_behind_its_estimate_where_there_is_one() -> None:
    """What has none, or is withheld, stands alone."""
    estimates = pd.Series(["0.5", "1", WITHHELD])
    intervals = pd.Series(["0.4 to 0.6", NOT_GIVEN, WITHHELD])
    assert [*with_interval(estimates, intervals)] == ["0.5 (0.4 to 0.6)", "1", WITHHELD]
