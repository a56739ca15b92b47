"""What the answers of the survey are, in words that change with the data: fieldwork or stand-in.

In: the tables of answers, each carrying its kind of evidence. Out: the sentences with which a chapter
says what its answers are. A chapter never says so in words of its own, so that it stays true on the
day when the real answers take the place of the synthetic ones.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize, source

from analysis.numbers import STAND_IN

SYNTHETIC = (
    "The answers in this chapter are synthetic. A program made them, with effects that were planted in "
    "them on purpose, because the answers of the study are not public. What follows shows how the analysis "
    "runs and how it would read; nothing in it is a finding about Khyber Pakhtunkhwa, or about anyone."
)
COLLECTED = (
    "The answers in this chapter come from fieldwork, under the design and with the questionnaires that "
    "the chapter on methods and the appendix describe."
)
TABLES = ("students", "patients", "officials", "interview_codes")


@parameterize(**{f"what_{table}_are": {"answers": source(table)} for table in TABLES})
def what_answers_are(answers: pd.DataFrame) -> str:
    """Whether the answers of a table are synthetic or collected, and what follows from it: sentences."""
    return SYNTHETIC if answers.attrs["evidence"] == STAND_IN else COLLECTED
