"""Answers that have an order: the proportional-odds model under the design, and its assumption.

In: respondents, an ordered answer (1 to 5) and predictors as in `analysis.regression`. Out: one row
per term, or per test. The model is McCullagh's (1980): log odds of an answer above the cut k are
b'x - threshold k, with the same b at every cut. It is fitted by weighted maximum likelihood (Newton,
analytic derivatives), with linearised errors, as R's `svyolr`. statsmodels' `OrderedModel` takes no
weights and differentiates numerically, which a million rows do not allow; a test holds ours to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import expit, fdtrc, logit

from analysis.estimates import Values
from analysis.few_clusters import Products
from analysis.linearisation import OUTSIDE, SURVEY, Codes, Design, Sample
from analysis.regression import (
    CONVERGED,
    ITERATIONS,
    SEPARATED_AT,
    SEPARATION,
    Fit,
    NotEstimableError,
    Predictors,
    Terms,
    coefficient_rows,
    covariance_of,
    estimable,
    terms_of,
    weighted_logit,
)

HALVINGS, ROUNDING = 30, 1e-12
"""How often a step that leads downhill is halved, and what of the likelihood counts as rounding."""
ALL_TERMS = "all terms"
THRESHOLD = "threshold"
TWO_ANSWERS = "the assumption holds of itself: only two different answers were given"
TOO_FEW_CLUSTERS = "the clusters are too few to test so many differences at once"


def proportional_odds(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Predictors,
    *,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """The proportional-odds model: one row per term, then one per threshold ("threshold 1").

    Estimates of terms are log odds ratios of a higher answer. A threshold is named after the answer
    below it.
    """
    sample, terms = Sample.of(frame, design), terms_of(frame, outcome, predictors, where, design)
    answers = np.unique(terms.outcome)[:-1]
    names = [*terms.names[1:], *(f"{THRESHOLD} {answer:g}" for answer in answers)]
    return coefficient_rows(sample, terms, fitted_odds, names)


def proportional_odds_test(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Predictors,
    *,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Whether the odds are proportional (Brant 1990): one row per term and one for all together.

    A logistic model is fitted at every cut; the test is that the coefficients of a term are equal
    at all cuts, with the design covariance of all of them. `statistic` is the adjusted Wald F =
    (d - q + 1) / (d q) W of q differences and d degrees of freedom (Korn and Graubard 1990).
    """
    sample, terms = Sample.of(frame, design), terms_of(frame, outcome, predictors, where, design)
    df = int(sample.degrees(np.where(terms.inside, 0, OUTSIDE), 1)[0])
    names = terms.names[1:]
    places = {name: [place] for place, name in enumerate(names, start=1)}
    places[ALL_TERMS] = list(range(1, len(names) + 1))
    try:
        slopes, covariance = _slopes(sample, terms)
    except NotEstimableError as error:
        tests: dict[str, dict[str, object]] = {name: {"undefined": str(error)} for name in places}
    else:
        tests = {name: _equal(slopes, covariance, at, df) for name, at in places.items()}
    columns = ["term", "statistic", "df1", "df2", "p", "n", "undefined"]
    records = [{"term": name, "n": len(terms.outcome), **test} for name, test in tests.items()]
    return pd.DataFrame(records, columns=columns)


def fitted_odds(terms: Terms) -> Fit:
    """Slopes and thresholds that maximise the weighted likelihood. Raises NotEstimableError."""
    estimable(terms, varying=True)
    answer = np.unique(terms.outcome, return_inverse=True)[1]
    x = terms.matrix[:, 1:]
    shares = np.cumsum(np.bincount(answer, terms.weight))[:-1] / terms.weight.sum()
    at = _Point.of(np.concatenate([np.zeros(x.shape[1]), logit(shares)]), x, answer, terms.weight)
    for _ in range(ITERATIONS):
        influence = at.scores @ np.linalg.inv(at.information)
        step = influence.sum(axis=0)
        if np.abs(step).max() < CONVERGED:
            return Fit(at.coefficients, influence, at.products)
        tried = (at.coefficients + step / 2**halved for halved in range(HALVINGS))
        points = (_Point.of(there, x, answer, terms.weight) for there in tried)
        at = next((point for point in points if point.likelihood >= at.floor), at)
        if np.abs(x @ at.coefficients[: x.shape[1]]).max(initial=0) > SEPARATED_AT:
            break
    raise NotEstimableError(SEPARATION)


@dataclass(frozen=True, slots=True)
class _Point:
    """A place on the way to the maximum: what the likelihood is there, and how it bends."""

    coefficients: Values
    likelihood: float
    scores: Values
    products: Products

    @classmethod
    def of(cls, coefficients: Values, x: Values, answer: Codes, weight: Values) -> _Point:
        """The point at `coefficients`."""
        return cls(coefficients, *_likelihood(coefficients, x, answer, weight))

    @property
    def information(self) -> Values:
        """The information matrix: how the likelihood bends."""
        return np.sum([(left.T * w) @ right for left, w, right in self.products], axis=0)

    @property
    def floor(self) -> float:
        """What the next point must reach: this likelihood, less what rounding may cost it."""
        return self.likelihood - ROUNDING * abs(self.likelihood)


def _likelihood(
    coefficients: Values, x: Values, answer: Codes, weight: Values
) -> tuple[float, Values, Products]:
    """Weighted log-likelihood, each respondent's weighted score, and the products of the information.

    The chance of an answer is F(u) - F(l), with u and l the cuts above and below it less b'x; the
    derivatives of its logarithm are those of F (logistic) by the chain rule.
    """
    slopes, thresholds = np.split(coefficients, [x.shape[1]])
    cuts = np.concatenate([[-np.inf], thresholds, [np.inf]])
    if (np.diff(cuts) <= 0).any():
        return -np.inf, x, []
    upper, lower = expit(cuts[answer + 1] - x @ slopes), expit(cuts[answer] - x @ slopes)
    chance = np.maximum(upper - lower, np.finfo(float).tiny)
    above, below = upper * (1 - upper) / chance, lower * (1 - lower) / chance
    indicator = np.arange(len(thresholds))
    at_upper = np.column_stack([-x, answer[:, None] == indicator])
    at_lower = np.column_stack([-x, answer[:, None] - 1 == indicator])
    scores = weight[:, None] * (above[:, None] * at_upper - below[:, None] * at_lower)
    curved_up, curved_down = above * (1 - 2 * upper), below * (1 - 2 * lower)
    both = -weight * above * below
    products = [
        (at_upper, weight * (above**2 - curved_up), at_upper),
        (at_lower, weight * (below**2 + curved_down), at_lower),
        (at_upper, both, at_lower),
        (at_lower, both, at_upper),
    ]
    return float(weight @ np.log(chance)), scores, products


def _slopes(sample: Sample, terms: Terms) -> tuple[Values, Values]:
    """The coefficients of the logit of every cut, one row a cut, and the covariance of all."""
    if len(np.unique(terms.outcome)) <= 2:
        estimable(terms, varying=True)
        raise NotEstimableError(TWO_ANSWERS)
    fits = [weighted_logit(cut) for cut in _cuts(terms)]
    influence = np.concatenate([fit.influence for fit in fits], axis=1)
    return np.stack([fit.value for fit in fits]), covariance_of(sample, terms, influence)


def _cuts(terms: Terms) -> Iterator[Terms]:
    """The same respondents with the answer above each cut as 1 and below it as 0."""
    for cut in np.unique(terms.outcome)[:-1]:
        yield replace(terms, outcome=(terms.outcome > cut).astype(float))


def _equal(slopes: Values, covariance: Values, at: list[int], df: int) -> dict[str, object]:
    """The test that the coefficients in the places `at` are the same in every row of `slopes`."""
    cuts, width = slopes.shape
    q = (cuts - 1) * len(at)
    if q > df:
        return {"undefined": TOO_FEW_CLUSTERS}
    contrasts = np.zeros((q, cuts * width))
    for row, (cut, place) in enumerate((c, p) for c in range(1, cuts) for p in at):
        contrasts[row, [cut * width + place, place]] = 1, -1
    apart = contrasts @ slopes.ravel()
    wald = float(apart @ np.linalg.solve(contrasts @ covariance @ contrasts.T, apart))
    f = (df - q + 1) / (df * q) * wald
    p = float(fdtrc(q, df - q + 1, f))
    return {"statistic": f, "df1": q, "df2": df - q + 1, "p": p, "undefined": ""}
