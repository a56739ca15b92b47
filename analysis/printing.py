"""Estimates as the cells of a table: the value, its interval and its n, in one form everywhere."""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import NOTE, WITHHELD, told
from analysis.estimates import as_number
from analysis.numbers import decimal

NOT_GIVEN = "\N{EN DASH}"
"""What stands where an estimate has no interval."""
INTERVAL = "95% interval"
SMALLEST_P = 0.001


def printed(estimates: pd.DataFrame, unit: str, digits: int = 1, *, name: str) -> pd.DataFrame:
    """`estimates` as text: columns `name`, "95% interval" and "n", in the rows of `estimates`.

    The unit is not repeated in the cells: `name` says it ("Share, %"). What tells of too few respondents is
    withheld, its interval with it.
    """
    rows = [_cells(row, unit, digits) for _, row in told(estimates).iterrows()]
    return pd.DataFrame(rows, columns=[name, INTERVAL, "n"], index=estimates.index)


def notes(estimates: pd.DataFrame) -> list[str]:
    """What has to stand below a table of `estimates`: the note on withheld cells, if there are any."""
    return [NOTE] if told(estimates)["undefined"].eq(WITHHELD).any() else []


def as_p(p: float) -> str:
    """A p-value as printed: three decimals, and no smaller than can be told."""
    if pd.isna(p):
        return NOT_GIVEN
    return f"< {SMALLEST_P}" if p < SMALLEST_P else f"{p:.3f}"


def _cells(row: pd.Series, unit: str, digits: int) -> tuple[str, str, str]:
    n = f"{int(row['n']):,}"
    if pd.isna(row["estimate"]):
        return (WITHHELD, WITHHELD, n) if row["undefined"] == WITHHELD else (NOT_GIVEN,) * 2 + (n,)
    number = as_number(row, unit, digits)
    if number.low is None or number.high is None:
        return decimal(number.value, digits), NOT_GIVEN, n
    interval = f"{decimal(number.low, digits)} to {decimal(number.high, digits)}"
    return decimal(number.value, digits), interval, n
