"""Cliff's delta: how often an answer of one group is above one of another, less how often below.

In: two groups of respondents, in one table or in two, and ordered answers. Out: one row per item.
Delta runs from -1 to 1 and takes from the answers only their order (Cliff 1993). Respondents count
by their weights. Its standard error is that of the linearised placements, which without a design is
DeLong's (DeLong, DeLong and Clarke-Pearson 1988; delta is 2 AUC - 1); the interval is a t interval
of Fisher's z of delta, so within -1 and 1. Sorting is all that it costs: no pair is looked at.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.answers import Names, groups_of, listed_names, numeric
from analysis.estimates import (
    NO_ANSWERS,
    ONE_PER_STRATUM,
    Values,
    fisher_interval,
    p_value,
    satterthwaite,
)
from analysis.linearisation import OUTSIDE, SURVEY, Codes, Design, Sample

APART = (
    "no interval: every answer of one group is above every answer of the other, or all are equal"
)


def cliffs_delta(
    frame: pd.DataFrame,
    items: Names,
    *,
    by: str,
    groups: tuple[object, object],
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Delta of two groups of one table, first over second: one row per item.

    The groups share clusters, so the placements of both are summed by cluster.
    """
    sample, counted = Sample.of(frame, design), groups_of(frame, where=where)[0] != OUTSIDE
    member = [frame[by].eq(name).to_numpy(dtype=bool) & counted for name in groups]
    rows = []
    for item in listed_names(items):
        values = numeric(frame[item])
        sides = [inside & ~np.isnan(values) for inside in member]
        delta, scores = _placed(values, sample.weight, *sides)
        both = np.where(sides[0] | sides[1], 0, OUTSIDE)
        variance, df = _spread(sample, both, scores)
        counts = [int(side.sum()) for side in sides]
        rows.append({"item": item, **_record(delta, variance, df, counts)})
    return pd.DataFrame(rows).assign(first=groups[0], second=groups[1])


def cliffs_delta_between(
    first: pd.DataFrame, second: pd.DataFrame, items: Names, *, design: Design = SURVEY
) -> pd.DataFrame:
    """Delta of two independent samples, first over second: one row per item.

    Their variances add; degrees of freedom as in `analysis.survey.differences_between`.
    """
    samples = [Sample.of(frame, design) for frame in (first, second)]
    weight = np.concatenate([sample.weight for sample in samples])
    of_first = np.arange(len(weight)) < len(first)
    rows = []
    for item in listed_names(items):
        values = np.concatenate([numeric(first[item]), numeric(second[item])])
        sides = [of_first & ~np.isnan(values), ~of_first & ~np.isnan(values)]
        delta, scores = _placed(values, weight, *sides)
        spreads = [
            _spread(sample, np.where(side[part], 0, OUTSIDE), scores[part])
            for sample, side, part in zip(samples, sides, (of_first, ~of_first), strict=True)
        ]
        (one, df_one), (two, df_two) = spreads
        df = float(satterthwaite(one, df_one, two, df_two))
        counts = [int(side.sum()) for side in sides]
        rows.append({"item": item, **_record(delta, one + two, df, counts)})
    return pd.DataFrame(rows)


def _placed(values: Values, weight: Values, first: Codes, second: Codes) -> tuple[float, Values]:
    """Delta, and each respondent's linearised score.

    The placement of an answer is the share of the other group below it less the share above it.
    """
    scores = np.zeros_like(weight)
    if not (first.any() and second.any()):
        return np.nan, scores
    levels = np.unique(values[first | second])
    shares = [
        np.bincount(np.searchsorted(levels, values[side]), weight[side], len(levels))
        / weight[side].sum()
        for side in (first, second)
    ]
    below_less_above = [2 * np.cumsum(share) - share - 1 for share in shares]
    delta = float(shares[0] @ below_less_above[1])
    for side, other, sign in ((first, 1, 1), (second, 0, -1)):
        placement = sign * below_less_above[other][np.searchsorted(levels, values[side])]
        scores[side] = weight[side] * (placement - delta) / weight[side].sum()
    return delta, scores


def _spread(sample: Sample, group: Codes, scores: Values) -> tuple[float, int]:
    """The variance of the total of the scores, and its degrees of freedom."""
    variance = sample.variances(group, 1, scores[:, None])[0, 0]
    return float(variance), int(sample.degrees(group, 1)[0])


def _record(delta: float, variance: float, df: float, counts: list[int]) -> dict[str, object]:
    """One row: delta with its interval and test, and whom it rests on."""
    se = float(np.sqrt(variance)) if np.isfinite(delta) else np.nan
    low, high = fisher_interval(delta, se, df)
    reason = NO_ANSWERS if np.isnan(delta) else ""
    if not reason and np.isnan(low):
        reason = APART if variance == 0 or abs(delta) == 1 else ONE_PER_STRATUM
    numbers = {"estimate": delta, "se": se, "low": float(low), "high": float(high)}
    sides = {"n": sum(counts), "n_first": counts[0], "n_second": counts[1], "cases": counts[0]}
    return {**numbers, **sides, "df": df, "p": float(p_value(delta, se, df)), "undefined": reason}
