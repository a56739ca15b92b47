"""Scales: scores by hand, alpha and omega by hand, by R's `psych`, `factanal` and `survey`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import scales
from analysis.estimates import row_of

EXACT = 1e-6
ITERATIVE = 1e-7
"""How far `factanal` and `psych::fa`, which stop iterating there, may be from us."""

THREE = {"scale": ["item_1", "item_2", "item_3"]}
SIX = {"scale": [f"item_{number}" for number in range(1, 7)]}

FOUR = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "a", "b", "c"],
        "weight": 1.0,
        "first": [1, 2, 3, 4],
        "second": [1, 3, 3, 5],
    }
)


def test_a_score_is_the_mean_of_what_was_answered() -> None:
    """Two of three items are enough, one of three is not."""
    frame = pd.DataFrame({"a": [1, 1, 1], "b": [2, None, None], "c": [6, 2, None]})
    assert scales.scores(frame, {"scale": ["a", "b", "c"]})["scale"].tolist() == pytest.approx(
        [(1 + 2 + 6) / 3, (1 + 2) / 2, np.nan], nan_ok=True
    )


def test_scores_stay_with_their_respondents() -> None:
    """The rows keep the index of the table, so that scores join it."""
    scored = scales.scores(FOUR.iloc[2:], {"scale": ["first", "second"]})
    assert scored.index.tolist() == [2, 3]


def test_alpha_by_hand() -> None:
    """Variances 5/4 and 2, that of the sum (2, 5, 6, 9) is 25/4."""
    row = row_of(scales.reliability(FOUR, {"scale": ["first", "second"]}), coefficient="alpha")
    assert row["estimate"] == pytest.approx(2 / 1 * (1 - (5 / 4 + 2) / (25 / 4)))


def test_omega_by_hand() -> None:
    """Loadings 0.8, 0.6 and 0.5 make these correlations: omega 1.9^2 / (1.9^2 + 0.36 + 0.64 + 0.75)."""
    correlations = np.array([[1, 0.48, 0.40], [0.48, 1, 0.30], [0.40, 0.30, 1]])
    assert scales.one_factor(correlations) == pytest.approx([0.8, 0.6, 0.5])
    assert scales.mcdonald_omega(correlations) == pytest.approx(
        1.9**2 / (1.9**2 + 0.36 + 0.64 + 0.75)
    )


@pytest.mark.parametrize(("key", "scale"), [("three", THREE), ("six", SIX)])
def test_without_weights_they_are_those_of_r(
    respondents: pd.DataFrame,
    r_says: Callable[[str], dict[str, Any]],
    key: str,
    scale: dict[str, list[str]],
) -> None:
    """Alpha by `psych`; omega from the loadings of `factanal`."""
    rows, expected = (
        scales.reliability(respondents.assign(weight=1.0), scale),
        r_says("scales")[key],
    )
    alpha, omega = (row_of(rows, coefficient=name) for name in ("alpha", "omega"))
    assert (alpha["n"], omega["n"]) == (expected["n"], expected["n"])
    assert alpha["estimate"] == pytest.approx(expected["alpha"], rel=EXACT)
    assert omega["estimate"] == pytest.approx(expected["omega_factanal"], abs=ITERATIVE)


def test_six_loadings_are_those_of_psych(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Maximum likelihood by another route."""
    omega = row_of(scales.reliability(respondents.assign(weight=1.0), SIX), coefficient="omega")
    assert omega["estimate"] == pytest.approx(r_says("scales")["six"]["omega_fa"], abs=ITERATIVE)


@pytest.mark.parametrize("coefficient", ["alpha", "omega"])
def test_under_the_design_they_and_their_errors_are_those_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]], coefficient: str
) -> None:
    """R's `svycontrast` of the weighted moments; of three items omega has a closed form."""
    row = row_of(scales.reliability(respondents, THREE), coefficient=coefficient)
    expected = r_says("scales")["weighted_three"][coefficient]
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=EXACT)
    assert row["low"] < row["estimate"] < row["high"] < 1


loadings = st.lists(st.floats(0.2, 0.9), min_size=3, max_size=9)


@settings(deadline=None)
@given(loadings)
@example([0.25, 0.3125, 0.21875])  # so weak that the customary start leads nowhere
def test_omega_finds_the_loadings_that_made_the_correlations(given: list[float]) -> None:
    """Whatever they are, if one factor it is."""
    made = np.outer(given, given)
    np.fill_diagonal(made, 1)
    assert scales.one_factor(made) == pytest.approx(given, abs=1e-8)


@settings(deadline=None)
@given(st.floats(0.2, 0.9), st.integers(3, 8))
def test_alpha_is_omega_where_all_items_load_alike(loading: float, items: int) -> None:
    """Alpha falls below omega only where the loadings differ."""
    made = np.full((items, items), loading**2)
    np.fill_diagonal(made, 1)
    assert scales.cronbach_alpha(made) == pytest.approx(scales.mcdonald_omega(made))


def test_scaled_weights_and_shuffled_rows_change_nothing(respondents: pd.DataFrame) -> None:
    """Weights count against each other only."""
    other = respondents.assign(weight=respondents["weight"] * 7).iloc[::-1]
    one, two = (scales.reliability(d, THREE, by="residence") for d in (respondents, other))
    pd.testing.assert_frame_equal(one, two)


def undefined(frame: pd.DataFrame, items: list[str], coefficient: str) -> str:
    """The reason given where the coefficient is missing."""
    row = row_of(scales.reliability(frame, {"scale": items}), coefficient=coefficient)
    assert np.isnan(row["estimate"]) and np.isnan(row["low"])
    return row["undefined"]


def test_a_constant_item_leaves_no_coefficient_and_is_named() -> None:
    """It has no variance to share."""
    frame = FOUR.assign(third=3)
    items = ["first", "second", "third"]
    assert undefined(frame, items, "alpha").endswith("the same answer to third")
    assert undefined(frame, items, "omega").endswith("the same answer to third")


def test_two_items_have_no_omega_and_one_has_no_alpha() -> None:
    """One covariance cannot tell two loadings."""
    assert undefined(FOUR, ["first", "second"], "omega") == "omega needs at least 3 items"
    assert undefined(FOUR, ["first"], "alpha") == "alpha needs at least 2 items"


def test_items_that_one_factor_does_not_explain_have_no_omega() -> None:
    """0.9 * 0.9 / 0.7 is a squared loading above 1: a negative variance is left (a Heywood case)."""
    correlations = np.array([[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]])
    assert np.isnan(scales.mcdonald_omega(correlations))


def test_an_item_that_repeats_another_has_no_omega() -> None:
    """Their correlations have no inverse."""
    assert np.isnan(scales.mcdonald_omega(np.ones((3, 3))))


def test_a_scale_that_nobody_answered_says_so() -> None:
    """Missing, with the reason."""
    frame = FOUR.assign(third=np.nan)
    assert undefined(frame, ["first", "third"], "alpha") == "nobody in this group answered"
