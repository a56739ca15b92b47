"""Scales of several items: the score of a respondent, and how reliable the scores are.

In: respondents and the items of each scale, all worded in one direction. Out: scores, Cronbach's
alpha and McDonald's omega. Both coefficients are functions of the covariances of the items among
those who answered all of them, weighted by the design; their standard errors are linearised from
the design covariance of these (delta method, gradient by central differences), their intervals are
t intervals of log(1 - coefficient), as Bonett and Wright (2015) recommend. Feldt's (1965) interval,
which takes respondents for independent, would be too narrow for a sample in clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import root

from analysis.answers import Names, groups_of, numeric
from analysis.estimates import NO_ANSWERS, ONE_PER_STRATUM, Values, below_one_interval
from analysis.linearisation import OUTSIDE, SURVEY, Design, Sample

MINIMUM_ANSWERED = 2 / 3
"""The least share of the items of a scale that must be answered for a score."""
FEWEST_ITEMS = {"alpha": 2, "omega": 3}
"""With fewer items the coefficient cannot be had: omega has one loading an item to find."""
STEP = 1e-5
"""Step of the central differences, in products of the items' standard deviations."""
SINGULAR, CONVERGED = 1e-10, 1e-9
"""The least eigenvalue of correlations to be factored, and what the equations may leave over."""
SMALLEST_UNIQUE = 0.005
"""The share of an item's variance that must be its own: the bound of R's `factanal`."""
STARTS = (0.8, 0.6, 0.4, 0.95)
"""Unique variances to begin from where the customary start leads nowhere, as with weak loadings."""
IMPROPER = "one factor has no proper solution: it leaves an item no variance of its own"

Scales: TypeAlias = Mapping[str, Sequence[str]]
Inside: TypeAlias = NDArray[np.bool_]


def scores(frame: pd.DataFrame, scales: Scales) -> pd.DataFrame:
    """The mean of the items that each respondent answered: one column per scale, one row each.

    Missing for who answered fewer than `MINIMUM_ANSWERED` of them.
    """
    columns = {}
    for scale, items in scales.items():
        answers = _answers(frame, items)
        answered = (~np.isnan(answers)).sum(axis=1)
        enough = answered >= MINIMUM_ANSWERED * len(items) - 1e-9
        total = np.nansum(answers, axis=1)
        columns[scale] = np.divide(
            total, answered, out=np.full(len(frame), np.nan), where=enough & (answered > 0)
        )
    return pd.DataFrame(columns, index=frame.index)


def reliability(
    frame: pd.DataFrame,
    scales: Scales,
    *,
    by: Names = (),
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Alpha and omega of each scale: one row per group, scale and coefficient.

    Columns: those of `by`, scale, coefficient, items (their number), then those of an estimate.
    """
    sample, (group, keys) = Sample.of(frame, design), groups_of(frame, by, where)
    rows = []
    for number, key in enumerate(keys.to_dict("records")):
        for scale, items in scales.items():
            answers = _answers(frame, items)
            inside = (group == number) & ~np.isnan(answers).any(axis=1)
            for record in _coefficients(sample, inside, answers, list(items)):
                rows.append({**key, "scale": scale, **record})
    return pd.DataFrame(rows)


def cronbach_alpha(covariance: Values) -> float:
    """Alpha: k / (k - 1) * (1 - sum of variances / variance of the sum) (Cronbach 1951)."""
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def mcdonald_omega(covariance: Values) -> float:
    """Omega: (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances).

    McDonald (1999, chapter 6). The loadings are those of one factor, fitted by maximum likelihood. NaN where it has no proper
    solution.
    """
    loadings = one_factor(covariance)
    common = loadings.sum() ** 2
    return float(common / (common + (np.diag(covariance) - loadings**2).sum()))


def one_factor(covariance: Values) -> Values:
    """Loadings of the items on one factor, by maximum likelihood; NaN without a proper solution.

    Solves diag(l l' + P) = diag(R) for the logarithms of the unique variances P, with the loadings
    l from the first eigenvector of P^-1/2 R P^-1/2, on correlations R (Lawley and Maxwell 1971). A
    unique variance below `SMALLEST_UNIQUE` (a Heywood case) is no proper solution.
    """
    deviation = np.sqrt(np.diag(covariance))
    r = covariance / np.outer(deviation, deviation)
    if np.linalg.eigvalsh(r)[0] < SINGULAR:
        return np.full(len(r), np.nan)

    def rest(logarithms: Values) -> Values:
        return np.exp(logarithms) + _first_loadings(r, logarithms) ** 2 - 1

    multiple = (1 - 0.5 / len(r)) / np.diag(np.linalg.inv(r))
    for unique in (multiple, *(np.full(len(r), share) for share in STARTS)):
        found = root(rest, np.log(unique), tol=1e-13).x
        if np.exp(found).min() > SMALLEST_UNIQUE and np.abs(rest(found)).max() < CONVERGED:
            return deviation * _first_loadings(r, found)
    return np.full(len(r), np.nan)


def _first_loadings(r: Values, logarithms: Values) -> Values:
    """The loadings that are likeliest for given unique variances, positive on the whole."""
    unique = np.exp(logarithms / 2)
    values, vectors = np.linalg.eigh(r / np.outer(unique, unique))
    loadings = unique * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0))
    return loadings if loadings.sum() >= 0 else -loadings


Coefficient: TypeAlias = Callable[[Values], float]
COEFFICIENTS: dict[str, Coefficient] = {"alpha": cronbach_alpha, "omega": mcdonald_omega}


def _coefficients(
    sample: Sample, inside: Inside, answers: Values, items: list[str]
) -> list[dict[str, object]]:
    """The records of both coefficients, of the respondents `inside`."""
    n, df = int(inside.sum()), int(sample.degrees(np.where(inside, 0, OUTSIDE), 1)[0])
    covariance, variance = _moments(sample, inside, answers)
    records = []
    for name, function in COEFFICIENTS.items():
        estimate, se, reason = np.nan, np.nan, _undefined(name, n, covariance, items)
        if not reason:
            estimate, se = _estimated(function, covariance, variance)
            reason = IMPROPER if np.isnan(estimate) else ONE_PER_STRATUM if df <= 0 else ""
        low, high = below_one_interval(estimate, se, df)
        found = {"estimate": estimate, "se": se, "low": float(low), "high": float(high)}
        base = {"coefficient": name, "items": len(items)}
        records.append({**base, **found, "n": n, "df": df, "undefined": reason})
    return records


def _answers(frame: pd.DataFrame, items: Sequence[str]) -> Values:
    return np.stack([numeric(frame[item]) for item in items], axis=1)


def _moments(sample: Sample, inside: Inside, answers: Values) -> tuple[Values, Values]:
    """Weighted covariances of the items, and the design covariance of their upper triangle.

    The score of a respondent is w ((x - mean x) (y - mean y) - covariance) / (sum of w).
    """
    weight = np.where(inside, sample.weight, 0.0)
    size = weight.sum() or np.nan
    apart = np.where(inside[:, None], answers, 0.0)
    apart = np.where(inside[:, None], apart - weight @ apart / size, 0.0)
    covariance = (apart.T * weight) @ apart / size
    first, second = np.triu_indices(len(covariance))
    scores = np.empty((len(weight), len(first)))
    for column, (one, two) in enumerate(zip(first, second, strict=True)):
        products = apart[:, one] * apart[:, two] - covariance[one, two]
        scores[:, column] = weight * products / size
    return covariance, sample.covariance(scores)


def _estimated(function: Coefficient, covariance: Values, variance: Values) -> tuple[float, float]:
    """The coefficient and its standard error: square root of g' V g, with g its gradient."""
    deviation = np.sqrt(np.diag(covariance))
    gradient = []
    for one, two in zip(*np.triu_indices(len(covariance)), strict=True):
        step = np.zeros_like(covariance)
        step[one, two] = step[two, one] = STEP * deviation[one] * deviation[two]
        change = function(covariance + step) - function(covariance - step)
        gradient.append(change / (2 * step[one, two]))
    g = np.array(gradient)
    return function(covariance), float(np.sqrt(g @ variance @ g))


def _undefined(name: str, n: int, covariance: Values, items: list[str]) -> str:
    """Why the coefficient is not defined; "" if it is."""
    if len(items) < FEWEST_ITEMS[name]:
        return f"{name} needs at least {FEWEST_ITEMS[name]} items"
    if n == 0:
        return NO_ANSWERS
    constant = [
        item for item, variance in zip(items, np.diag(covariance), strict=True) if variance <= 0
    ]
    if constant:
        return f"constant: everyone gave the same answer to {', '.join(constant)}"
    return ""
