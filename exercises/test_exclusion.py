"""Checks of the exercises on exclusion; the README of a fork says what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis import sources

Weighted = Callable[[pd.DataFrame, pd.Series], float]


def test_1_students_without_a_device(asked: Any, weighted: Weighted) -> None:
    """Another group: `share_no_device_students`."""
    students = sources.students()
    answers = students["access_device"]
    expected = 100 * weighted(students, answers.eq("none").astype(float).where(answers.notna()))

    assert asked("share_no_device_students").value == pytest.approx(expected)


def test_2_who_can_pay_online(asked: Any, weighted: Weighted) -> None:
    """Another skill: `share_paying_online_patients`."""
    patients = sources.patients()
    answers = patients["skill_payment"]
    expected = 100 * weighted(patients, answers.gt(3).astype(float).where(answers.notna()))

    assert asked("share_paying_online_patients").value == pytest.approx(expected)


def test_3_use_by_residence(asked: Any, weighted: Weighted) -> None:
    """Another comparison: `difference_use_residence_students`, with an interval."""
    students = sources.students()
    uses = students["used"].map(len).gt(0).astype(float)
    rural, urban = (
        weighted(students, uses.where(students["residence"].eq(place)))
        for place in ("rural", "urban")
    )

    number = asked("difference_use_residence_students")
    assert number.unit == "percentage points"
    assert number.value == pytest.approx(100 * (rural - urban))
    assert number.low < number.value < number.high
