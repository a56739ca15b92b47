"""Trust by use and exclusion, on eight respondents typed here, four in each of two clusters."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import trust as topic
from analysis.numbers import Number

EIGHT = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "b"] * 4,
        "weight": 1.0,
        "uses": [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        "without_access": [0.0, 1.0, None, 1.0, 1.0, 0.0, 0.0, None],
        "rural": [0.0, 1.0] * 4,
        "trust_province": [5, 4, 2, 1, 3, 3, 2, 5],
        "trust_department": [5, 4, 3, 1, 2, 3, 2, None],
    }
)


@pytest.fixture
def trusting() -> pd.DataFrame:
    """The eight, with who is excluded."""
    return topic.trusting(EIGHT, "students")


def test_excluded_is_who_uses_nothing_and_lacks_access(trusting: pd.DataFrame) -> None:
    """Who uses a service is not excluded, whatever the access; without use, access has to be known."""
    assert trusting["excluded"].tolist()[:7] == [0, 0, 0, 1, 1, 0, 0]
    assert pd.isna(trusting["excluded"].iloc[7])


def test_differences_are_users_less_others_and_excluded_less_others(trusting: pd.DataFrame) -> None:
    """Users trust at 11/3, others at 14/5; the excluded at 2, the other five who are known at 16/5."""
    use = topic.difference_trust(trusting, "uses")
    exclusion = topic.difference_trust(trusting, "excluded")
    assert use.value == pytest.approx((5 + 4 + 2) / 3 - (1 + 3 + 3 + 2 + 5) / 5)
    assert exclusion.value == pytest.approx((1 + 3) / 2 - (5 + 4 + 2 + 3 + 2) / 5)
    assert (use.n, exclusion.n) == (8, 7)


def test_turned_answers_turn_the_words() -> None:
    """The same difference with its sign changed."""
    number = Number(0.5, "points", 2, low=0.1, high=0.9)
    turned = Number(-0.5, "points", 2, low=-0.9, high=-0.1)
    level = Number(0.5, "points", 2, low=-0.1, high=1.1)
    said = [topic.words_trust(each) for each in (turned, level, number)]
    assert said == list(topic.LESS_OR_MORE)


def test_odds_are_ratios_of_the_terms_asked_for(trusting: pd.DataFrame) -> None:
    """Twentyfold, so that the model can be fitted: users have the higher odds."""
    many = pd.concat([trusting] * 20, ignore_index=True)
    rows = topic.trust_model(many, "students")
    assert rows["term"].tolist() == list(topic.TERMS)
    assert topic.odds_trust(rows, "uses").value > 1
    html = topic.tbl_trust_model(rows, rows).as_raw_html()
    assert html.count(topic.TERMS["excluded"]) == 2


def test_a_bar_with_an_answer_of_few_is_not_drawn() -> None:
    """Tenfold, every answer on the province has ten or twenty; one answer more of the department has one."""
    many = pd.concat([EIGHT] * 10, ignore_index=True)
    whole = topic.fig_trust_answers(many, many).data
    many.loc[many["trust_department"].eq(1), "trust_department"] = 2
    many.loc[0, "trust_department"] = 1
    part = topic.fig_trust_answers(many, many).data
    assert set(whole["Trust in the"]) == {"Provincial government", "Department"}
    assert set(part["Trust in the"]) == {"Provincial government"}
