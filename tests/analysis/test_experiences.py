"""Who met which model: four respondents typed here, two in each of two clusters of one stratum."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import experiences as topic
from analysis.numbers import Number

COLUMNS = [question for questions in topic.EXPERIENCES.values() for question in questions]


def answers(*rows: str) -> pd.DataFrame:
    """Respondents from their six answers, a letter each: yes, no, or - for none."""
    words = {"y": "yes", "n": "no", "-": None}
    frame = pd.DataFrame([[words[letter] for letter in row] for row in rows], columns=COLUMNS)
    places = [f"place-{number % 2}" for number in range(len(rows))]
    return frame.assign(stratum="one", institution=places, weight=1.0)


FOUR = answers("ynyynn", "nynnny", "ynnn-n", "ny--nn")


def test_one_yes_is_enough_and_a_missing_answer_leaves_it_open() -> None:
    """The third left a participatory question out, the fourth both consultative ones."""
    met = topic.experiences(FOUR, "students")
    assert met["managerial"].tolist() == [1, 1, 1, 1]
    assert met["consultative"].tolist()[:3] == [1, 0, 0]
    assert met["consultative"].isna().tolist() == [False, False, False, True]
    assert met["participatory"].isna().tolist() == [False, False, True, False]


def test_answers_left_out_at_random_do_not_make_a_model_more_common() -> None:
    """One who was asked and one who met nothing, each with no gap, and with either question left out: half met it."""
    rows = ("nnynnn", "nny-nn", "nn-nnn", "nnnnnn", "nnn-nn", "nn-nnn")
    assert topic.experiences(answers(*rows), "students")["consultative"].mean() == 1 / 2


def test_shares_rest_on_those_who_answered() -> None:
    """Of three who answered one was consulted."""
    met = topic.experience_shares(topic.experiences(FOUR, "students"), "students")
    row = met.set_index("item").loc["consultative"]
    assert row["estimate"] == pytest.approx(1 / 3)
    assert row["n"] == 3


def test_a_lead_is_taken_within_persons() -> None:
    """Managerial less consultative of the three who answered on both: 0, 1, 1."""
    met = topic.experiences(FOUR, "students")
    lead = topic.lead_of_model(met, "students", "managerial", "consultative")
    assert lead.value == pytest.approx(100 * (0 + 1 + 1) / 3)
    assert lead.unit == "percentage points"


def test_turned_answers_turn_the_words() -> None:
    """The same persons with consultation and participation changed for one another."""
    rows = ["nnyynn"] * 5 + ["nnnnyy"]
    turned = [row[:2] + row[4:] + row[2:4] for row in rows]
    said = []
    for letters in (rows, turned):
        met = topic.experiences(answers(*letters), "patients")
        said.append(topic.lead_of_model(met, "patients", "consultative", "participatory").value)
    assert said[0] == pytest.approx(100 * (5 - 1) / 6) == -said[1]


def test_words_of_a_lead_follow_its_interval() -> None:
    """An interval that holds zero is no lead."""
    low_high = {(-9, -1): 0, (-1, 9): 1, (1, 9): 2}
    for (low, high), place in low_high.items():
        number = Number((low + high) / 2, "percentage points", low=low, high=high)
        assert topic.words_lead(number) == topic.MORE_OR_LESS[place]


def test_a_model_is_ahead_only_in_groups_whose_whole_interval_is() -> None:
    """One of three groups."""
    ahead = Number(5, "percentage points", low=1, high=9)
    level = Number(5, "percentage points", low=-1, high=11)
    bare = Number(5, "percentage points")
    assert topic.extent_lead(ahead, level, bare) == "one of the three"


def test_exhibits_have_a_row_for_each_group_and_model() -> None:
    """Three groups by three models, in the figure's rows and in the table."""
    many = pd.concat([FOUR] * 5, ignore_index=True)
    met = topic.experience_shares(topic.experiences(many, "students"), "students")
    every = topic.experiences_by_group(met, met, met)
    assert len(every) == 9
    assert len(topic.fig_models_experiences(every).data) == 9
    assert topic.tbl_models_experiences(every).as_raw_html().count("<tr") > 9


def test_a_share_that_tells_of_few_takes_those_that_would_give_it_away_with_it() -> None:
    """All but two of twenty met the managerial model: with the leads, the other shares would tell of the two."""
    few, many = (
        topic.experience_shares(topic.experiences(answers(*rows), "students"), "students")
        for rows in (
            ["ynyyny"] * 9 + ["ynnnnn"] * 9 + ["nnnnnn"] * 2,
            ["ynyyny"] * 9 + ["ynnnnn"] * 5 + ["nnnnnn"] * 6,
        )
    )
    every = topic.experiences_by_group(many, few, many)
    assert topic.tbl_models_experiences(every).as_raw_html().count(">[c]<") == 3 * 2
    assert set(topic.fig_models_experiences(every).data["Group"]) == {"Students", "Officials"}
