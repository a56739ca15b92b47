"""Checks of the exercises on the setting; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

from analysis import sources


def test_1_districts_with_a_literate_minority(asked: Any) -> None:
    """Another threshold: `count_districts_minority`, and the number of districts as its base."""
    districts = sources.districts_census2023()
    number = asked("count_districts_minority")

    assert number.value == (districts["literacy_total"] < 50).sum()
    assert number.n == len(districts)


def test_2_most_children_out_of_school(asked: Any) -> None:
    """Another item: `name_district_out_of_school_most`."""
    districts = sources.districts_census2023().set_index("district")

    assert (
        asked("name_district_out_of_school_most").text == districts["out_of_school_5_16"].idxmax()
    )


def test_3_fastest_growth(asked: Any) -> None:
    """Another measure: `name_district_growth_most`."""
    districts = sources.districts_census2023().set_index("district")
    growth = districts["pop_2023"] / districts["pop_2017"]

    assert asked("name_district_growth_most").text == growth.idxmax()
