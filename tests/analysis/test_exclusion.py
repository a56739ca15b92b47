"""Who is left out: six respondents typed here, three in each of two clusters of one stratum."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import exclusion as topic
from analysis.numbers import Number

SIX = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "a", "a", "b", "b", "b"],
        "weight": 1.0,
        "access_device": ["own", "none", "shared", None, "own", "own"],
        "access_internet": ["always", "always", "never", "sometimes", None, "always"],
        "aware_of": [("portal",), (), ("portal", "card"), ("card",), (), ("portal",)],
        "used": [("portal",), (), (), ("card",), (), ("portal",)],
        "gender": ["female", "male", "other", "female", "male", None],
        "residence": ["rural", "urban", "rural", "urban", "rural", "urban"],
        "household_means": [
            "not enough",
            "comfortable",
            "just enough",
            None,
            "not enough",
            "comfortable",
        ],
        "skill_search": [5, 1, 4, 3, 2, 5],
        "skill_form": [4, 1, 3, 3, 2, 5],
        "skill_upload": [4, 2, 3, 3, None, 5],
        "skill_payment": [4, 1, 3, 3, None, 5],
    }
)


@pytest.fixture
def met() -> pd.DataFrame:
    """The six with what bears on exclusion."""
    return topic.circumstances(SIX, "students")


def test_one_closed_door_is_enough_and_a_gap_leaves_it_open(
    met: pd.DataFrame,
) -> None:
    """No device, or never online; the fourth and the fifth left one question out."""
    without = met["without_access"]
    assert without.tolist()[:3] == [0, 1, 1]
    assert without.isna().tolist() == [False, False, False, True, True, False]
    assert (met["has_access"] + without).dropna().eq(1).all()


def test_answers_left_out_at_random_do_not_make_access_rarer() -> None:
    """One who lacks a device and one who has all, each with no gap, and with either question left out: half lack access."""
    device = ["none", "none", None, "own", "own", None]
    online = ["always", None, "always", "always", None, "always"]
    gaps = topic.circumstances(SIX.assign(access_device=device, access_internet=online), "students")
    assert gaps["without_access"].mean() == 1 / 2


def test_skills_need_enough_answers_and_a_score_above_the_midpoint(met: pd.DataFrame) -> None:
    """3.25 is above three, 3 is not, and two answers of four are too few."""
    skilled = met["skilled"]
    assert skilled.tolist()[:4] == [1, 0, 1, 0]
    assert skilled.isna().tolist()[4:] == [True, False]


def test_use_and_awareness_are_counted_from_lists(met: pd.DataFrame) -> None:
    """An empty list is a no."""
    assert met["uses"].tolist() == [1, 0, 0, 1, 0, 1]
    assert met["unaware"].tolist() == [0, 1, 0, 0, 1, 0]
    assert topic.share_with(met, "students", "know none of the services").value == pytest.approx(
        100 * 2 / 6
    )


def test_a_gap_is_the_share_with_a_trait_less_that_without(met: pd.DataFrame) -> None:
    """Rural: one of three uses a service; urban: two of three. Twice, so that enough stand on each side."""
    gaps = topic.use_gaps(pd.concat([met] * 2, ignore_index=True), "students")
    assert topic.gap_use(gaps, "students", "Rural").value == pytest.approx(100 * (1 / 3 - 2 / 3))
    assert topic.gap_use(gaps, "students", "Rural").n == 2 * 6


def test_both_sides_of_a_trait_are_shown_and_who_has_it_stands_first(met: pd.DataFrame) -> None:
    """Women and girls: both use; the others who told their gender: none of three."""
    rows = topic.use_by_trait(met, "students")
    women, others = rows[rows["trait"] == "female"].to_dict("records")
    assert (women["side"], others["side"]) == topic.TRAITS["female"]
    assert (women["estimate"], others["estimate"]) == (1, 0)


@pytest.mark.parametrize(("low", "high", "place"), [(-9, -1, 0), (-1, 9, 1), (1, 9, 2)])
def test_the_words_of_a_gap_follow_its_interval(low: float, high: float, place: int) -> None:
    """An interval that holds zero is no gap."""
    number = Number((low + high) / 2, "percentage points", low=low, high=high)
    assert topic.words_gap(number) == topic.LESS_OR_MORE[place]


def test_a_side_of_few_respondents_is_not_drawn() -> None:
    """Of six each, fivefold, thirty draw all sides but those that one person in six makes up."""
    many = pd.concat([SIX] * 5, ignore_index=True)
    few = pd.concat([many, SIX.assign(gender=None, residence="valley").head(1)], ignore_index=True)
    rows = topic.use_by_trait(topic.circumstances(few, "students"), "students")
    drawn = topic.fig_exclusion_use(rows).data
    told_of = rows["cases"].between(1, 4) | (rows["n"] - rows["cases"]).between(1, 4)
    assert len(drawn) == len(rows) - told_of.sum() > 0
