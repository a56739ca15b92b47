"""Many tests at once: p-values adjusted within families, and intervals that hold together.

In: the p of tests, with the family that each belongs to. Out: p adjusted within each family by Benjamini
and Hochberg (1995), which bounds the share of false discoveries among the discoveries; and intervals
that hold all true values at once. What a single test could have found is `analysis.estimates.detectable`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from statsmodels.stats.multitest import multipletests

from analysis.disclosure import told
from analysis.estimates import CONFIDENCE, POWER, Values, positive

POINTS, HUNDREDTHS, LOG_ODDS = "points of the scale", "percentage points", "log odds"
SIDES = f"Providers less users, {POINTS}"
SATISFACTION = f"Satisfaction, providers to users, {LOG_ODDS}"
USE = f"Use of a service, {HUNDREDTHS}"
HELD_EQUAL = f"Use of a service, access and skills held equal, {HUNDREDTHS}"
IN_TRUST = f"Trust in the province, or in the department where named, {POINTS}"
TRUST_MODEL = f"Trust in the province, use and exclusion held equal, {LOG_ODDS}"
SATISFIED_MODEL = f"Trust in the province, users parted by satisfaction, {LOG_ODDS}"
PATHS = f"Trust by use of several services, {POINTS}"
MODELS = f"Models met, {HUNDREDTHS}"
RESISTANCE = f"Resistance of officials, {POINTS}"
BY_CONDITIONS = f"Resistance and scepticism by conditions of work, {POINTS} a point"
FAMILIES = {
    SIDES: "three qualities in two sectors",
    SATISFACTION: "both sectors, each sector, and each system that both sides spoke of",
    USE: "four traits in two groups of users",
    HELD_EQUAL: "two coefficients in two groups",
    IN_TRUST: "use, exclusion, and satisfaction with two objects of trust, in two groups",
    TRUST_MODEL: "three coefficients in two groups",
    SATISFIED_MODEL: "four coefficients in two groups",
    PATHS: "two parts and their sum in two groups",
    MODELS: "two leads in three groups",
    RESISTANCE: "veiled less open",
    BY_CONDITIONS: "four conditions of three responses",
}
"""Every family of tests whose p-values are printed: its name, with the unit, and what is in it."""

LEVEL = 1 - CONFIDENCE
"""A p below this, after adjustment, is called a finding."""


def adjusted(tests: pd.DataFrame, *, family: str = "family", p: str = "p") -> pd.DataFrame:
    """`tests` with `p_adjusted` and `tests_in_family`: one row each, in their order.

    A test that could not be made (p missing) is not counted in its family and stays missing, and neither
    is one that tells of too few respondents: its estimate is withheld, its p with it.
    """
    tests = told(tests)
    made = tests[p].notna()
    table = tests.assign(p_adjusted=np.nan)
    for _, rows in tests[made].groupby(family, sort=False):
        table.loc[rows.index, "p_adjusted"] = multipletests(rows[p], method="fdr_bh")[1]
    sizes = made.groupby(tests[family]).sum()
    return table.assign(tests_in_family=tests[family].map(sizes).astype(int))


def simultaneous(estimates: pd.DataFrame) -> tuple[Values, Values, Values]:
    """The ends of t intervals that hold all the true values at once (Bonferroni), and what is detectable.

    The last as `analysis.estimates.detectable` has it, at the level of these intervals.
    """
    df, se = (positive(estimates[name]) for name in ("df", "se"))
    margin = stdtrit(df, 1 - LEVEL / (2 * max(len(estimates), 1))) * se
    centre = estimates["estimate"].to_numpy(dtype=float)
    return centre - margin, centre + margin, margin + stdtrit(df, POWER) * se
