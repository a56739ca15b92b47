"""Trust as an ordered answer: who is in which model, and words that follow the odds."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import trust_models as topic
from analysis.disclosure import WITHHELD

EIGHT = pd.DataFrame(
    {
        "stratum": "one",
        "institution": ["a", "b"] * 4,
        "weight": 1.0,
        "uses": [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        "satisfied": [1.0, 1.0, 0.0, None, None, None, None, None],
        "excluded": [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
        "rural": [0.0, 1.0] * 4,
        "trust_province": [5, 4, 2, 3, 1, 3, 2, 3],
    }
)
"""Four users, two of whom are satisfied, one is not and one does not say; two who are excluded; two who are not."""


def many(*, turned: bool = False) -> pd.DataFrame:
    """Twenty times as many in six institutions, some a step higher and some lower, so that models can be fitted."""
    frame = pd.concat([EIGHT] * 20, ignore_index=True)
    steps = pd.Series([number * 7 % 5 % 3 - 1 for number in range(len(frame))])
    trust = (frame["trust_province"] + steps).clip(1, 5)
    places = [f"place-{number // 8 % 6}" for number in range(len(frame))]
    frame = frame.assign(institution=places, trust_province=6 - trust if turned else trust)
    return topic.users_parted(frame, "students")


def test_users_are_parted_by_satisfaction_and_others_are_neither() -> None:
    """Whose satisfaction is not known is in neither part, and in no model of both."""
    parted = topic.users_parted(EIGHT, "students")
    assert parted["satisfied_user"].tolist()[:3] == [1, 1, 0]
    assert parted["other_user"].tolist()[:3] == [0, 0, 1]
    assert parted[["satisfied_user", "other_user"]].iloc[3].isna().all()
    assert parted[["satisfied_user", "other_user"]].iloc[4:].eq(0).all(axis=None)


def test_each_model_has_its_terms_and_who_answered_them() -> None:
    """Of 160 the second leaves out the twenty users who do not say how satisfied they are."""
    for model, n in {"trust_model": 160, "trust_satisfaction_model": 140}.items():
        rows = topic.ordered_trust(many(), "students", model)
        assert rows["term"].tolist() == list(topic.MODELS[model])
        assert set(rows["n"]) == {n}


def test_a_term_in_which_nobody_differs_is_left_out_and_the_others_stay() -> None:
    """Where all live in towns, residence has a row with the reason, and the odds are those without it."""
    answers = many().assign(rural=0.0)
    rows = topic.ordered_trust(answers, "students", "trust_model").set_index("term")
    assert rows.loc["rural", "undefined"] == topic.ALIKE
    assert rows["estimate"].isna().to_dict() == {"uses": False, "excluded": False, "rural": True}
    alone = topic.proportional_odds(answers, topic.TRUST, {"uses": None, "excluded": None})
    assert rows.loc["uses", "estimate"] == topic.row_of(alone, term="uses")["estimate"]
    assert topic.ordered_assumption(answers, "students", "trust_model")["term"].ne("rural").all()


def test_answers_turned_round_turn_the_odds_and_the_words() -> None:
    """The satisfied trust at 4 and 5, who uses none and has access at 2 and 3; then the other way round."""
    said = []
    for answers in (many(), many(turned=True)):
        rows = topic.ordered_trust(answers, "students", "trust_satisfaction_model")
        number = topic.odds_of_trust(rows, "satisfied_user")
        said.append((number.value > 1, topic.words_odds(number)))
    assert said == [(True, "more than"), (False, "less than")]


def test_the_assumption_is_tested_for_the_term_that_a_model_is_about() -> None:
    """Six institutions of one stratum cannot test twelve differences at once, nor with fewer still the four."""
    answers = topic.ordered_assumption(many(), "students", "trust_satisfaction_model")
    assert answers["term"].tolist()[0] == "satisfied_user"
    words = topic.words_assumption(answers, "trust_satisfaction_model")
    assert words.startswith("cannot be tested")


@pytest.mark.parametrize("model", list(topic.MODELS))
def test_the_table_has_every_term_of_both_groups(model: str) -> None:
    """Ratios, and what tells of few withheld: with one copy, two of eight are excluded."""
    rows = topic.ordered_trust(many(), "students", model)
    html = topic.tbl_of_model(rows, rows, model, topic.TRUST_MODEL).as_raw_html()
    assert html.count(topic.ELSE["excluded"]) == 2 and WITHHELD not in html
    few = rows.assign(cases=2)
    assert WITHHELD in topic.tbl_of_model(few, few, model, topic.TRUST_MODEL).as_raw_html()
