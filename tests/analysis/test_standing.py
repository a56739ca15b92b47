"""What a chapter says of its answers follows from their kind of evidence, and from nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import standing


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [("stand-in", standing.SYNTHETIC), ("collected", standing.COLLECTED)],
)
def test_the_answers_say_themselves_what_they_are(evidence: str, expected: str) -> None:
    """Another kind of evidence is another sentence."""
    answers = pd.DataFrame({"respondent_id": ["S0001"]})
    answers.attrs["evidence"] = evidence
    assert standing.what_answers_are(answers) == expected
