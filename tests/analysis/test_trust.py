"""Trust by use, exclusion and satisfaction, on eight respondents typed here, four in each of two clusters."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import trust as topic
from analysis.disclosure import WITHHELD, few_behind
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
        "satisfaction": [5, 4, 3, *[None] * 5],
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


def test_satisfied_is_who_answers_four_or_five_of_those_who_were_asked(
    trusting: pd.DataFrame,
) -> None:
    """Three is neither; who uses nothing was not asked, and is no dissatisfied user."""
    assert trusting["satisfied"].tolist()[:3] == [1, 1, 0]
    assert trusting["satisfied"][3:].isna().all()


def contrasts(trusting: pd.DataFrame) -> dict[str, Number]:
    """The four differences among five times as many, so that five stand on each side."""
    rows = topic.trust_contrasts(pd.concat([trusting] * 5, ignore_index=True), "students")
    return {name: topic.difference_trust(rows, said) for name, said in topic.COMPARED.items()}


def test_differences_are_those_with_a_trait_less_those_without(trusting: pd.DataFrame) -> None:
    """Users trust at 11/3, others at 14/5; the excluded at 2, the other five who are known at 16/5."""
    found = contrasts(trusting)
    use, exclusion = found["trust_use"], found["trust_exclusion"]
    assert use.value == pytest.approx((5 + 4 + 2) / 3 - (1 + 3 + 3 + 2 + 5) / 5)
    assert exclusion.value == pytest.approx((1 + 3) / 2 - (5 + 4 + 2 + 3 + 2) / 5)
    assert (use.n, exclusion.n) == (5 * 8, 5 * 7)


def test_deltas_count_how_often_those_with_a_trait_trust_more(trusting: pd.DataFrame) -> None:
    """Users answer 5, 4, 2, others 1, 3, 3, 2, 5: of fifteen pairs nine are above, four below and two level."""
    rows = topic.trust_deltas(trusting, "students").set_index("contrast")
    assert rows.loc["trust_use", "estimate"] == pytest.approx((4 + 4 + 1 - 0 - 1 - 3) / 15)


def test_the_satisfied_are_compared_with_other_users_only(trusting: pd.DataFrame) -> None:
    """Two of three users are satisfied: in the province they trust at 9/2, the third at 2; in the department at 3."""
    found = contrasts(trusting)
    province, department = found["trust_satisfaction"], found["department_satisfaction"]
    assert province.value == pytest.approx((5 + 4) / 2 - 2)
    assert department.value == pytest.approx((5 + 4) / 2 - 3)
    assert province.n == department.n == 5 * 3


def test_satisfaction_turned_round_turns_the_words() -> None:
    """Sixty users in six clusters: 4 or 5 of the satisfied, 2 or 3 of the others; then the other way round."""
    users = pd.DataFrame(
        {
            "stratum": "one",
            "institution": [*"abcdef"] * 10,
            "weight": 1.0,
            "uses": 1.0,
            "without_access": 0.0,
            "satisfaction": [4] * 30 + [2] * 30,
            "trust_province": [4] * 15 + [5] * 15 + [2] * 15 + [3] * 15,
            "trust_department": 3,
        }
    )
    said = []
    for frame in (users, users.assign(satisfaction=6 - users["satisfaction"])):
        rows = topic.trust_contrasts(topic.trusting(frame, "students"), "students")
        number = topic.difference_trust(rows, topic.COMPARED["trust_satisfaction"])
        said.append(topic.words_trust(number))
        assert abs(number.value) == pytest.approx(4.5 - 2.5)
    assert said == ["more than", "less than"]


def test_a_difference_from_few_is_withheld_and_its_p_with_it(trusting: pd.DataFrame) -> None:
    """Four times: eight users are satisfied, four are not, too few to tell of; twelve use a service, and twenty do not."""
    rows = topic.trust_contrasts(pd.concat([trusting] * 4, ignore_index=True), "students")
    few = rows["contrast"].isin(["trust_satisfaction", "department_satisfaction"])
    told_of = ["estimate", "se", "low", "high", "p"]
    assert rows.loc[few, told_of].isna().all(axis=None)
    assert rows.loc[~few, "estimate"].notna().all()
    deltas = topic.trust_deltas(pd.concat([trusting] * 4, ignore_index=True), "students")
    html = topic.tbl_trust_differences(rows, rows, deltas, deltas).as_raw_html()
    assert html.count(f">{WITHHELD}<") == 2 * 2 * 3
    assert "in two groups (4 tests)" in html
    number = topic.difference_trust(rows, topic.COMPARED["trust_satisfaction"])
    assert few_behind(number.n, number.cases)


def test_turned_answers_turn_the_words() -> None:
    """The same difference with its sign changed."""
    number = Number(0.5, "points", 2, low=0.1, high=0.9)
    turned = Number(-0.5, "points", 2, low=-0.9, high=-0.1)
    level = Number(0.5, "points", 2, low=-0.1, high=1.1)
    said = [topic.words_trust(each) for each in (turned, level, number)]
    assert said == list(topic.LESS_OR_MORE)


def test_a_bar_with_an_answer_of_few_is_not_drawn() -> None:
    """Tenfold, every answer on the province has ten or twenty; one answer more of the department has one."""
    many = pd.concat([EIGHT] * 10, ignore_index=True)
    whole = topic.fig_trust_answers(many, many).data
    many.loc[many["trust_department"].eq(1), "trust_department"] = 2
    many.loc[0, "trust_department"] = 1
    part = topic.fig_trust_answers(many, many).data
    assert set(whole["Trust in the"]) == {"Provincial government", "Department"}
    assert set(part["Trust in the"]) == {"Provincial government"}
