"""Why two groups differ: how much of a gap goes with their different circumstances.

In: respondents of two groups, an outcome and predictors as in `analysis.regression`. Out: the gap
between the weighted means and its parts, by Blinder (1973) and Oaxaca (1973), one row per part. The
part explained by a predictor is what the gap would shrink by if the groups had the same mean of it
and its association with the outcome were a cause. It is not shown to be one; nor is the unexplained
part shown to be discrimination: it holds whatever was not asked. Parts may be negative, and those
of a gap that is not sure to be there are not sure of anything.

The point estimates are those of statsmodels' `OaxacaBlinder` (a test holds them equal), which knows
neither weights nor clusters nor the parts of single predictors; the standard errors are linearised.
They are not corrected for few clusters, as those of regressions are: `analysis.few_clusters` corrects the
errors of coefficients, and a part is a product of these with means, whose own errors the correction does not
know. It is small here: in 600 samples of known truth (seeds 2000 to 2599) the intervals of two explained
parts held it in 94.3 % (sixteen degrees of freedom) and 94.0 % (five), give or take 0.9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.answers import rarest
from analysis.estimates import NO_ANSWERS, ONE_PER_STRATUM, p_value, t_interval
from analysis.linearisation import OUTSIDE, SURVEY, Codes, Design, Linearised, Sample
from analysis.regression import (
    NotEstimableError,
    Predictors,
    Terms,
    covariance_of,
    terms_of,
    weighted_least_squares,
)

ALL = "all"

Parts = dict[str, Linearised]


def decomposition(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Predictors,
    *,
    by: str,
    groups: tuple[object, object],
    blocks: Mapping[str, str] | None = None,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """The gap, first group less second, and its parts: one row per fold, part and block.

    Two-fold: gap, explained, unexplained, by the coefficients of both groups together with a dummy
    for the group ("pooled" in Jann 2008). Three-fold: endowments (by the coefficients of the
    second group), coefficients, interaction. Block "all" has the whole part; of what is explained,
    or due to endowments, there is also a row for each of the `blocks`, a mapping from predictor to
    block (default: each predictor is its own). `cases` are the smallest group, or trait of 0 and 1.
    """
    sample, member = Sample.of(frame, design), frame[by].isin(groups)
    inside = member if where is None else member & where
    terms = terms_of(frame, outcome, predictors, inside, design)
    first = frame[by].eq(groups[0]).to_numpy(dtype=bool)[terms.inside]
    named = {name: (blocks or {}).get(name, name) for name in predictors}
    of_term = np.array([named.get(owner, "") for owner in terms.owners])
    tables = [_fold(sample, terms, first, of_term, fold) for fold in FOLDS]
    return pd.concat(tables, ignore_index=True).assign(first=groups[0], second=groups[1])


def _two_fold(terms: Terms, first: Codes) -> Parts:
    """Gap, explained (one estimate a term) and unexplained."""
    apart = _means(terms, terms.matrix, first) - _means(terms, terms.matrix, ~first)
    with_group = np.column_stack([terms.matrix, first])
    pooled = weighted_least_squares(replace(terms, matrix=with_group))[: terms.matrix.shape[1]]
    outcome = terms.outcome[:, None]
    gap = _means(terms, outcome, first) - _means(terms, outcome, ~first)
    explained = apart * pooled
    return {"gap": gap, "explained": explained, "unexplained": gap - explained.sum()}


def _three_fold(terms: Terms, first: Codes) -> Parts:
    """Endowments (one estimate a term), coefficients and interaction."""
    at_second = _means(terms, terms.matrix, ~first)
    apart = _means(terms, terms.matrix, first) - at_second
    of_second = _slopes(terms, ~first)
    change = _slopes(terms, first) - of_second
    return {
        "endowments": apart * of_second,
        "coefficients": (at_second * change).sum(),
        "interaction": (apart * change).sum(),
    }


FOLDS: dict[str, tuple[Callable[[Terms, Codes], Parts], tuple[str, ...]]] = {
    "two-fold": (_two_fold, ("gap", "explained", "unexplained")),
    "three-fold": (_three_fold, ("endowments", "coefficients", "interaction")),
}
BY_BLOCK = ("explained", "endowments")
"""The parts that predictors have a share in, whatever answer the others are compared with."""


def _means(terms: Terms, columns: np.ndarray, side: Codes) -> Linearised:
    """The weighted means of the columns on one side."""
    if not side.any():
        raise NotEstimableError(NO_ANSWERS)
    weight = np.where(side, terms.weight, 0) / terms.weight[side].sum()
    mean = weight @ columns
    return Linearised(mean, weight[:, None] * (columns - mean))


def _slopes(terms: Terms, side: Codes) -> Linearised:
    """The coefficients on one side."""
    part = replace(
        terms, matrix=terms.matrix[side], outcome=terms.outcome[side], weight=terms.weight[side]
    )
    found, influence = weighted_least_squares(part), np.zeros_like(terms.matrix)
    influence[side] = found.influence
    return Linearised(found.value, influence)


def _fold(
    sample: Sample, terms: Terms, first: Codes, of_term: np.ndarray, fold: str
) -> pd.DataFrame:
    """The rows of one fold, or the reason why there are none."""
    function, names = FOLDS[fold]
    detail = list(dict.fromkeys(block for block in of_term if block))
    keys = [
        (part, block) for part in names for block in (ALL, *(detail if part in BY_BLOCK else ()))
    ]
    counts = {"n": len(first), "n_first": int(first.sum()), "n_second": int((~first).sum())}
    cases = rarest(np.column_stack([first, terms.matrix[:, 1:]]))
    df = int(sample.degrees(np.where(terms.inside, 0, OUTSIDE), 1)[0])
    value = se = np.full(len(keys), np.nan)
    try:
        parts = function(terms, first)
    except NotEstimableError as error:
        reason = str(error)
    else:
        reason = ONE_PER_STRATUM if df <= 0 else ""
        chosen = [
            parts[part] if block == ALL else parts[part][of_term == block] for part, block in keys
        ]
        sums = [one.sum() for one in chosen]
        value = np.concatenate([one.value for one in sums])
        influence = np.concatenate([one.influence for one in sums], axis=1)
        se = np.sqrt(np.diag(covariance_of(sample, terms, influence)))
    low, high = t_interval(value, se, df)
    table = pd.DataFrame(keys, columns=["part", "block"]).assign(
        estimate=value, se=se, low=low, high=high
    )
    table.insert(0, "fold", fold)
    return table.assign(**counts, cases=cases, df=df, p=p_value(value, se, df), undefined=reason)
