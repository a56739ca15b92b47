"""What constrains users: six of them typed here, three in each of two clusters of one stratum."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import service_constraints as topic

SIX = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "a", "a", "b", "b", "b"],
        "weight": 1.0,
        "used": [("portal",), ("portal",), ("card",), ("card",), (), ("card",)],
        "constraints": [
            ("cost", "staff"),
            ("cost",),
            (),
            ("staff", "cost"),
            ("skills",),
            ("language",),
        ],
    }
)


@pytest.fixture
def users() -> pd.DataFrame:
    """The six, with whether they used a service and met a constraint."""
    return topic.constrained(SIX, "students")


def test_only_those_who_used_a_service_are_asked(users: pd.DataFrame) -> None:
    """Five used one, four of them met a constraint; the fifth row used none."""
    number = topic.share_constrained(users)
    assert number.value == pytest.approx(100 * 4 / 5)
    assert (number.n, number.cases) == (5, 4)


def test_constraints_are_ranked_by_how_often_they_are_named(users: pd.DataFrame) -> None:
    """Cost three times, staff twice, language once; skills were named by a person who used nothing."""
    rows = topic.constraint_shares(users, "students")
    assert rows["answer"].tolist()[:3] == ["cost", "staff", "language"]
    assert rows.set_index("answer")["estimate"][["cost", "skills"]].tolist() == [3 / 5, 0]
    assert topic.names_constraints(rows, "students") == "cost, staff and language"


def test_turned_answers_turn_the_ranking() -> None:
    """With cost and language changed for one another, language is first."""
    turned = {"cost": "language", "language": "cost"}
    changed = SIX["constraints"].map(lambda given: tuple(turned.get(g, g) for g in given))
    users = topic.constrained(SIX.assign(constraints=changed), "patients")
    rows = topic.constraint_shares(users, "patients")
    assert topic.names_constraints(rows, "patients") == "language, staff and cost"


def test_a_constraint_that_few_name_is_not_drawn(users: pd.DataFrame) -> None:
    """Tenfold, cost is named by thirty of fifty; of what one alone named nothing is drawn."""
    many = pd.concat([SIX] * 10, ignore_index=True)
    many.loc[0, "constraints"] = [("electricity",)]
    rows = topic.constraint_shares(topic.constrained(many, "students"), "students")
    drawn = topic.fig_service_delivery_constraints(rows, rows).data
    assert "Cost" in set(drawn["Constraint"])
    assert "Failing electricity" not in set(drawn["Constraint"])
