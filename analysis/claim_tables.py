"""The tests of claims as the rows of tables: under their claim, the unit in the name, figures bare.

In: tests of claims with their key, measure and unit, and their cells. Out: tables that great_tables draws, and
numbers as such cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import pandas as pd
from great_tables import GT

from analysis.claim_rules import CLAIMS
from analysis.numbers import Number, decimal
from analysis.printing import NOT_GIVEN
from analysis.theme import book_table

UNITS = {"percent": "%", "percentage points": "% points", "points": "points"}
"""What a table calls the units that need a name: a count and a coefficient have none."""


def by_claim(tests: pd.DataFrame, cells: Mapping[str, pd.Series]) -> GT:
    """A table of `tests` under the claims that they are of, each row called by its measure and unit."""
    claims = {claim.key: f"{claim.key}: {claim.claim}" for claim in CLAIMS}
    units = (", " + tests["unit"]).where(tests["unit"] != "", "")
    keys = {"claim": tests["key"].map(claims), "Measure": tests["measure"] + units}
    shown = pd.DataFrame({**keys, **cells})
    return book_table(shown, rowname_col="Measure", groupname_col="claim").tab_stubhead("Measure")


def bare(value: float, digits: int) -> str:
    """A value without its unit, which the row's name has."""
    return decimal(value, digits) if isfinite(value) else NOT_GIVEN


def bare_interval(number: Number) -> str:
    """The interval of `number` in the same way."""
    if number.low is None or number.high is None:
        return NOT_GIVEN
    return f"{bare(number.low, number.digits)} to {bare(number.high, number.digits)}"
