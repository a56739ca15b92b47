"""Checks of the exercises on trust; the README of a fork says what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis import sources

TRUST = "trust_province"
Weighted = Callable[[pd.DataFrame, pd.Series], float]


def test_1_mean_trust_of_women(asked: Any, weighted: Weighted) -> None:
    """Another group: `mean_trust_province_female_patients`."""
    patients = sources.patients()
    expected = weighted(patients, patients[TRUST].where(patients["gender"].eq("female")))

    assert asked("mean_trust_province_female_patients").value == pytest.approx(expected)


def test_2_full_trust_in_the_department(asked: Any, weighted: Weighted) -> None:
    """Another item: `share_full_trust_department_students`."""
    students = sources.students()
    answers = students["trust_department"]
    expected = 100 * weighted(students, answers.eq(5).astype(float).where(answers.notna()))

    number = asked("share_full_trust_department_students")
    assert (number.unit, number.value) == ("percent", pytest.approx(expected))


def test_3_difference_by_residence(asked: Any, weighted: Weighted) -> None:
    """A difference with its interval: `difference_trust_residence_patients`."""
    patients = sources.patients()
    rural, urban = (
        weighted(patients, patients[TRUST].where(patients["residence"].eq(place)))
        for place in ("rural", "urban")
    )

    number = asked("difference_trust_residence_patients")
    assert number.value == pytest.approx(rural - urban)
    assert number.low < number.value < number.high
