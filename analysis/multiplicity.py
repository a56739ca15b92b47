"""Many tests at once, and what a test could have found at all.

In: the p of tests, with the family that each belongs to; or the size of a sample and its design.
Out: p adjusted within each family by Benjamini and Hochberg (1995), which bounds the share of false
discoveries among the discoveries; intervals that hold all at once; and the smallest effect that the sample would detect, with a named
power, by Bloom (1995): (t of the level + t of the power) times the standard error. An effect below
that may be there all the same: a test that did not find it has not shown that it is not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from analysis.estimates import CONFIDENCE, Values, critical, positive

LEVEL = 1 - CONFIDENCE
"""A p below this, after adjustment, is called a finding."""
POWER = 0.80
"""The chance to find an effect that is there, by which the smallest effect is stated."""


def adjusted(tests: pd.DataFrame, *, family: str = "family", p: str = "p") -> pd.DataFrame:
    """`tests` with `p_adjusted` and `tests_in_family`: one row each, in their order.

    A test that could not be made (p missing) is not counted in its family and stays missing.
    """
    from statsmodels.stats.multitest import multipletests

    made = tests[p].notna()
    table = tests.assign(p_adjusted=np.nan, tests_in_family=0)
    for _, rows in tests[made].groupby(family, sort=False):
        table.loc[rows.index, "p_adjusted"] = multipletests(rows[p], method="fdr_bh")[1]
    sizes = made.groupby(tests[family]).sum()
    return table.assign(tests_in_family=tests[family].map(sizes).astype(int))


def simultaneous(estimates: pd.DataFrame) -> tuple[Values, Values]:
    """The ends of t intervals that hold all the true values at once, with the usual confidence (Bonferroni)."""
    df, se = (positive(estimates[name]) for name in ("df", "se"))
    margin = stdtrit(df, 1 - LEVEL / (2 * max(len(estimates), 1))) * se
    centre = estimates["estimate"].to_numpy(dtype=float)
    return centre - margin, centre + margin


def detectable(se: ArrayLike, df: ArrayLike) -> Values:
    """The smallest true value that a two-sided test finds with `POWER`, by its standard error."""
    return (critical(df) + stdtrit(positive(df), POWER)) * np.asarray(se, dtype=float)


def detectable_difference_of_shares(
    n_first: ArrayLike, n_second: ArrayLike, *, share: ArrayLike, deff: ArrayLike, df: ArrayLike
) -> Values:
    """The smallest difference between two groups whose shares lie near `share`."""
    return detectable_difference_of_means(
        n_first, n_second, deviation=deviation_of(share), deff=deff, df=df
    )


def detectable_difference_of_means(
    n_first: ArrayLike, n_second: ArrayLike, *, deviation: ArrayLike, deff: ArrayLike, df: ArrayLike
) -> Values:
    """The smallest difference between the means of two groups, in the unit of `deviation`."""
    each = 1 / np.asarray(n_first, dtype=float) + 1 / np.asarray(n_second, dtype=float)
    return detectable(np.asarray(deviation) * np.sqrt(np.asarray(deff) * each), df)


def deviation_of(share: ArrayLike) -> Values:
    """The standard deviation of an answer that a `share` of respondents gives."""
    p = np.asarray(share, dtype=float)
    return np.sqrt(p * (1 - p))
