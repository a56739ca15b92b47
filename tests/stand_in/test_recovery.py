"""The analysis finds what is planted: in twenty samples here, in two hundred by `nox -s recovery`."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from recovery.claims import QUANTITIES
from recovery.coverage import (
    ALLOWED,
    FIRST_SEED,
    by_chance,
    coverage,
    doubtful,
    estimates,
    outside,
    report,
)

from analysis.sources import DATA

SAMPLES = 20
FEWEST = 15
"""The least of 20 intervals that must hold the planted value: a true 95 % interval holds it in fewer
with a chance of 0.03 %, so among some 55 quantities with one of 2 %. Seeds are fixed: it is no lottery."""


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """Every quantity, estimated in every sample."""
    return estimates(range(FIRST_SEED, FIRST_SEED + SAMPLES))


def test_intervals_hold_what_is_planted(found: pd.DataFrame) -> None:
    """All intervals together cover at 92 to 98 %: of some 1,100, of which many go together."""
    table = coverage(found)
    low, high = ALLOWED
    assert low <= table["coverage"].mean() <= high
    missed = table[table["coverage"] < FEWEST / SAMPLES]
    assert missed.empty, missed[["quantity", "planted", "mean", "coverage"]]


def test_estimates_are_not_off(found: pd.DataFrame) -> None:
    """The mean of twenty estimates lies within three of its standard errors, or nearly: 3.5 here."""
    table = coverage(found)
    distance = table["bias"].abs() / (table["spread"] / SAMPLES**0.5)
    assert (distance < 3.5).all(), table[distance >= 3.5]


def test_every_claim_that_respondents_bear_on_has_something_planted() -> None:
    """C1 is about documents; the others are tried."""
    claims = {claim for quantity in QUANTITIES for claim in re.findall(r"C\d+", quantity.claim)}
    assert claims == {f"C{number}" for number in range(2, 15)}


def test_intervals_of_half_the_width_would_be_noticed(found: pd.DataFrame) -> None:
    """The count of coverage can fail."""
    middle = found["estimate"]
    narrow = found.assign(
        low=middle - (middle - found["low"]) / 2, high=middle + (found["high"] - middle) / 2
    )
    assert coverage(narrow)["coverage"].mean() < ALLOWED[0] - 0.1


def test_a_true_interval_may_be_outside_by_chance() -> None:
    """Of 200 samples, 184 to 196 are within; the binomial chance of the rest."""
    assert by_chance(200) == pytest.approx(0.0328, abs=0.0001)


def test_the_report_in_the_repository_tries_what_is_tried_now() -> None:
    """A row a quantity, in their order; `nox -s recovery` renews it."""
    text = (DATA / "stand-in" / "recovery.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| C[^|]*\| ([^|]*) \||^\| scales \| ([^|]*) \|", text, re.MULTILINE)
    assert ["".join(pair) for pair in shown] == [quantity.name for quantity in QUANTITIES]


def test_the_report_names_what_is_outside() -> None:
    """One quantity within, one not."""
    table = pd.DataFrame(
        {
            "claim": ["C2", "C3"],
            "quantity": ["a", "b"],
            "planted": [0.5, 0.5],
            "mean": [0.5, 0.6],
            "bias": [0.0, 0.1],
            "spread": [0.1, 0.1],
            "se": [0.1, 0.1],
            "coverage": [0.95, 0.5],
            "defined": [1.0, 1.0],
        }
    )
    assert list(outside(table)["quantity"]) == ["b"]
    assert "Within 92 to 98 %: 1 of 2 quantities." in report(table, 200)
    assert "Not tried again: b." in report(table, 200)
    assert "from seed 3000" in report(table, 300, 3000)
    again = table.assign(coverage=0.5).tail(1)
    said = report(table, 200, again=again)
    assert (
        "- b: 50.0 % at first, 50.0 % in the second trial, so that the true coverage may be 45"
        in said
    )
    assert "Outside in the second trial: b." in said
    assert "Outside in the second trial: none." in report(
        table, 200, again=again.assign(coverage=0.95)
    )


def test_who_is_at_a_bound_is_tried_again() -> None:
    """184 of 200 are 92 %: within, by the luck of one."""
    table = pd.DataFrame({"coverage": [0.915, 0.92, 0.925, 0.95, 0.975, 0.98, 0.985]})
    assert outside(table).index.tolist() == [0, 6]
    assert doubtful(table).index.tolist() == [0, 1, 5, 6]


def test_a_second_trial_estimates_what_is_in_doubt_and_nothing_else() -> None:
    """Two quantities of one sample, in the order of the list."""
    assert estimates([FIRST_SEED], [3, 0])["quantity"].tolist() == [0, 3]
