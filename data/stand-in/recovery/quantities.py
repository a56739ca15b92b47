"""What is planted, as quantities: a value read off the population, and an estimator put on trial.

The planted value comes from plain arithmetic, or from statsmodels, never from the estimators of
`analysis`: these find the same value or are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import pandas as pd
from standin.truths import planted
from statsmodels.api import OLS, Logit, add_constant
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis import (
    decomposition,
    dominance,
    intercoder,
    mediation,
    ordinal,
    regression,
    scales,
    survey,
)
from analysis.estimates import row_of
from recovery.samples import INTERVIEWS, Tables, population

Estimate: TypeAlias = Callable[[Tables], pd.Series]

MODELS: dict[str, Callable[..., pd.DataFrame]] = {
    "linear": regression.linear,
    "logistic": regression.logistic,
    "ordered": ordinal.proportional_odds,
}
FITTED_TO = 100_000
"""People of the population to whom the ordered model is fitted, which is slow."""


@dataclass(frozen=True)
class Quantity:
    """Something planted: its claim and name, its value, and how a sample estimates it."""

    claim: str
    name: str
    truth: Callable[[], float]
    estimate: Estimate


def mean(claim: str, group: str, column: str) -> Quantity:
    """The mean of `column` among those of `group` who are asked."""
    return Quantity(
        claim,
        f"{group}: mean of {column}",
        lambda: float(population()[group][column].mean()),
        lambda tables: survey.means(tables[group], column).iloc[0],
    )


def share(claim: str, group: str, column: str, *answers: object) -> Quantity:
    """The share of those of `group` who are asked that give one of `answers`."""

    def given(frame: pd.DataFrame) -> pd.Series:
        return frame[column].isin(answers).astype(float).where(frame[column].notna())

    def estimate(tables: Tables) -> pd.Series:
        frame = tables[group].assign(given=given(tables[group]))
        return survey.shares(frame, "given", answers=[1.0]).iloc[0]

    return Quantity(
        claim,
        f"{group}: share with {column} {' or '.join(map(str, answers))}",
        lambda: float(given(population()[group]).mean()),
        estimate,
    )


def difference(claim: str, group: str, column: str, by: str, first: str, second: str) -> Quantity:
    """The mean of `column` in one part of `group` less that in another."""

    def truth() -> float:
        means = population()[group].groupby(by)[column].mean()
        return float(means[first] - means[second])

    def estimate(tables: Tables) -> pd.Series:
        sides = (first, second)
        return survey.differences(tables[group], column, by=by, groups=sides).iloc[0]

    return Quantity(claim, f"{group}: {column}, {first} less {second}", truth, estimate)


def between(claim: str, scale: str, sector: str, users: str) -> Quantity:
    """The mean of `scale` among officials of `sector` less that among `users`."""

    def truth() -> float:
        officials = population()["officials"]
        providers = officials.loc[officials["sector"] == sector, scale].mean()
        return float(providers - population()[users][scale].mean())

    def estimate(tables: Tables) -> pd.Series:
        officials = tables["officials"]
        providers = survey.means(officials, scale, where=officials["sector"] == sector)
        others = survey.means(tables[users], scale)
        return survey.differences_between(providers, others, "item").iloc[0]

    return Quantity(claim, f"{scale}: officials of {sector} less {users}", truth, estimate)


def reliability(group: str, scale: str, items: Sequence[str]) -> Quantity:
    """Cronbach's alpha of `scale` in `group`: mean covariance over mean variance, stepped up."""

    def truth() -> float:
        covariance = population()[group][list(items)].astype(float).cov().to_numpy()
        k = len(covariance)
        return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))

    def estimate(tables: Tables) -> pd.Series:
        return scales.reliability(tables[group], {scale: items}).iloc[0]

    return Quantity("scales", f"{group}: alpha of {scale}", truth, estimate)


def coefficients(
    claim: str, model: str, group: str, outcome: str, *predictors: str
) -> list[Quantity]:
    """The coefficients of the `predictors` in a `model` of `outcome` among those who are asked."""

    def quantity(predictor: str) -> Quantity:
        def estimate(tables: Tables) -> pd.Series:
            found = MODELS[model](tables[group], outcome, dict.fromkeys(predictors))
            return found.set_index("term").loc[predictor]

        return Quantity(
            claim,
            f"{group}: {model} model of {outcome}, {predictor}",
            lambda: float(_fitted(model, group, outcome, predictors)[predictor]),
            estimate,
        )

    return [quantity(predictor) for predictor in predictors]


def dominance_between(claim: str, item: str, sector: str, users: str) -> Quantity:
    """Cliff's delta of officials of `sector` over `users`, by counting answers."""

    def sides(tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
        officials = tables["officials"]
        return officials[officials["sector"] == sector], tables[users]

    def truth() -> float:
        shares = [side[item].value_counts(normalize=True) for side in sides(population())]
        table = pd.concat(shares, axis=1, keys=["first", "second"]).fillna(0.0).sort_index()
        below = table["second"].cumsum().shift(fill_value=0.0)
        above = 1 - table["second"].cumsum()
        return float((table["first"] * (below - above)).sum())

    def estimate(tables: Tables) -> pd.Series:
        return dominance.cliffs_delta_between(*sides(tables), item).iloc[0]

    return Quantity(claim, f"{item}: delta, officials of {sector} over {users}", truth, estimate)


def explained(
    claim: str, group: str, outcome: str, by: str, sides: tuple[str, str], *predictors: str
) -> Quantity:
    """The part of a gap in `group` that goes with the `predictors` (pooled coefficients)."""

    def truth() -> float:
        known = population()[group][[outcome, by, *predictors]].dropna()
        first = (known[by] == sides[0]).rename("first").astype(float)
        x = known[list(predictors)].astype(float)
        pooled = OLS(known[outcome].astype(float), add_constant(x.join(first))).fit().params
        apart = x[first == 1].mean() - x[first == 0].mean()
        return float((apart * pooled[list(predictors)]).sum())

    def estimate(tables: Tables) -> pd.Series:
        parts = decomposition.decomposition(
            tables[group], outcome, dict.fromkeys(predictors), by=by, groups=sides
        )
        return row_of(parts, fold="two-fold", part="explained", block=decomposition.ALL)

    return Quantity(claim, f"{group}: gap in {outcome}, {by}, explained", truth, estimate)


def indirect(claim: str, group: str, outcome: str, mediator: str, exposure: str) -> Quantity:
    """The effect of `exposure` on `outcome` through `mediator`: the product of two coefficients."""

    def truth() -> float:
        through = _fitted("linear", group, mediator, (exposure,))[exposure]
        return float(through * _fitted("linear", group, outcome, (mediator, exposure))[mediator])

    def estimate(tables: Tables) -> pd.Series:
        effects = mediation.mediation(tables[group], outcome, mediator, exposure)
        return row_of(effects, effect="indirect")

    name = f"{group}: effect of {exposure} on {outcome} through {mediator}"
    return Quantity(claim, name, truth, estimate)


def agreement(claim: str, code: str) -> Quantity:
    """Krippendorff's alpha of the two coders on `code`; planted as it stands in truths.toml."""

    def estimate(tables: Tables) -> pd.Series:
        return intercoder.agreement_by_code(tables[INTERVIEWS], [code]).iloc[0]

    def truth() -> float:
        return float(planted()["interviews"]["codes"][code]["agreement"])

    return Quantity(claim, f"interviews: agreement on {code}", truth, estimate)


@cache
def _fitted(model: str, group: str, outcome: str, predictors: tuple[str, ...]) -> pd.Series:
    """The coefficients of a model of the whole population, by statsmodels."""
    asked = population()[group][[outcome, *predictors]].astype(float).dropna()
    y, x = asked[outcome], asked[list(predictors)]
    if model == "linear":
        return OLS(y, add_constant(x)).fit().params
    if model == "logistic":
        return Logit(y, add_constant(x)).fit(disp=False).params
    some = np.random.default_rng(0).permutation(len(asked))[:FITTED_TO]
    return OrderedModel(y.iloc[some], x.iloc[some], distr="logit").fit(disp=False).params
