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
from statsmodels.stats.moment_helpers import cov2corr

from analysis import mediation
from analysis.estimates import row_of
from analysis.linearisation import Sample
from analysis.regression import ONE_CLUSTER, linear, terms_of


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


def paths_of(respondents: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, float]:
    """The paths of `effects`, their covariance and degrees of freedom."""
    user = (respondents["used"] == "yes").astype(float).where(respondents["used"].notna())
    frame = respondents.assign(user=user)
    terms = terms_of(frame, "trust", {"user": None, "item_1": None})
    return mediation._paths(Sample.of(frame), terms)


def test_the_paths_and_how_they_go_together_are_those_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """R stacks the scores of two `svyglm` in `svyrecvar`; the correlations are the same, the errors corrected."""
    (found, covariance, _), expected = paths_of(respondents), r_says("models")["mediation"]
    theirs = np.array(expected["covariance"])
    assert found == pytest.approx(expected["paths"], rel=1e-6)
    assert cov2corr(covariance) == pytest.approx(cov2corr(theirs), rel=1e-6)


def test_the_errors_of_the_paths_are_those_of_the_regressions(respondents: pd.DataFrame) -> None:
    """Corrected for few clusters, as `linear` gives them, with the least of their degrees of freedom."""
    user = (respondents["used"] == "yes").astype(float).where(respondents["used"].notna())
    known = respondents.assign(user=user)[["trust", "item_1", "user"]].notna().all(axis=1)
    frame = respondents.assign(user=user)
    first = linear(frame, "item_1", {"user": None}, where=known).set_index("term")
    second = linear(frame, "trust", {"item_1": None, "user": None}).set_index("term")
    rows = pd.concat([first.loc[["user"]], second.loc[["item_1", "user"]]])
    _, covariance, df = paths_of(respondents)
    assert np.diag(covariance) ** 0.5 == pytest.approx(rows["se"].to_numpy())
    assert df == pytest.approx(rows["df"].min())


def test_few_clusters_widen_the_interval_as_student_has_it(respondents: pd.DataFrame) -> None:
    """The direct effect is drawn too: its bounds are its error times t, and its error is that of the path."""
    row, (_, covariance, df) = row_of(effects(respondents), effect="direct"), paths_of(respondents)
    error = covariance[2, 2] ** 0.5
    margin = stats.t.ppf(0.975, df) * error
    bounds = [row["estimate"] - margin, row["estimate"] + margin]
    assert row[["low", "high"]].tolist() == pytest.approx(bounds, abs=0.02 * margin)
    assert row["se"] == pytest.approx(error, rel=0.01)


def test_a_path_that_rests_on_one_cluster_has_no_interval(respondents: pd.DataFrame) -> None:
    """Only one institution uses a service: nothing shows how another such would have answered."""
    first = respondents["institution"].eq(respondents["institution"].iloc[0])
    rows = effects(respondents.assign(used=np.where(first, "yes", "no")))
    assert np.isfinite(row_of(rows, effect="direct")["estimate"])
    assert rows[["se", "low", "high", "p"]].isna().all(axis=None)
    assert row_of(rows, effect="indirect")["undefined"] == ONE_CLUSTER


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
