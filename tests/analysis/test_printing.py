"""Estimates as cells: printed, without an interval, without a value, and withheld."""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import NOTE, WITHHELD
from analysis.printing import INTERVAL, NOT_GIVEN, as_p, notes, printed

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


def test_a_table_with_withheld_cells_says_so() -> None:
    """And one without does not."""
    assert notes(ROWS) == [NOTE]
    assert notes(ROWS.iloc[:3]) == []


def test_p_values_have_three_decimals_and_a_floor() -> None:
    """A p of nought would claim more than any test can."""
    assert [as_p(p) for p in (0.0312, 0.0004, 1.0, float("nan"))] == [
        "0.031",
        "< 0.001",
        "1.000",
        NOT_GIVEN,
    ]
