"""Checks of the exercises on the interventions; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

from analysis import sources


def test_1_low_confidence(asked: Any) -> None:
    """Another item: `count_interventions_low`."""
    listed = sources.interventions()
    number = asked("count_interventions_low")

    assert (number.value, number.n) == ((listed["confidence"] == "low").sum(), len(listed))


def test_2_dated_in_health(asked: Any) -> None:
    """Another group: `count_launches_health_dated`, and those in health as its base."""
    listed = sources.interventions()
    health = listed[listed["sector"] == "health"]
    number = asked("count_launches_health_dated")

    assert (number.value, number.n) == (health["launch_year"].notna().sum(), len(health))


def test_3_complaints_in_both_codings(asked: Any) -> None:
    """Two codings: `count_function_complaint_both`."""
    codes = sources.interventions_coding()
    complaint = codes["functions"].map(lambda functions: "complaint" in functions)
    both = complaint.groupby(codes["id"]).all()
    number = asked("count_function_complaint_both")

    assert (number.value, number.n) == (both.sum(), len(both))
