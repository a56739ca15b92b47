"""Adjusted p and joint intervals by hand; smallest effects by the power that they are stated for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import multiplicity
from analysis.estimates import POWER, detectable


def made(**columns: list[object]) -> pd.DataFrame:
    """Tests of these families and p, each of 90 respondents of whom 40 stand on the first side."""
    return pd.DataFrame({"estimate": 0.5, "n": 90, "cases": 40, "undefined": "", **columns})


def test_p_is_adjusted_within_its_family_by_hand() -> None:
    """Of three: 0.01 3/1, 0.02 3/2 and 0.04 3/3, none above the next; alone, 0.04 stays 0.04."""
    tests = made(family=["a", "a", "b", "a"], p=[0.04, 0.01, 0.04, 0.02])
    tests = tests.set_axis([7, 3, 5, 1])
    found = multiplicity.adjusted(tests)
    assert found["p_adjusted"].tolist() == pytest.approx([0.04, 0.01 * 3, 0.04, 0.02 * 3 / 2])
    assert found["tests_in_family"].tolist() == [3, 3, 1, 3]
    assert found.index.tolist() == [7, 3, 5, 1]


def test_a_test_that_could_not_be_made_is_not_counted() -> None:
    """It neither has nor costs anything."""
    tests = made(family=["a", "a", "b"], p=[0.02, np.nan, np.nan])
    found = multiplicity.adjusted(tests)
    assert found["p_adjusted"].tolist() == pytest.approx([0.02, np.nan, np.nan], nan_ok=True)
    assert found["tests_in_family"].tolist() == [1, 1, 0]


def test_a_test_that_tells_of_few_is_withheld_and_not_counted() -> None:
    """Three on the first side, or on the second: the other two are a family of two."""
    tests = made(family=["a"] * 4, p=[0.01, 0.01, 0.02, 0.04], cases=[3, 87, 40, 50])
    found = multiplicity.adjusted(tests)
    assert found["p_adjusted"].tolist() == pytest.approx([np.nan] * 2 + [0.04] * 2, nan_ok=True)
    assert found[["estimate", "p"]].isna().all(axis=1).tolist() == [True, True, False, False]
    assert found["tests_in_family"].tolist() == [2] * 4


@pytest.mark.parametrize("df", [8, 30, 1000])
def test_the_smallest_effect_is_found_with_the_stated_power(df: int) -> None:
    """The chance that a non-central t exceeds the bound of the test, to a percentage point."""
    effect = float(detectable(1.0, df))
    found = stats.nct.sf(stats.t.ppf(0.975, df), df, effect)
    assert found == pytest.approx(POWER, abs=0.015)


def test_intervals_that_hold_at_once_are_those_of_bonferroni() -> None:
    """Two estimates: each at 97.5 per cent, and what is detectable at that level."""
    rows = pd.DataFrame({"estimate": [0.0, 1.0], "se": [1.0, 2.0], "df": [10, 10]})
    low, high, least = multiplicity.simultaneous(rows)
    t = stats.t.ppf(1 - 0.05 / (2 * 2), 10)
    assert low.tolist() == pytest.approx([0 - t * 1, 1 - t * 2])
    assert high.tolist() == pytest.approx([0 + t * 1, 1 + t * 2])
    assert least.tolist() == pytest.approx([se * (t + stats.t.ppf(0.8, 10)) for se in (1, 2)])
