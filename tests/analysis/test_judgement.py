"""Coding B's judgement against the rule, on three interventions."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import judgement

DERIVED = pd.DataFrame(
    {
        "coder": ["A", "B", "B", "B"],
        "rule": ["stated"] * 4,
        "id": ["one", "one", "two", "three"],
        "name": ["First", "First", "Second", "Third"],
        "model": ["participatory", "managerial", "consultative", "managerial"],
    }
)


def judged(*models: str) -> pd.DataFrame:
    """Coding B's judgement of the three interventions."""
    return pd.DataFrame(
        {
            "coder": ["B"] * 3,
            "id": ["one", "two", "three"],
            "model": models,
            "model_note": ["because"] * 3,
        }
    )


def test_judgement_meets_the_rule_applied_to_the_same_coding() -> None:
    """Coding A's model of the first intervention plays no part."""
    both = judgement.judgement_against_rule(
        judged("managerial", "managerial", "managerial"), DERIVED
    )
    assert list(both["derived"]) == ["managerial", "consultative", "managerial"]
    assert judgement.count_judgement_differs(both, rule="stated").value == 1
    assert judgement.share_judgement_agrees(both, rule="stated").value == 100 * 2 / 3
    html = judgement.tbl_judgement_differs(both).as_raw_html()
    assert "Second" in html and "First" not in html


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (("managerial", "consultative", "managerial"), "less visible than"),
        (("participatory", "consultative", "managerial"), "as visible as"),
        (("participatory", "managerial", "managerial"), "more visible than"),
    ],
)
def test_the_visibility_in_the_judgement_follows_it(models: tuple[str, ...], words: str) -> None:
    """Three outcomes, equal among them."""
    assert judgement.visibility_judgement(judged(*models)) == words


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (("managerial", "managerial", "managerial"), "more than"),
        (("managerial", "consultative", "managerial"), "as many as"),
        (("consultative", "consultative", "managerial"), "fewer than"),
    ],
)
def test_the_direction_of_the_judgement_follows_it(models: tuple[str, ...], words: str) -> None:
    """The rule makes two of the three managerial."""
    both = judgement.judgement_against_rule(judged(*models), DERIVED)
    assert judgement.direction_judgement_managerial(both) == words


def test_the_judged_models_are_counted() -> None:
    """Two managerial, one consultative, none participatory, of three."""
    frame = judged("managerial", "consultative", "managerial")
    counts = [judgement.count_judged(frame, model=model) for model in judgement.MODELS]
    assert [number.value for number in counts] == [2, 1, 0]
    assert {number.n for number in counts} == {3}


def test_the_cross_table_keeps_models_that_nobody_has() -> None:
    """Three by three cells under each rule, zeros where there is nothing."""
    both = judgement.judgement_against_rule(
        judged("managerial", "managerial", "managerial"), DERIVED
    )
    html = judgement.tbl_judgement_against_rule(both).as_raw_html()
    for head in ("Stated rule", "Alternative rule", "Participatory"):
        assert html.count(f">{head}</th>") == 1
    assert html.count(">participatory</th>") == 2
    assert html.count(">0</td>") == 2 * 3 * 3 - 2
    assert "n = 3 interventions." in html
