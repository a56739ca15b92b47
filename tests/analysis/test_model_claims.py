"""The words and spans that follow from the counts: turned data turn them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import model_claims as claims
from analysis.models_of_government import (
    intervention_subsets,
    model_counts,
    models_by_intervention,
)
from analysis.readings import ALL_ROWS


def coding(*roles: str, functions: tuple[tuple[str, ...], ...] | None = None) -> pd.DataFrame:
    """Codings A and B, alike, of as many interventions as there are roles."""
    functions = functions or (("monitoring",), ("consultation",), ("complaint",))
    one = pd.DataFrame({"citizen_role": roles, "functions": list(functions[: len(roles)])})
    one["id"] = ["one", "two", "three"][: len(roles)]
    return pd.concat([one.assign(coder="A"), one.assign(coder="B")], ignore_index=True)


def counted(codes: pd.DataFrame) -> pd.DataFrame:
    """The counts that follow from some codes, in three sectors."""
    listed = pd.DataFrame(
        {
            "id": ["one", "two", "three"],
            "name": ["First", "Second", "Third"],
            "sector": ["education", "health", "cross-cutting"],
            "confidence": ["high", "high", "high"],
        }
    )
    return model_counts(models_by_intervention(codes, listed), intervention_subsets(listed))


def test_lowest_and_highest_share_span_the_four_readings() -> None:
    """Both codings and both rules are looked at."""
    codes = coding("none", "consultee", "complainant")
    codes.loc[(codes["coder"] == "B") & (codes["id"] == "one"), "citizen_role"] = "complainant"
    counts = counted(codes)
    assert claims.share_managerial_highest(counts).value == 100 * 2 / 3
    assert claims.share_managerial_lowest(counts).value == 100 * 0 / 3


def test_the_rule_is_weighed_against_the_coding() -> None:
    """The rule moves one of three in coding A and two in B; the coding moves one of three."""
    codes = coding("none", "consultee", "complainant")
    codes.loc[(codes["coder"] == "B") & (codes["id"] == "one"), "citizen_role"] = "complainant"
    counts = counted(codes)
    assert claims.points_between_rules(counts).value == pytest.approx(100 * 2 / 3)
    assert claims.points_between_codings(counts).value == pytest.approx(100 * 1 / 3)
    assert claims.rule_against_coding(counts) == "more than"


def test_without_complainants_only_the_coding_can_move_the_share() -> None:
    """Turned data turn the words."""
    codes = coding("none", "consultee", "none")
    alike = counted(codes)
    assert claims.rule_against_coding(alike) == "as much as"
    codes.loc[(codes["coder"] == "B") & (codes["id"] == "two"), "citizen_role"] = "none"
    assert claims.rule_against_coding(counted(codes)) == "less than"


def test_complaints_moved_are_the_difference_between_the_rules() -> None:
    """One complainant in each coding."""
    counts = counted(coding("none", "consultee", "complainant"))
    assert claims.count_complaints_moved(counts, coder="A").value == 2 - 1


def test_cross_cutting_ones_are_counted_among_those_not_managerial() -> None:
    """One of the two that are not managerial is cross-cutting."""
    functions = (("monitoring",), ("consultation",), ("deliberation",))
    counts = counted(coding("none", "consultee", "none", functions=functions))
    number = claims.count_not_managerial_cross_cutting(counts, coder="A")
    assert (number.value, number.n) == (1, 2)


@pytest.mark.parametrize(
    ("roles", "managerial", "less_visible"),
    [
        (("none", "consultee", "none"), "all four", "all four"),
        (("co-decider", "consultee", "none"), "none of the four", "none of the four"),
        (("co-decider", "none", "none"), "all four", "none of the four"),
    ],
)
def test_the_extents_follow_the_counts(
    roles: tuple[str, ...], managerial: str, less_visible: str
) -> None:
    """Turned data turn the words; equal numbers are not fewer."""
    counts = counted(coding(*roles))
    assert claims.extent_managerial_majority(counts, subset=ALL_ROWS) == managerial
    assert claims.extent_participatory_less_visible(counts, subset=ALL_ROWS) == less_visible


def test_exactly_half_is_not_most() -> None:
    """With one of two managerial no reading has a majority."""
    counts = counted(coding("none", "consultee"))
    assert claims.extent_managerial_majority(counts, subset=ALL_ROWS) == "none of the four"


def test_the_extent_of_a_finding_counts_the_readings() -> None:
    """Where a complaint counts as consultation only the stated rule finds equal numbers."""
    counts = counted(coding("co-decider", "consultee", "complainant"))
    assert claims.extent_participatory_less_visible(counts, subset=ALL_ROWS) == "two of the four"
    assert claims.extent_managerial_majority(counts, subset=ALL_ROWS) == "none of the four"
