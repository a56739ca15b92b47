"""Checks of the exercises on organisational culture; the README of a fork says what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis import results, sources

Weighted = Callable[[pd.DataFrame, pd.Series], float]


def test_1_reforms_for_show(asked: Any, weighted: Weighted) -> None:
    """Another item: `share_reforms_for_show`."""
    officials = sources.officials()
    answers = officials["scepticism_2"]
    expected = 100 * weighted(officials, answers.ge(4).astype(float).where(answers.notna()))

    assert asked("share_reforms_for_show").value == pytest.approx(expected)


def test_2_covid_in_health(asked: Any, weighted: Weighted) -> None:
    """Another group: `share_covid_push_health`."""
    officials = sources.officials()
    answers = officials["covid_push"].where(officials["sector"].eq("health"))
    expected = 100 * weighted(officials, answers.ge(4).astype(float).where(answers.notna()))

    number = asked("share_covid_push_health")
    assert number.value == pytest.approx(expected)
    assert number.value != pytest.approx(results.share_covid_push.value)


def test_3_workload(asked: Any, weighted: Weighted) -> None:
    """Another scale: `mean_workload_officials`, with an interval within the scale."""
    number = asked("mean_workload_officials")

    assert 1 <= number.low < number.value < number.high <= 5
    items = sources.officials()[["workload_1", "workload_2", "workload_3"]]
    complete = items.notna().all(axis=1)
    rough = weighted(sources.officials(), items.mean(axis=1).where(complete).astype(float))
    assert number.value == pytest.approx(rough, abs=0.1)
