"""Regressions: by hand, by R's `svyglm`, and where there is no coefficient to be had."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import regression
from analysis.errors import AnalysisError
from analysis.estimates import row_of
from analysis.linearisation import Sample

EXACT = 1e-6
PREDICTORS = {"used": "no", "residence": "urban", "item_1": None}

FOUR = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "a", "b", "c"],
        "weight": [1.0, 1.0, 2.0, 4.0],
        "trust": [1, 3, 4, 5],
        "used": ["no", "no", "yes", "yes"],
        "content": [0, 1, 0, 1],
    }
)


def test_a_line_through_two_groups_by_hand() -> None:
    """The intercept is the mean of the reference, the term the weighted difference from it."""
    rows = regression.linear(FOUR, "trust", {"used": "no"})
    assert rows["term"].tolist() == ["intercept", "used: yes"]
    assert rows["estimate"].tolist() == pytest.approx(
        [(1 + 3) / 2, (2 * 4 + 4 * 5) / 6 - (1 + 3) / 2]
    )


def test_log_odds_of_two_groups_by_hand() -> None:
    """Odds 1 to 1 in the reference; by weight 4 to 2 in the other."""
    rows = regression.logistic(FOUR, "content", {"used": "no"})
    assert rows["estimate"].tolist() == pytest.approx([log(1 / 1), log(4 / 2)])


@pytest.fixture(scope="module")
def users(respondents: pd.DataFrame) -> pd.DataFrame:
    """The small survey with use as 0 and 1."""
    yes = (respondents["used"] == "yes").astype(float).where(respondents["used"].notna())
    return respondents.assign(user=yes)


MODELS: dict[str, tuple[str, dict[str, object], regression.Fitter]] = {
    "linear": ("trust", PREDICTORS, regression.weighted_least_squares),
    "logistic": ("user", {"residence": "urban", "item_1": None}, regression.weighted_logit),
}


@pytest.mark.parametrize("model", MODELS)
def test_coefficients_and_their_covariance_are_those_of_r(
    users: pd.DataFrame, r_says: Callable[[str], dict[str, Any]], model: str
) -> None:
    """`svyglm`, gaussian and quasibinomial, on those who answered everything; before any correction."""
    outcome, predictors, fit = MODELS[model]
    terms = regression.terms_of(users, outcome, predictors, users["trust"].notna())
    fitted, expected = fit(terms), r_says("models")[model]
    variance = np.diag(regression.covariance_of(Sample.of(users), terms, fitted.influence))
    assert fitted.value.tolist() == pytest.approx(expected["estimate"], rel=EXACT)
    assert np.sqrt(variance).tolist() == pytest.approx(expected["se"], rel=EXACT)


@pytest.mark.parametrize("model", MODELS)
def test_errors_are_corrected_for_few_clusters_as_by_r(
    users: pd.DataFrame, r_says: Callable[[str], dict[str, Any]], model: str
) -> None:
    """`clubSandwich`: CR2 within strata, and degrees of freedom of each coefficient."""
    outcome, predictors, _ = MODELS[model]
    estimator = {"linear": regression.linear, "logistic": regression.logistic}[model]
    rows = estimator(users, outcome, predictors, where=users["trust"].notna())
    expected = r_says("few_clusters")[model]
    for column in ("estimate", "se", "df"):
        assert rows[column].tolist() == pytest.approx(expected[column], rel=EXACT)
    assert set(rows["n"]) == {r_says("models")["n"]}


def test_scaled_weights_and_shuffled_rows_change_nothing(respondents: pd.DataFrame) -> None:
    """Weights count against each other only."""
    other = respondents.assign(weight=respondents["weight"] * 9).iloc[::-1]
    one, two = (regression.linear(d, "trust", PREDICTORS) for d in (respondents, other))
    pd.testing.assert_frame_equal(one, two)


def test_a_predictor_that_follows_from_another_leaves_no_coefficient() -> None:
    """Nothing tells the two apart."""
    frame = FOUR.assign(twice=FOUR["trust"] * 2)
    rows = regression.linear(frame, "content", {"trust": None, "twice": None})
    assert rows["estimate"].isna().all()
    assert set(rows["undefined"]) == {regression.COLLINEAR}


def test_a_predictor_that_parts_the_answers_leaves_no_coefficient() -> None:
    """All who used say yes, none of the others: the log odds are infinite."""
    frame = FOUR.assign(content=[0, 0, 1, 1])
    rows = regression.logistic(frame, "content", {"used": "no"})
    assert rows[["estimate", "se", "low", "p"]].isna().all(axis=None)
    assert set(rows["undefined"]) == {regression.SEPARATION}


def test_an_outcome_that_does_not_vary_leaves_no_coefficient() -> None:
    """Everyone said yes."""
    rows = regression.logistic(FOUR.assign(content=1), "content", {"used": "no"})
    assert set(rows["undefined"]) == {regression.NO_VARIATION}


def test_a_part_without_answers_leaves_no_coefficient() -> None:
    """Nobody is left; the rows say so."""
    rows = regression.linear(FOUR, "trust", {"content": None}, where=FOUR["trust"] > 9)
    assert set(rows["n"]) == {0}
    assert set(rows["undefined"]) == {"nobody in this group answered"}


def test_a_reference_that_nobody_gave_stops_and_names_those_there_are() -> None:
    """A misspelt answer would otherwise change what every term is compared with."""
    with pytest.raises(AnalysisError, match=r"'never' to 'used'.* choose one of 'no', 'yes'"):
        regression.linear(FOUR, "trust", {"used": "never"})


def test_who_lacks_an_answer_is_outside_and_counted_out() -> None:
    """Three of four. Who has not used is all of cluster a, so nothing shows how sure their mean is."""
    frame = FOUR.assign(used=["no", "no", "yes", None])
    row = row_of(regression.linear(frame, "trust", {"used": "no"}), term="intercept")
    assert (row["n"], row["estimate"]) == (3, pytest.approx((1 + 3) / 2))
    assert np.isnan(row["se"]) and row["undefined"] == regression.ONE_CLUSTER
