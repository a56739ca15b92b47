"""Omega squared: the share of the variance of an answer that lies between groups.

In: respondents, a numeric answer and what groups them. Out: one estimate (`analysis.estimates`). Its error
is that of the delete-one-cluster jackknife, which also takes out most of its bias.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimates import NO_ANSWERS, Values, t_interval
from analysis.linearisation import SURVEY, Design, Sample, summed

NOT_PARTED = "the answers do not vary, or there are no more respondents than groups"


def omega_squared(frame: pd.DataFrame, outcome: str, by: str, design: Design = SURVEY) -> pd.Series:
    """Omega squared of `outcome` over the groups of `by`: one estimate, with jackknife error.

    Hays (1963): (SSB - (k - 1) MSW) / (SST + MSW), weighted. Every cluster is left out once and those
    of its stratum stand in for it (Wolter 2007, chapter 4); time grows with respondents, as sums by
    cluster are taken once. Of two groups, `cases` are the respondents of the first.
    """
    sample = Sample.of(frame, design)
    values = frame[outcome].to_numpy(dtype=float, na_value=np.nan)
    group, names = pd.factorize(frame[by])
    inside = (group >= 0) & ~np.isnan(values)
    sums = _sums(sample, group, inside, values, len(names))
    left, shares = _left_out(sample, sums)
    counts = summed(sample.cluster, inside[:, None].astype(float), len(sample.stratum))[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):  # what is not finite is undefined, below
        whole = _omega(sums.sum(axis=0), np.array(float(inside.sum())))
        each = _omega(left, inside.sum() - counts)
    paired = sample.sizes[sample.stratum] > 1  # a lone cluster has none that stands in for it
    estimate = whole - (shares * (each - whole))[paired].sum()
    se = float(np.sqrt((shares * (each - whole) ** 2).sum()))
    df = int(sample.degrees(np.where(inside, 0, -1), 1)[0])
    low, high = t_interval(estimate, se, df)
    record = {"estimate": estimate, "se": se, "low": low, "high": high, "n": inside.sum(), "df": df}
    reason = NO_ANSWERS if not inside.any() else "" if np.isfinite(estimate) else NOT_PARTED
    sizes = np.bincount(group[inside], minlength=len(names))
    record["cases"] = sizes[0] if len(sizes) == 2 else np.nan
    return pd.Series({**{name: float(item) for name, item in record.items()}, "undefined": reason})


def _sums(sample: Sample, group: Values, inside: Values, values: Values, groups: int) -> Values:
    """Sums of w, w y and w y^2 by cluster and group: clusters x groups x 3."""
    cell = sample.cluster[inside] * groups + group[inside]
    weight, answer = sample.weight[inside], values[inside]
    parts = np.stack([weight, weight * answer, weight * answer**2], axis=1)
    shape = (len(sample.stratum), groups, 3)
    return summed(cell, parts, shape[0] * groups).reshape(shape)


def _left_out(sample: Sample, sums: Values) -> tuple[Values, Values]:
    """The sums without each cluster, its stratum weighted up, and each cluster's (m - 1) / m."""
    growth = sample.growth[sample.stratum]
    flat = sums.reshape(len(sums), sums.shape[1] * sums.shape[2])
    strata = summed(sample.stratum, flat, len(sample.sizes))[sample.stratum].reshape(sums.shape)
    return sums.sum(axis=0) - strata + growth[:, None, None] * (strata - sums), 1 / growth


def _omega(sums: Values, n: Values) -> Values:
    """Omega squared from sums of w, w y and w y^2 by group (the last two axes) and n respondents."""
    weight, total, square = np.moveaxis(sums, -1, 0)
    scale = n / weight.sum(axis=-1)
    weight, total, square = (part * scale[..., None] for part in (weight, total, square))
    known = weight > 0
    between_raw = np.where(known, total**2 / np.where(known, weight, 1.0), 0.0).sum(axis=-1)
    all_squares = square.sum(axis=-1) - total.sum(axis=-1) ** 2 / n
    between = between_raw - total.sum(axis=-1) ** 2 / n
    groups = known.sum(axis=-1)
    within = (all_squares - between) / (n - groups)
    return (between - (groups - 1) * within) / (all_squares + within)
