"""Mediation and decomposition by statsmodels itself, which knows neither weights nor clusters: a check beside ours.

In: the frames that `analysis.mediation` and `analysis.decomposition` get. Out: the same effects and parts,
with every respondent counted alike and as if drawn singly. Where the estimates lie near ours, little
hangs on the weights. The intervals of `Mediation` are shown with that said; those that `OaxacaBlinder`
would draw are not, as respondents of one institution are no independent draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.mediation import Mediation, MediationResults
from statsmodels.stats.oaxaca import OaxacaBlinder

from analysis.answers import numeric, rarest
from analysis.estimates import Values

LABELLED = "without weights and clusters (statsmodels)"
SEED, DRAWS, AT_ONCE = 2026, 1000, 20
"""Draws of effects, and how many are made at once: statsmodels keeps each respondent's effect in each."""
EFFECTS = {
    "indirect": "ACME (average)",
    "direct": "ADE (average)",
    "total": "Total effect",
}
"""Our names of the effects, and those of statsmodels' `Mediation`."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution for each respondent. Its draws are those of `scipy.stats.norm`, to the last digit."""

    mean: Values
    deviation: float

    def rvs(self, size: int, rng: np.random.Generator) -> Values:
        """One draw for each of `size` respondents."""
        return rng.standard_normal(size) * self.deviation + self.mean


class Drawn(OLS):
    """`OLS` that says what `Mediation` draws from by `Normal`: scipy's takes most of the time to be made."""

    def get_distribution(self, params: Values, scale: float, exog: Values) -> Normal:
        """What the outcome may be at each row of `exog`, given coefficients and the variance of the errors."""
        return Normal(self.predict(params, exog), np.sqrt(scale))


def mediation_without_design(
    frame: pd.DataFrame, outcome: str, mediator: str, exposure: str
) -> pd.DataFrame:
    """Effects of `exposure` on `outcome` through `mediator`, by statsmodels' `Mediation`: a row each."""
    known = frame[[outcome, mediator, exposure]].astype(float).dropna()
    if known.empty or (known.nunique() < 2).any():
        return _undefined(list(EFFECTS), "effect")
    one = np.ones(len(known))
    y, m, x = (known[name].to_numpy() for name in (outcome, mediator, exposure))
    models = OLS(y, np.column_stack([one, x, m])), Drawn(m, np.column_stack([one, x]))
    found = _simulated(Mediation(*models, [1, 1], 2)).summary()
    rows = found.loc[list(EFFECTS.values()), ["Estimate", "Lower CI bound", "Upper CI bound"]]
    rows = rows.set_axis(["estimate", "low", "high"], axis=1).astype(float)
    told = {"n": len(known), "cases": rarest(known.to_numpy()), "undefined": ""}
    return rows.assign(effect=list(EFFECTS), **told).reset_index(drop=True)


def _simulated(mediation: Mediation) -> MediationResults:
    """What `Mediation.fit` gives for `DRAWS` draws, of which the means over respondents alone are kept."""
    random = np.random.default_rng(SEED)
    means = []
    for _ in range(DRAWS // AT_ONCE):
        part = mediation.fit(n_rep=AT_ONCE, rng=random)
        means.append([part.ACME_ctrl, part.ACME_tx, part.ADE_ctrl, part.ADE_tx])
    indirect, direct = np.concatenate(means, axis=1).reshape(2, 2, 1, DRAWS)
    return MediationResults(list(indirect), list(direct))


def decomposition_without_design(
    frame: pd.DataFrame, outcome: str, predictors: list[str], *, by: str, groups: tuple[str, str]
) -> pd.DataFrame:
    """The gap between `groups` and its two parts, by statsmodels' `OaxacaBlinder`: a row each.

    No interval: see above.
    """
    inside = frame[frame[by].isin(groups)].dropna(subset=[outcome, *predictors])
    second = inside[by].eq(groups[1]).astype(float)
    exog = inside[predictors].astype(float).assign(group=second)
    parts = ["unexplained", "explained", "gap"]
    if second.nunique() < 2 or (exog.groupby("group").nunique() < 2).any(axis=None):
        return _undefined(parts, "part")
    model = OaxacaBlinder(numeric(inside[outcome]), exog, "group", hasconst=False, swap=False)
    rows = pd.DataFrame({"part": parts, "estimate": model.two_fold().params})
    told = {"n": len(inside), "cases": rarest(exog.to_numpy()), "undefined": ""}
    return rows.assign(low=np.nan, high=np.nan, **told)


def _undefined(names: list[str], key: str) -> pd.DataFrame:
    """Rows without numbers, as the answers do not vary."""
    rows = pd.DataFrame({key: names, "estimate": np.nan, "low": np.nan, "high": np.nan, "n": 0})
    return rows.assign(undefined="the answers do not vary")
