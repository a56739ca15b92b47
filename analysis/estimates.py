"""What every estimate carries, and how it becomes a printed number.

The estimators return frames with one row per estimate: keys (group, item, ...), then `estimate`,
`se`, `low` and `high` (95 % interval), `n` (respondents it rests on), `df` and, where a design was
used, `deff` (variance over that of a simple random sample of n drawn with replacement) and
`effective_n` (n / deff). Shares run from 0 to 1. `cases` counts, without weights, who gave the answer;
in a comparison, who stands on one side of it: `analysis.disclosure` asks that neither these nor the
others be few. What cannot be estimated is missing, and `undefined` says why ("" where all is there);
see `analysis.errors`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, stdtr, stdtrit

from analysis.numbers import Number

CONFIDENCE = 0.95
"""Every interval of the paper."""
POWER = 0.80
"""The chance to find an effect that is there, by which the smallest effect is stated."""
PER_HUNDRED = ("percent", "percentage points")
"""Units in which a share is printed times 100."""

NO_ANSWERS = "nobody in this group answered"
NO_INTERVAL = "no interval: "
ALL_EQUAL = f"{NO_INTERVAL}all answers are the same, so the sample does not show how they vary"
ONE_PER_STRATUM = f"{NO_INTERVAL}the group has one cluster in each stratum that it occurs in"

Values = NDArray[np.float64]


def t_interval(estimate: ArrayLike, se: ArrayLike, df: ArrayLike) -> tuple[Values, Values]:
    """The ends of the interval estimate -/+ t * se; missing where df or se is not positive."""
    margin = critical(df) * positive(se)
    return np.asarray(estimate) - margin, np.asarray(estimate) + margin


def logit_interval(share: ArrayLike, se: ArrayLike, df: ArrayLike) -> tuple[Values, Values]:
    """The ends of a share's interval: the t interval of its logit, so always between 0 and 1.

    Korn and Graubard (1990), R's `svyciprop(method = "logit")`. Missing for shares of 0 and 1.
    """
    p = np.asarray(share, dtype=float)
    inside = np.where((p > 0) & (p < 1), p, np.nan)
    low, high = t_interval(logit(inside), np.asarray(se) / (inside * (1 - inside)), df)
    return expit(low), expit(high)


def below_one_interval(estimate: ArrayLike, se: ArrayLike, df: ArrayLike) -> tuple[Values, Values]:
    """The ends of the interval of a coefficient that cannot exceed 1: a t interval of log(1 - it).

    Bonett and Wright (2015), for reliabilities.
    """
    rest = 1 - np.asarray(estimate, dtype=float)
    low, high = t_interval(np.log(positive(rest)), np.asarray(se) / positive(rest), df)
    return 1 - np.exp(high), 1 - np.exp(low)


def fisher_interval(estimate: ArrayLike, se: ArrayLike, df: ArrayLike) -> tuple[Values, Values]:
    """The ends of the interval of a coefficient between -1 and 1: a t interval of its atanh.

    Missing for coefficients of -1 and 1.
    """
    r = np.asarray(estimate, dtype=float)
    inside = np.where(np.abs(r) < 1, r, np.nan)
    low, high = t_interval(np.arctanh(inside), np.asarray(se) / (1 - inside**2), df)
    return np.tanh(low), np.tanh(high)


def satterthwaite(one: ArrayLike, df_one: ArrayLike, two: ArrayLike, df_two: ArrayLike) -> Values:
    """Degrees of freedom of the sum of two independent variances (Satterthwaite 1946).

    They stay near those of the sample that most of the variance comes from.
    """
    one, two = np.asarray(one, dtype=float), np.asarray(two, dtype=float)
    return (one + two) ** 2 / positive(one**2 / positive(df_one) + two**2 / positive(df_two))


def critical(df: ArrayLike) -> Values:
    """The quantile of Student's t that bounds the interval; missing where df is not positive."""
    return stdtrit(positive(df), (1 + CONFIDENCE) / 2)


def p_value(estimate: ArrayLike, se: ArrayLike, df: ArrayLike) -> Values:
    """Two-sided p of the t test that the true value is 0; missing where df or se is not positive."""
    return 2 * stdtr(positive(df), -np.abs(np.asarray(estimate) / positive(se)))


def detectable(se: ArrayLike, df: ArrayLike) -> Values:
    """The smallest true distance from a reference that a two-sided test finds with `POWER`, by its error.

    Bloom (1995): (t of the level + t of the power) times the standard error. What is nearer may be there
    all the same: a test that did not find it has not shown that it is not.
    """
    return (critical(df) + stdtrit(positive(df), POWER)) * np.asarray(se, dtype=float)


def positive(values: ArrayLike) -> Values:
    """`values` as numbers, missing where they are not more than zero."""
    numbers = np.asarray(values, dtype=float)
    return np.where(numbers > 0, numbers, np.nan)


def row_of(estimates: pd.DataFrame, **keys: object) -> pd.Series:
    """The one row of `estimates` with these keys. Raises LookupError if there is none, or several."""
    found = estimates
    for name, value in keys.items():
        found = found[found[name] == value]
    if len(found) != 1:
        raise LookupError(f"{len(found)} rows of the estimates have {keys}; one was asked for")
    return found.iloc[0]


def as_number(row: pd.Series, unit: str, digits: int = 1) -> Number:
    """A row of estimates as a printed number; shares times 100 if the unit is per hundred.

    One that has no estimate, or no interval, says why: `analysis.results` refuses to print the first
    unless it decides a claim, on which it then cannot tell.
    """
    scale = 100.0 if unit in PER_HUNDRED else 1.0
    bounds = [float(scale * row[name]) for name in ("low", "high")]
    low, high = bounds if np.isfinite(bounds).all() else (None, None)
    value, cases = float(scale * row["estimate"]), row.get("cases")
    told = None if cases is None or pd.isna(cases) else int(cases)
    number = Number(value, unit, digits, low, high, int(row["n"]), cases=told, untold=_untold(row))
    least = float(scale * detectable(row.get("se", np.nan), row.get("df", np.nan)))
    return replace(number, detectable=least if np.isfinite(least) else None)


def _untold(row: pd.Series) -> str:
    """Why a row of estimates has no estimate, or no interval, as a sentence has it; "" if it has both."""
    reason = str(row.get("undefined", ""))
    if pd.isna(row["estimate"]):
        return f"not known: {reason or 'no estimate'}"
    missing = not np.isfinite([float(row["low"]), float(row["high"])]).all()
    return f"none: {reason.removeprefix(NO_INTERVAL) or 'no interval'}" if missing else ""
