"""Checks of the exercises on methods; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

from analysis import sources


def test_1_sources_named(asked: Any) -> None:
    """Another item: `count_sources_named`, of the rows of the list."""
    listed = sources.interventions()
    number = asked("count_sources_named")

    assert (number.value, number.n) == (listed["source_url"].nunique(), len(listed))


def test_2_figures_with_a_date(asked: Any) -> None:
    """Another table: `count_figures_with_year`."""
    figures = sources.programme_figures()
    number = asked("count_figures_with_year")

    assert (number.value, number.n) == (figures["as_of"].notna().sum(), len(figures))
