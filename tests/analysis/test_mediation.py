"""Indirect and direct effects: by hand, by statsmodels' `Mediation`, by R's `svyrecvar`, and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.mediation import Mediation

from analysis import mediation
from analysis.estimates import row_of


def effects(frame: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """Use through the first item to trust."""
    user = (frame["used"] == "yes").astype(float).where(frame["used"].notna())
    return mediation.mediation(frame.assign(user=user), "trust", "item_1", "user", **more)


def made(n: int, hidden: float = 0.0) -> pd.DataFrame:
    """Single respondents: a = 0.5, b = 0.4, c = 0.3; `hidden` moves mediator and outcome alike."""
    random = np.random.default_rng(12)
    user, both = random.integers(0, 2, n).astype(float), hidden * random.normal(size=n)
    item = 0.5 * user + both + random.normal(size=n)
    trust = 0.4 * item + 0.3 * user + both + random.normal(size=n)
    frame = pd.DataFrame({"user": user, "item": item, "trust": trust, "weight": 1.0})
    return frame.assign(stratum="all", institution=np.arange(n))


def test_by_hand_the_indirect_effect_is_a_product() -> None:
    """Users rate the service 2 higher; a point of it is worth half a point of trust; use itself 1."""
    frame = pd.DataFrame(
        {"user": [0, 0, 1, 1, 0, 1], "item": [1, 3, 3, 5, 2, 4], "weight": 1.0, "stratum": "all"}
    ).assign(institution=range(6))
    frame["trust"] = 0.5 * frame["item"] + 1 * frame["user"] + [0, 0, 0, 0, 0.2, 0.2]
    rows = mediation.mediation(frame, "trust", "item", "user").set_index("effect")["estimate"]
    assert rows["indirect"] == pytest.approx(2 * 0.5)
    assert rows["direct"] == pytest.approx(1)
    assert rows["total"] == pytest.approx(2 * 0.5 + 1)


def test_without_a_design_it_is_that_of_statsmodels() -> None:
    """Both draw; with 1,000 draws of theirs, means and bounds agree to a few hundredths."""
    frame = made(400)
    rows = mediation.mediation(frame, "trust", "item", "user")
    constant = np.ones(len(frame))
    outcome = sm.OLS(
        frame["trust"].to_numpy(), np.column_stack([constant, frame[["user", "item"]]])
    )
    mediator = sm.OLS(frame["item"].to_numpy(), np.column_stack([constant, frame["user"]]))
    other = Mediation(outcome, mediator, [1, 1], 2)
    expected = other.fit(n_rep=1000, rng=1).summary()
    for effect, label in (("indirect", "ACME (average)"), ("direct", "ADE (average)")):
        row = row_of(rows, effect=effect)
        found = row[["estimate", "low", "high"]].tolist()
        bounds = expected.loc[label, ["Estimate", "Lower CI bound", "Upper CI bound"]].tolist()
        assert found == pytest.approx(bounds, abs=0.03)


def test_the_covariance_of_the_paths_is_that_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """R stacks the scores of two `svyglm` in `svyrecvar`; the error of the product is drawn from it."""
    rows, expected = effects(respondents), r_says("models")["mediation"]
    a, b, c = expected["paths"]
    v = np.array(expected["covariance"])
    found = rows.set_index("effect")
    assert found["estimate"][["indirect", "direct"]].tolist() == pytest.approx([a * b, c], rel=1e-6)
    drawn = mediation._drawn(np.array([a, b, c]), v, int(found["df"].iloc[0]))
    product = drawn[:, 0] * drawn[:, 1]
    assert found.loc["indirect", "se"] == pytest.approx(product.std(), rel=1e-6)
    assert found.loc["indirect", "low"] == pytest.approx(np.quantile(product, 0.025), rel=1e-6)


def test_few_clusters_widen_the_interval_as_student_has_it(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """The direct effect is drawn too: its bounds are R's error times t of eight degrees of freedom."""
    row = row_of(effects(respondents), effect="direct")
    margin = stats.t.ppf(0.975, 12 - 4) * r_says("models")["mediation"]["covariance"][2][2] ** 0.5
    bounds = [row["estimate"] - margin, row["estimate"] + margin]
    assert row[["low", "high"]].tolist() == pytest.approx(bounds, abs=0.02 * margin)


def test_rho_is_the_correlation_that_would_make_the_indirect_effect_vanish() -> None:
    """Without an effect of the mediator, what is hidden makes one, and rho is the hidden part.

    Errors of variance 1 + h^2 share h^2: with h = 1 they correlate by a half.
    """
    frame = made(20_000, hidden=1.0)
    frame["trust"] -= 0.4 * frame["item"]
    rows = mediation.mediation(frame, "trust", "item", "user")
    assert row_of(rows, effect="indirect")["low"] > 0
    assert row_of(rows, effect="rho")["estimate"] == pytest.approx(1 / 2, abs=0.02)


def test_the_same_every_time(respondents: pd.DataFrame) -> None:
    """The draws are seeded."""
    pd.testing.assert_frame_equal(effects(respondents), effects(respondents))


def test_covariates_are_held_equal(respondents: pd.DataFrame) -> None:
    """They enter both models, and whoever lacks one is outside."""
    rows = effects(respondents, covariates={"residence": "urban", "item_2": None})
    plain = effects(respondents)
    assert rows["n"].iloc[0] < plain["n"].iloc[0]
    assert rows["estimate"].iloc[0] != plain["estimate"].iloc[0]


def test_a_share_of_a_total_that_may_be_nil_is_not_given(respondents: pd.DataFrame) -> None:
    """Nil over nil."""
    frame = respondents.assign(trust=np.random.default_rng(4).permutation(respondents["item_4"]))
    row = row_of(effects(frame), effect="share mediated")
    assert np.isnan(row["estimate"]) and row["undefined"] == mediation.NO_TOTAL


def test_a_mediator_that_does_not_vary_leaves_no_effect(respondents: pd.DataFrame) -> None:
    """It follows from the intercept."""
    rows = effects(respondents.assign(item_1=3))
    assert rows["estimate"].isna().all() and (rows["undefined"] != "").all()
