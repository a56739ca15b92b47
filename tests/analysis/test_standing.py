"""What a chapter says of its answers follows from their kinds of evidence, and from nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import standing


def said(*evidence: str) -> str:
    """What is said of students and patients whose answers are of these kinds."""
    answers = []
    for kind in evidence:
        table = pd.DataFrame({"respondent_id": ["S0001"]})
        table.attrs["evidence"] = kind
        answers.append(table)
    words = (standing.SYNTHETIC, standing.COLLECTED)
    return standing.what_answers_are(answers, ["students", "patients"], words)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [("stand-in", standing.SYNTHETIC), ("collected", standing.COLLECTED)],
)
def test_the_answers_say_themselves_what_they_are(evidence: str, expected: str) -> None:
    """Another kind of evidence is another sentence."""
    assert said(evidence, evidence) == expected.format(whose="students and patients")


def test_one_table_that_is_still_synthetic_is_named() -> None:
    """Real answers of students do not make those of patients real."""
    both = said("collected", "stand-in")
    assert standing.SYNTHETIC.format(whose="patients") in both
    assert standing.COLLECTED.format(whose="students") in both


def test_every_table_of_answers_is_spoken_of() -> None:
    """A chapter on everybody leaves no table out."""
    assert set(standing.RESTS_ON["everybody"]) == set(standing.CALLED)
