"""Checks of the exercises on the delivery of services; the README of a fork says what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis import sources

Weighted = Callable[[pd.DataFrame, pd.Series], float]


def test_1_satisfied_students(asked: Any, weighted: Weighted) -> None:
    """Another group: `share_satisfied_students`."""
    students = sources.students()
    answers = students["satisfaction"]
    expected = 100 * weighted(students, answers.ge(4).astype(float).where(answers.notna()))

    assert asked("share_satisfied_students").value == pytest.approx(expected)


def test_2_one_item_of_officials(asked: Any, weighted: Weighted) -> None:
    """Another item: `mean_transparency_1_officials`."""
    officials = sources.officials()
    expected = weighted(officials, officials["transparency_1"])

    assert asked("mean_transparency_1_officials").value == pytest.approx(expected)


def test_3_satisfaction_of_both_sides(asked: Any, weighted: Weighted) -> None:
    """Two samples: `difference_satisfaction_health`, with an interval."""
    officials, patients = sources.officials(), sources.patients()
    providers = officials["satisfaction"].where(officials["sector"].eq("health"))
    expected = weighted(officials, providers) - weighted(patients, patients["satisfaction"])

    number = asked("difference_satisfaction_health")
    assert (number.unit, number.value) == ("points", pytest.approx(expected))
    assert number.low < number.value < number.high
