"""Omega squared by hand and by R, its error too, and what must hold of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import NO_ANSWERS
from analysis.variance_share import NOT_PARTED, omega_squared

EIGHT = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "a", "b", "b", "c", "c", "d", "d"],
        "weight": 1.0,
        "quality": [1.0, 4.0, 2.0, 5.0, 1.0, 3.0, 2.0, 4.0],
        "main_service": ["card", "portal"] * 4,
    }
)
"""Four clusters, in each one who speaks of the card and one who speaks of the portal."""


def plain(frame: pd.DataFrame) -> float:
    """Omega squared of unweighted answers, as textbooks write it."""
    y, groups = frame["quality"], frame.groupby("main_service")["quality"]
    between = (groups.size() * (groups.mean() - y.mean()) ** 2).sum()
    total = ((y - y.mean()) ** 2).sum()
    within = (total - between) / (len(y) - groups.ngroups)
    return float((between - (groups.ngroups - 1) * within) / (total + within))


def test_the_estimate_and_its_error_are_those_of_the_jackknife_by_hand() -> None:
    """Four clusters of one stratum: each is left out once, and counts three quarters."""
    whole = plain(EIGHT)
    left = np.array([plain(EIGHT[EIGHT["institution"] != name]) for name in "abcd"])
    found = omega_squared(EIGHT, "quality", "main_service")
    assert found["estimate"] == pytest.approx(whole - 3 / 4 * (left - whole).sum())
    assert found["se"] == pytest.approx(np.sqrt(3 / 4 * ((left - whole) ** 2).sum()))
    assert (found["n"], found["df"]) == (8, 4 - 1)


def test_weights_and_strata_are_those_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """`anova` of weighted answers, and the stratified jackknife of package survey."""
    found, expected = omega_squared(respondents, "item_1", "trust"), r_says("variance_share")
    assert found["estimate"] == pytest.approx(expected["estimate"], rel=1e-6)
    assert found["se"] == pytest.approx(expected["se"], rel=1e-6)


def test_services_that_do_not_differ_explain_nothing() -> None:
    """The same answers of either service, ten times over: nothing is between them."""
    alike = EIGHT.assign(quality=[1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0])
    many = pd.concat([alike] * 10, ignore_index=True)
    assert omega_squared(many, "quality", "main_service")["estimate"] == pytest.approx(0, abs=0.01)


def test_weights_count_and_their_scale_does_not() -> None:
    """Heavier answers of one service move the measure; doubling all weights does not."""
    heavy = EIGHT.assign(weight=[1.0, 3.0] * 4)
    found, doubled, even = (
        omega_squared(frame, "quality", "main_service")["estimate"]
        for frame in (heavy, heavy.assign(weight=heavy["weight"] * 2), EIGHT)
    )
    assert found == pytest.approx(doubled)
    assert found != pytest.approx(even)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"quality": np.nan}, NO_ANSWERS),
        ({"quality": 3.0}, NOT_PARTED),
        ({"main_service": list("abcdefgh")}, NOT_PARTED),
    ],
)
def test_what_cannot_be_parted_says_why(changed: dict[str, object], reason: str) -> None:
    """Nobody answered; everyone answered alike; everyone speaks of another service."""
    found = omega_squared(EIGHT.assign(**changed), "quality", "main_service")
    assert np.isnan(found["estimate"]) and np.isnan(found["low"])
    assert found["undefined"] == reason
