"""Cliff's delta: by hand, by counting every pair, by scipy's U, by DeLong's variance."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.dominance import APART, cliffs_delta, cliffs_delta_between

answers = st.lists(st.integers(1, 5), min_size=2, max_size=20)
weights = st.lists(st.floats(0.5, 9), min_size=40, max_size=40)


def sample(values: list[int], weight: list[float] | None = None) -> pd.DataFrame:
    """Each respondent a cluster of one stratum."""
    frame = pd.DataFrame({"y": values, "stratum": "all", "institution": range(len(values))})
    return frame.assign(weight=1.0 if weight is None else weight[: len(values)])


def test_by_hand() -> None:
    """Of six pairs (5 and 3 against 1, 3, 4) four are above, one below, one equal."""
    row = cliffs_delta_between(sample([5, 3]), sample([1, 3, 4]), "y").iloc[0]
    assert row["estimate"] == pytest.approx((4 - 1) / 6)
    assert (row["n_first"], row["n_second"], row["n"]) == (2, 3, 5)


@settings(deadline=None)
@given(answers, answers, weights)
def test_sorting_finds_what_counting_every_pair_finds(
    one: list[int], two: list[int], weight: list[float]
) -> None:
    """Each pair weighs the product of its weights."""
    first, second = sample(one, weight), sample(two, weight[20:])
    signs = np.sign(np.subtract.outer(one, two))
    pairs = np.outer(first["weight"], second["weight"])
    row = cliffs_delta_between(first, second, "y").iloc[0]
    assert row["estimate"] == pytest.approx((signs * pairs).sum() / pairs.sum(), abs=1e-12)


@settings(deadline=None)
@given(answers, answers)
def test_without_a_design_it_is_u_and_its_error_is_delongs(one: list[int], two: list[int]) -> None:
    """Delta is 2 U / (m n) - 1; the variance of the placements over m, plus that over n."""
    row = cliffs_delta_between(sample(one), sample(two), "y").iloc[0]
    u = stats.mannwhitneyu(one, two).statistic
    signs = np.sign(np.subtract.outer(one, two))
    of_first, of_second = signs.mean(axis=1), signs.mean(axis=0)
    delong = of_first.var(ddof=1) / len(one) + of_second.var(ddof=1) / len(two)
    assert row["estimate"] == pytest.approx(2 * u / (len(one) * len(two)) - 1, abs=1e-12)
    assert row["se"] == pytest.approx(sqrt(delong), abs=1e-12)


def test_groups_that_share_clusters_are_not_taken_for_independent() -> None:
    """Where a cluster lifts both groups alike its effect cancels, and the error is smaller."""
    random = np.random.default_rng(3)
    lift = np.repeat(random.normal(0, 2, 40), 10)
    frame = pd.DataFrame({"y": np.round(lift + random.normal(0, 1, 400)), "weight": 1.0})
    frame = frame.assign(stratum="all", institution=np.repeat(np.arange(40), 10))
    frame["group"] = np.tile(["a", "b"], 200)
    together = cliffs_delta(frame, "y", by="group", groups=("a", "b")).iloc[0]
    apart = cliffs_delta_between(
        frame[frame["group"] == "a"], frame[frame["group"] == "b"], "y"
    ).iloc[0]
    assert together["estimate"] == pytest.approx(apart["estimate"])
    assert together["se"] < apart["se"] / 2


def test_a_bootstrap_of_the_clusters_has_the_same_error(respondents: pd.DataFrame) -> None:
    """Three clusters of each stratum, n / (n - 1) = 3/2; 200 resamples, so within a fifth of it."""
    row = cliffs_delta(respondents, "item_1", by="residence", groups=("rural", "urban")).iloc[0]
    random = np.random.default_rng(5)
    parts = [part for _, part in respondents.groupby("institution")]
    deltas = []
    for _ in range(200):
        drawn = [parts[3 * s + i] for s in range(4) for i in random.integers(3, size=3)]
        named = [part.assign(institution=i, stratum="all") for i, part in enumerate(drawn)]
        again = cliffs_delta(pd.concat(named), "item_1", by="residence", groups=("rural", "urban"))
        deltas.append(again["estimate"].iloc[0])
    assert row["se"] == pytest.approx(np.std(deltas) * sqrt(3 / 2), rel=1 / 5)


def test_swapped_groups_turn_the_sign_and_scaled_weights_change_nothing(
    respondents: pd.DataFrame,
) -> None:
    """The same interval, mirrored."""
    other = respondents.assign(weight=respondents["weight"] * 5).iloc[::-1]
    one = cliffs_delta(respondents, "item_1", by="residence", groups=("rural", "urban")).iloc[0]
    two = cliffs_delta(other, "item_1", by="residence", groups=("urban", "rural")).iloc[0]
    assert one[["estimate", "low", "high", "se"]].tolist() == pytest.approx(
        [-two["estimate"], -two["high"], -two["low"], two["se"]]
    )


def test_groups_that_do_not_overlap_have_a_delta_and_no_interval() -> None:
    """The sample does not show how far from 1 it may be."""
    row = cliffs_delta_between(sample([4, 5]), sample([1, 2]), "y").iloc[0]
    assert row["estimate"] == 1 and np.isnan(row["low"]) and row["undefined"] == APART


def test_a_group_without_answers_leaves_no_delta() -> None:
    """Missing, with the reason."""
    empty = sample([1, 2]).assign(y=np.nan)
    row = cliffs_delta_between(sample([4, 5]), empty, "y").iloc[0]
    assert np.isnan(row["estimate"]) and np.isnan(row["se"])
    assert row["undefined"] == "nobody in this group answered"
