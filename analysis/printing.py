"""Estimates as the cells of a table: the value, its interval and its n, in one form everywhere."""

from __future__ import annotations

import pandas as pd
from great_tables import GT

from analysis.disclosure import WITHHELD, told, told_count
from analysis.estimates import as_number
from analysis.multiplicity import FAMILIES, LEVEL
from analysis.numbers import decimal
from analysis.theme import book_table

NOT_GIVEN = "\N{EN DASH}"
"""What stands where an estimate has no interval."""
INTERVAL = "95% interval"
P_ADJUSTED = "p, adjusted"
SMALLEST_P = 0.001
MOST_DECIMALS = 6


def printed(estimates: pd.DataFrame, unit: str, digits: int = 1, *, name: str) -> pd.DataFrame:
    """`estimates` as text: columns `name`, "95% interval" and "n", in the rows of `estimates`.

    The unit is not repeated in the cells: `name` says it ("Share, %"). What tells of too few respondents is
    withheld, its interval with it.
    """
    rows = [_cells(row, unit, digits) for _, row in told(estimates).iterrows()]
    return pd.DataFrame(rows, columns=[name, INTERVAL, "n"], index=estimates.index)


def with_interval(estimate: pd.Series, interval: pd.Series) -> pd.Series:
    """Printed estimates, each with its interval behind it in brackets, if it has one."""
    has_none = interval.isin([NOT_GIVEN, WITHHELD])
    return estimate + (" (" + interval + ")").mask(has_none, "")


def adjusted_p(tests: pd.DataFrame) -> pd.Series:
    """The adjusted p of each of `tests`, as printed. Raises KeyError for a family without a name."""
    _named_families(tests)
    return tests["p_adjusted"].map(as_p).rename(P_ADJUSTED)


def family_note(tests: pd.DataFrame) -> str:
    """What stands below a table of adjusted p: the family of its tests, and how many there are."""
    parts = [
        f"{FAMILIES[family]} ({_tests(int(rows['tests_in_family'].iloc[0]))})"
        for family, rows in _named_families(tests).groupby("family", sort=False)
    ]
    return f"Adjusted together: {'; '.join(parts)}."


def tests_table(rows: pd.DataFrame, named: pd.Series, cells: pd.DataFrame, stub: str) -> GT:
    """A table of tests adjusted together: `cells` and p, under the group, in rows called as `named`."""
    keys = pd.DataFrame({"group": rows["group"].str.capitalize(), stub: named})
    shown = pd.concat([keys, cells, adjusted_p(rows)], axis=1)
    table = book_table(shown, rowname_col=stub, groupname_col="group").tab_stubhead(stub)
    table = table.cols_align("right", list(shown.columns[2:]))
    return table.tab_source_note(family_note(rows))


def _tests(number: int) -> str:
    return f"{number} test" if number == 1 else f"{number} tests"


def _named_families(tests: pd.DataFrame) -> pd.DataFrame:
    """`tests`, if the book names all their families."""
    for family in tests["family"].unique():
        if family not in FAMILIES:
            raise KeyError(f"no family of tests is called {family!r}; name it in `FAMILIES`")
    return tests


def as_p(p: float) -> str:
    """A p-value as printed: no smaller than can be told, and to three decimals, or more where these hide its side of the mark."""
    if pd.isna(p):
        return NOT_GIVEN
    mark = round(LEVEL, MOST_DECIMALS)
    telling = (d for d in range(3, MOST_DECIMALS) if (round(p, d) < mark) == (p < mark))
    return f"< {SMALLEST_P}" if p < SMALLEST_P else f"{p:.{next(telling, MOST_DECIMALS)}f}"


def _cells(row: pd.Series, unit: str, digits: int) -> tuple[str, str, str]:
    n = told_count(int(row["n"]), int(row["n"]))
    if pd.isna(row["estimate"]):
        return (WITHHELD, WITHHELD, n) if row["undefined"] == WITHHELD else (NOT_GIVEN,) * 2 + (n,)
    number = as_number(row, unit, digits)
    if number.low is None or number.high is None:
        return decimal(number.value, digits), NOT_GIVEN, n
    interval = f"{decimal(number.low, digits)} to {decimal(number.high, digits)}"
    return decimal(number.value, digits), interval, n
