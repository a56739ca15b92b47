"""Adjusted p by hand; smallest effects by the power of the test that they are stated for."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import multiplicity


def test_p_is_adjusted_within_its_family_by_hand() -> None:
    """Of three: 0.01 3/1, 0.02 3/2 and 0.04 3/3, none above the next; alone, 0.04 stays 0.04."""
    tests = pd.DataFrame(
        {"family": ["a", "a", "b", "a"], "p": [0.04, 0.01, 0.04, 0.02]}, index=[7, 3, 5, 1]
    )
    found = multiplicity.adjusted(tests)
    assert found["p_adjusted"].tolist() == pytest.approx([0.04, 0.01 * 3, 0.04, 0.02 * 3 / 2])
    assert found["tests_in_family"].tolist() == [3, 3, 1, 3]
    assert found.index.tolist() == [7, 3, 5, 1]


def test_a_test_that_could_not_be_made_is_not_counted() -> None:
    """It neither has nor costs anything."""
    tests = pd.DataFrame({"family": ["a", "a", "b"], "p": [0.02, np.nan, np.nan]})
    found = multiplicity.adjusted(tests)
    assert found["p_adjusted"].tolist() == pytest.approx([0.02, np.nan, np.nan], nan_ok=True)
    assert found["tests_in_family"].tolist() == [1, 1, 0]


@pytest.mark.parametrize("df", [8, 30, 1000])
def test_the_smallest_effect_is_found_with_the_stated_power(df: int) -> None:
    """The chance that a non-central t exceeds the bound of the test, to a percentage point."""
    effect = float(multiplicity.detectable(1.0, df))
    found = stats.nct.sf(stats.t.ppf(0.975, df), df, effect)
    assert found == pytest.approx(multiplicity.POWER, abs=0.015)


def test_the_smallest_difference_of_shares_by_hand() -> None:
    """Near a half, 100 and 300 respondents, design effect 2: error sqrt(2 / 4 (1/100 + 1/300))."""
    found = multiplicity.detectable_difference_of_shares(100, 300, share=0.5, deff=2, df=40)
    se = sqrt(2 * 0.25 * (1 / 100 + 1 / 300))
    assert found == pytest.approx((stats.t.ppf(0.975, 40) + stats.t.ppf(0.8, 40)) * se)


def test_the_smallest_difference_of_means_grows_with_the_design_effect() -> None:
    """By its square root; and there is none to state without a degree of freedom."""
    plain, clustered = (
        multiplicity.detectable_difference_of_means(50, 50, deviation=1.2, deff=deff, df=20)
        for deff in (1, 4)
    )
    assert clustered == pytest.approx(2 * plain)
    assert np.isnan(multiplicity.detectable_difference_of_means(50, 50, deviation=1, deff=1, df=0))
