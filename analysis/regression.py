"""Regressions on respondents of a survey: which coefficients, and how sure under its design.

In: a table of respondents, an outcome and predictors. Out: one row per term, as `analysis.estimates`
describes it. The coefficients solve the weighted likelihood equations; their covariance is that of
the linearised scores, the "sandwich" (Binder 1983; Lumley 2010, chapter 5), with the clusters as
`analysis.linearisation` takes them, so it is robust to what respondents of a cluster share. Errors of
single coefficients are corrected for few clusters, and have degrees of freedom of their own
(`analysis.few_clusters`). The tests hold the coefficients and their covariance to R's `svyglm`.

Predictors are a mapping from column to reference answer, `{"residence": "urban", "age": None}`:
every other answer becomes a term ("residence: rural"), and a column with the reference None is a
number. Whoever lacks an answer to any of them is outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from analysis.answers import are_traits, numeric
from analysis.errors import AnalysisError
from analysis.estimates import NO_ANSWERS, ONE_PER_STRATUM, Values, p_value, t_interval
from analysis.few_clusters import Products, corrected, information_by_cluster
from analysis.linearisation import OUTSIDE, SURVEY, Design, Linearised, Sample

INTERCEPT = "intercept"
ITERATIONS = 50
CONVERGED = 1e-10
"""The largest change of the linear predictor in a last step of Newton's method."""
SEPARATED_AT = 25.0
"""A linear predictor that large, in logits, means a share of 0 or 1: the data part perfectly."""
COLLINEAR_AT = 1e7
"""The condition number of the terms, each scaled to length 1, above which one follows from others."""
COLLINEAR = "the predictors are not independent of each other: one follows from the others"
SEPARATION = (
    "no finite coefficient: the predictors part the answers perfectly, or the fit does not end"
)
NO_VARIATION = "everyone gave the same answer"
ONE_CLUSTER = "no interval: the coefficient rests on one cluster alone"

Predictors: TypeAlias = Mapping[str, object]


class NotEstimableError(AnalysisError):
    """A model has no coefficients for these data; the message is the reason that its rows give."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The matrix of a model's terms, one row per respondent who is inside."""

    names: list[str]
    owners: list[str]
    """The predictor that each term belongs to."""
    matrix: Values
    outcome: Values
    weight: Values
    inside: NDArray[np.bool_]
    """Which respondents of the table are inside."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit(Linearised):
    """Coefficients, what each respondent contributes to them, and the information that they hold."""

    information: Products
    """Matrices L, weights w and matrices R, a row per respondent: X' W X is the sum of their L' w R."""


Fitter: TypeAlias = Callable[[Terms], Fit]


def linear(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Predictors,
    *,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Weighted least squares of a numeric `outcome`: one row per term, the intercept first."""
    sample, terms = Sample.of(frame, design), terms_of(frame, outcome, predictors, where, design)
    return coefficient_rows(sample, terms, weighted_least_squares)


def logistic(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Predictors,
    *,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Logistic regression of an `outcome` of 0 and 1: one row per term; estimates are log odds."""
    sample, terms = Sample.of(frame, design), terms_of(frame, outcome, predictors, where, design)
    return coefficient_rows(sample, terms, weighted_logit)


def terms_of(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Predictors,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> Terms:
    """The terms of a model. Raises AnalysisError if nobody gave the reference answer."""
    answered = frame[[outcome, *predictors]].notna().all(axis=1).to_numpy()
    inside = answered if where is None else answered & where.to_numpy(dtype=bool)
    part = frame[inside]
    names, owners, columns = [INTERCEPT], [INTERCEPT], [np.ones(len(part))]
    for name, reference in predictors.items():
        for term, column in _columns(part[name], name, reference):
            names.append(term)
            owners.append(name)
            columns.append(column)
    weight = numeric(part[design.weight])
    weight = weight / weight.mean() if len(weight) else weight
    matrix = np.column_stack(columns)
    return Terms(names, owners, matrix, numeric(part[outcome]), weight, inside)


def coefficient_rows(
    sample: Sample, terms: Terms, fit: Fitter, names: list[str] | None = None
) -> pd.DataFrame:
    """What `fit` makes of `terms`: one row per term, or the reason why there is none.

    `cases` are those who have the trait that a term is, and missing for other terms.
    """
    names = terms.names if names is None else names
    n, group = len(terms.outcome), np.where(terms.inside, 0, OUTSIDE)
    estimate = se = df = np.full(len(names), np.nan)
    reason: str | NDArray[np.str_]
    try:
        fitted = fit(terms)
    except NotEstimableError as error:
        reason = str(error)
    else:
        estimate, reason = fitted.value, ONE_PER_STRATUM
        if sample.degrees(group, 1)[0] > 0:
            se, df = errors_of(sample, terms, fitted)
            reason = np.where(np.isnan(df), ONE_CLUSTER, "")
    low, high = t_interval(estimate, se, df)
    table = pd.DataFrame({"term": names, "estimate": estimate, "se": se, "low": low, "high": high})
    p, cases = p_value(estimate, se, df), table["term"].map(_having(terms)).astype(float)
    return table.assign(n=n, df=df, p=p, cases=cases, undefined=reason)


def _having(terms: Terms) -> dict[str, float]:
    """How many respondents have each trait, which is a term of 0 and 1; other terms are left out."""
    traits = are_traits(terms.matrix)
    return dict(zip(np.array(terms.names)[traits], terms.matrix.sum(axis=0)[traits], strict=True))


def errors_of(sample: Sample, terms: Terms, fitted: Fit) -> tuple[Values, Values]:
    """Standard errors of the coefficients, corrected for few clusters, and their degrees of freedom."""
    information = information_by_cluster(sample, terms.inside, fitted.information)
    return corrected(sample, _placed(terms, fitted.influence), information)


def covariance_of(sample: Sample, terms: Terms, influence: Values) -> Values:
    """The design covariance of estimates whose linearised scores are `influence`."""
    return sample.covariance(_placed(terms, influence))


def _placed(terms: Terms, influence: Values) -> Values:
    """Scores of all respondents of the table: `influence` of those inside, zero of the others."""
    scores = np.zeros((len(terms.inside), influence.shape[1]))
    scores[terms.inside] = influence
    return scores


def weighted_least_squares(terms: Terms) -> Fit:
    """The coefficients (X' W X)^-1 X' W y. Raises NotEstimableError if there are none."""
    estimable(terms)
    x, inverse = terms.matrix, _inverse(terms.matrix, terms.weight)
    coefficients = inverse @ (x.T @ (terms.weight * terms.outcome))
    residual = terms.weight * (terms.outcome - x @ coefficients)
    return Fit(coefficients, residual[:, None] * (x @ inverse), [(x, terms.weight, x)])


def weighted_logit(terms: Terms) -> Fit:
    """The coefficients of the weighted logistic likelihood, by Newton's method.

    Raises NotEstimableError if there are none, or if they would be infinite.
    """
    estimable(terms, varying=True)
    x, coefficients = terms.matrix, np.zeros(terms.matrix.shape[1])
    for _ in range(ITERATIONS):
        share = expit(x @ coefficients)
        curved = terms.weight * share * (1 - share)
        inverse = _inverse(x, curved)
        influence = (terms.weight * (terms.outcome - share))[:, None] * (x @ inverse)
        step = influence.sum(axis=0)
        coefficients = coefficients + step
        if np.abs(x @ coefficients).max() > SEPARATED_AT:
            break
        if np.abs(x @ step).max() < CONVERGED:
            return Fit(coefficients, influence, [(x, curved, x)])
    raise NotEstimableError(SEPARATION)


def estimable(terms: Terms, *, varying: bool = False) -> None:
    """Raise NotEstimableError if no coefficients can be had from `terms`, saying why.

    `varying`: the outcome must take more than one value.
    """
    if not len(terms.outcome):
        raise NotEstimableError(NO_ANSWERS)
    if varying and np.ptp(terms.outcome) == 0:
        raise NotEstimableError(NO_VARIATION)
    length = np.sqrt((terms.matrix**2).sum(axis=0))
    if (length == 0).any() or np.linalg.cond(terms.matrix / length) > COLLINEAR_AT:
        raise NotEstimableError(COLLINEAR)


def _columns(answers: pd.Series, name: str, reference: object) -> list[tuple[str, Values]]:
    """The terms of one predictor and their columns."""
    if reference is None:
        return [(name, numeric(answers))]
    given = sorted(answers.unique())
    if len(answers) and reference not in given:
        raise AnalysisError(
            f"nobody of those in the model answered {reference!r} to {name!r}, which its other answers "
            f"are compared with; choose one of {', '.join(map(repr, given))}"
        )
    return [
        (f"{name}: {answer}", answers.eq(answer).to_numpy(dtype=float))
        for answer in given
        if answer != reference
    ]


def _inverse(matrix: Values, weight: Values) -> Values:
    """The inverse of X' W X."""
    return np.asarray(np.linalg.inv((matrix.T * weight) @ matrix), dtype=np.float64)
