"""Through what an exposure may act: its indirect and direct effect, and what would undo them.

In: respondents, an exposure (use), a mediator (perceived service), an outcome (trust) and covariates
as in `analysis.regression`. Out: one row per effect. With two linear models and no interaction the
average causal mediation effect of Imai, Keele and Tingley (2010) is the product of the exposure's
coefficient on the mediator and the mediator's on the outcome. Its interval is drawn as in their
algorithm 1, from the joint distribution of the coefficients: here with the errors that
`analysis.few_clusters` gives each of them, correlated as their linearised scores are under the design,
and with the least of their degrees of freedom. statsmodels' `Mediation` knows neither, and keeps an effect of each
respondent in each draw, which a million rows do not allow; a test holds ours to it.

What this cannot show: that anything causes anything. The effects are causal only if nothing that
was not asked moves both exposure and answers, or both mediator and outcome (sequential ignorability),
and one questionnaire asks all at once. `rho` says how fragile that is: the correlation of the two
models' errors at which the indirect effect would be nil (their section on sensitivity analysis).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.answers import rarest
from analysis.estimates import CONFIDENCE, ONE_PER_STRATUM, Values
from analysis.linearisation import OUTSIDE, SURVEY, Design, Sample
from analysis.regression import (
    ONE_CLUSTER,
    NotEstimableError,
    Predictors,
    Terms,
    covariance_of,
    errors_of,
    terms_of,
    weighted_least_squares,
)

SEED = 2026
DRAWS = 200_000
"""Draws of the coefficients: so many that the ends of the interval are sure to a hundredth of it."""
EXPOSURE, MEDIATOR = 1, 2
"""Places of their terms in the model of the outcome, behind the intercept."""
FORMULAS: dict[str, Callable[[Values, Values, Values], Values]] = {
    "indirect": lambda a, b, c: a * b,
    "direct": lambda a, b, c: c,
    "total": lambda a, b, c: a * b + c,
    "share mediated": lambda a, b, c: a * b / (a * b + c),
}
"""Effects by the paths a (exposure on mediator), b (mediator on outcome), c (exposure on outcome)."""
EFFECTS = (*FORMULAS, "rho")
NUMBERS = ["estimate", "se", "low", "high", "p"]
NO_TOTAL = "the total effect may be nil, so a share of it means nothing"


def mediation(
    frame: pd.DataFrame,
    outcome: str,
    mediator: str,
    exposure: str,
    covariates: Predictors | None = None,
    *,
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Effects of a numeric `exposure` on `outcome` through `mediator` and past it: one row each.

    Rows: indirect, direct, total (their sum), the share mediated (of the total, where that differs
    from nil) and rho (no interval), all on those who answered everything; `cases` are those of the rarest
    of the terms that are 0 or 1, as an exposure may be.
    """
    sample = Sample.of(frame, design)
    predictors: dict[str, object] = {exposure: None, mediator: None, **(covariates or {})}
    terms = terms_of(frame, outcome, predictors, where, design)
    try:
        paths, covariance, df = _paths(sample, terms)
    except NotEstimableError as error:
        table = pd.DataFrame(np.nan, index=list(EFFECTS), columns=[*NUMBERS, "df"])
        table = table.assign(undefined=str(error))
    else:
        one_each = sample.degrees(np.where(terms.inside, 0, OUTSIDE), 1)[0] <= 0
        reason = ONE_PER_STRATUM if one_each else ONE_CLUSTER if np.isnan(df) else ""
        table = _effects(paths, covariance, df, reason).assign(df=df)
        table.loc["rho", "estimate"] = _rho(terms)
    n, cases = len(terms.outcome), rarest(terms.matrix[:, 1:])
    return table.rename_axis("effect").reset_index().assign(n=n, cases=cases)


def _paths(sample: Sample, terms: Terms) -> tuple[Values, Values, float]:
    """Exposure on mediator, mediator on outcome, and exposure on outcome at the same mediator.

    With their covariance, and the least of their degrees of freedom; missing if one rests on one cluster.
    """
    found = [
        _path(sample, _mediator_model(terms), [EXPOSURE]),
        _path(sample, terms, [MEDIATOR, EXPOSURE]),
    ]
    value, influence, se, df = (
        np.concatenate(parts, axis=-1) for parts in zip(*found, strict=True)
    )
    covariance = covariance_of(sample, terms, influence)
    larger = se / np.sqrt(np.diag(covariance))
    return value, covariance * np.outer(larger, larger), float(df.min())


def _path(sample: Sample, model: Terms, places: list[int]) -> tuple[Values, Values, Values, Values]:
    """The coefficients in some places of a model: values, influence, errors and degrees of freedom."""
    fitted = weighted_least_squares(model)
    se, df = errors_of(sample, model, fitted)
    return fitted.value[places], fitted.influence[:, places], se[places], df[places]


def _mediator_model(terms: Terms) -> Terms:
    """The model of the mediator: the same terms without it."""
    kept = np.delete(terms.matrix, MEDIATOR, axis=1)
    return replace(terms, matrix=kept, outcome=terms.matrix[:, MEDIATOR])


def _effects(paths: Values, covariance: Values, df: float, reason: str) -> pd.DataFrame:
    """The rows of the effects; rho is left for `_rho`. `reason`: why there is no interval, if there is none."""
    table = pd.DataFrame(np.nan, index=list(EFFECTS), columns=NUMBERS).assign(undefined=reason)
    for effect, formula in FORMULAS.items():
        table.loc[effect, "estimate"] = formula(*paths)
    if reason:
        return table.assign(undefined=table["undefined"].where(table["estimate"].notna(), ""))
    normal, stretched = _drawn(paths, covariance, df)
    for effect, formula in FORMULAS.items():
        draws = formula(*stretched.T)
        low, high = np.quantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        below = (draws <= 0).mean()
        numbers = [formula(*normal.T).std(), low, high, 2 * min(below, 1 - below)]
        table.loc[effect, ["se", "low", "high", "p"]] = numbers
    if not table.loc["total", "p"] < 1 - CONFIDENCE:
        table.loc["share mediated", NUMBERS] = np.nan
        table.loc["share mediated", "undefined"] = NO_TOTAL
    return table


def _drawn(paths: Values, covariance: Values, df: float) -> tuple[Values, Values]:
    """Draws of the paths: from the normal of the design, and from its multivariate t, wider for few clusters."""
    random = np.random.default_rng(SEED)
    normal = random.multivariate_normal(np.zeros(len(paths)), covariance, DRAWS, method="eigh")
    stretch = np.sqrt(df / random.chisquare(df, DRAWS))
    return paths + normal, paths + normal * stretch[:, None]


def _rho(terms: Terms) -> float:
    """The correlation of the errors of the mediator and of the outcome, both without the mediator.

    Imai, Keele and Tingley (2010): the indirect effect is nil if the errors of the two models
    correlate that much.
    """
    model = _mediator_model(terms)
    errors = []
    for one in (model, replace(model, outcome=terms.outcome)):
        errors.append(one.outcome - one.matrix @ weighted_least_squares(one).value)
    first, second = errors
    weight = terms.weight
    product, squares = weight @ (first * second), (weight @ first**2) * (weight @ second**2)
    return float(product / np.sqrt(squares)) if squares > 0 else np.nan
