"""Checks of the exercises on robustness; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import results, sources


def test_1_gaps_in_satisfaction(asked: Any) -> None:
    """Another group: `share_gaps_satisfaction_patients`, of those who were asked."""
    patients = sources.patients()
    answers = patients.loc[patients["used"].map(bool), "satisfaction"]

    number = asked("share_gaps_satisfaction_patients")
    assert number.n == len(answers)
    assert number.value == pytest.approx(100 * answers.isna().mean())


def test_2_item_with_most_gaps(asked: Any) -> None:
    """The worst item: `name_item_gaps_most_officials`."""
    gaps = results.gaps_officials
    shares = dict(zip(gaps["item"], gaps["missing"] / gaps["n"], strict=True))

    assert shares[asked("name_item_gaps_most_officials").text] == max(shares.values())


def test_3_difference_by_weights(asked: Any) -> None:
    """What weights do: `difference_unweighted_trust_province_students`."""
    rows = results.unweighted_students
    means = rows[rows["item"] == "trust_province"].set_index("way")["estimate"]

    number = asked("difference_unweighted_trust_province_students")
    difference = means["Unweighted"] - means["As designed"]
    assert (number.unit, number.value) == ("points", pytest.approx(difference))
