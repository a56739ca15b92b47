"""Whether two questions of a survey go together: Pearson's chi-square, corrected for the design.

In: respondents and two questions with a few answers each. Out: one test a row. In clusters the
chi-square of a table of weighted shares is too large; Rao and Scott (1984) divide it by the mean of
the generalised design effects (first order) or also match its variance (second order, an F), which
is the default of R's `svychisq` and the one to report. Cramér's V of the weighted shares says how
strong an association is, the test whether there is any.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc

from analysis.answers import groups_of
from analysis.estimates import NO_ANSWERS, Values
from analysis.linearisation import OUTSIDE, SURVEY, Design, Sample

ONE_ANSWER = "no association can show: everyone gave the same answer to one of the questions"
TOO_FEW_CLUSTERS = "the clusters are too few to test so many cells: merge answers"


def association(
    frame: pd.DataFrame,
    one: str,
    other: str,
    *,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """The test that answers to `one` and `other` are independent: one row.

    Columns: one, other, statistic (F), df1, df2, p (second order), p_first_order, v (Cramér's), n,
    undefined. Whoever did not answer both is outside.
    """
    answered = frame[[one, other]].notna().all(axis=1)
    inside = answered if where is None else answered & where
    sample, group = Sample.of(frame, design), groups_of(frame, where=inside)[0]
    rows, row_names = pd.factorize(frame[one].where(inside))
    columns, column_names = pd.factorize(frame[other].where(inside))
    shape, n = (len(row_names), len(column_names)), int(inside.sum())
    record: dict[str, object] = {"one": one, "other": other, "n": n}
    numbers = dict.fromkeys(("statistic", "df1", "df2", "p", "p_first_order", "v"), np.nan)
    reason = NO_ANSWERS if n == 0 else ONE_ANSWER if min(shape) < 2 else ""
    if not reason:
        cell = np.where(group == OUTSIDE, OUTSIDE, rows * shape[1] + columns)
        share, covariance = _cells(sample, cell, shape[0] * shape[1])
        nu = int(sample.degrees(group, 1)[0])
        numbers = _rao_scott(share.reshape(shape), covariance, n, nu)
        reason = TOO_FEW_CLUSTERS if np.isnan(numbers["p"]) else ""
    return pd.DataFrame([{**record, **numbers, "undefined": reason}])


def _cells(sample: Sample, cell: np.ndarray, cells: int) -> tuple[Values, Values]:
    """The weighted shares of the cells of a table and their design covariance."""
    inside, clusters = cell != OUTSIDE, len(sample.stratum)
    place = sample.cluster[inside] * cells + cell[inside]
    totals = np.bincount(place, sample.weight[inside], clusters * cells).reshape(clusters, cells)
    size = totals.sum()
    share = totals.sum(axis=0) / size
    scores = (totals - totals.sum(axis=1, keepdims=True) * share) / size
    return share, sample.covariance_of(scores)


def _rao_scott(share: Values, covariance: Values, n: int, nu: int) -> dict[str, float]:
    """Rao and Scott (1984), section 3, as R's `svychisq` computes it (`nu`: its degrees of freedom).

    Delta = (C' D^-1 C / n)^-1 C' D^-1 V D^-1 C, with D the shares and C contrasts of the cells that
    are free of the margins; its eigenvalues are the generalised design effects.
    """
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    square = n * float(((share - expected) ** 2 / expected).sum())
    contrasts = _interaction(*share.shape)
    inverse = np.divide(1, share.ravel(), out=np.zeros(share.size), where=share.ravel() > 0)
    scaled = inverse[:, None] * contrasts
    delta = np.linalg.solve(contrasts.T @ scaled / n, scaled.T @ covariance @ scaled)
    trace, df = float(np.trace(delta)), len(delta)
    v = float(np.sqrt(square / n / (min(share.shape) - 1)))
    if nu <= 0 or trace <= 0:
        return dict.fromkeys(("statistic", "df1", "df2", "p", "p_first_order"), np.nan) | {"v": v}
    df1 = trace**2 / float(np.trace(delta @ delta))
    first, f = square / (trace / df), square / trace
    p_values = {"p": float(fdtrc(df1, df1 * nu, f)), "p_first_order": float(chdtrc(df, first))}
    return {"statistic": f, "df1": df1, "df2": df1 * nu, **p_values, "v": v}


def _interaction(rows: int, columns: int) -> Values:
    """Contrasts of the cells that are orthogonal to the margins: one column a degree of freedom."""
    row, column = np.divmod(np.arange(rows * columns), columns)
    in_row = (row[:, None] == np.arange(1, rows)).astype(float)
    in_column = (column[:, None] == np.arange(1, columns)).astype(float)
    margins = np.column_stack([np.ones(rows * columns), in_row, in_column])
    products = (in_row[:, :, None] * in_column[:, None, :]).reshape(rows * columns, -1)
    return products - margins @ np.linalg.lstsq(margins, products, rcond=None)[0]
