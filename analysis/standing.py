"""What the answers of the survey are, in words that change with the data: fieldwork or stand-in.

In: the tables of answers, each carrying its kind of evidence. Out: the sentences with which a chapter
says what the answers behind it are. A chapter never says so in words of its own, so that it stays true on
the day when real answers take the place of the synthetic ones, of all tables or of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from hamilton.function_modifiers import group, parameterize, source, value

from analysis.numbers import STAND_IN
from analysis.wording import joined

SYNTHETIC = (
    "The answers of {whose} are synthetic. A program made them, with effects that were planted in them on "
    "purpose, because the answers of the study are not public. They show how the analysis runs and how it "
    "would read; nothing that is computed from them, alone or beside others, is a finding about Khyber "
    "Pakhtunkhwa, or about anyone."
)
COLLECTED = (
    "The answers of {whose} come from fieldwork, under the design and with the questionnaires that "
    "the chapter on methods and the appendix describe."
)
SAID = {
    "what_this_edition_holds": (
        (
            "In this edition the answers of {whose} are not those of real people: they are synthetic stand-ins, "
            "made by a program and labelled wherever they are used."
        ),
        (
            "In this edition the answers of {whose} come from fieldwork; what is printed of them are counts and "
            "estimates, and nobody's answers."
        ),
    ),
    "what_is_not_of_the_study": (
        (
            "The data of the published study are not public, and nothing here on {whose} is presented as its "
            "data or as its results."
        ),
        (
            "What is computed here from the answers of {whose} are results of this edition, by its own "
            "questionnaires and rules, and not those that the study published."
        ),
    ),
    "what_comes_with_the_book": (
        "The files with the answers of {whose} are among those that come with the book, as these are synthetic.",
        (
            "The files with the answers of {whose} come with the book only if the description of the data says "
            "that their rows may be given away; if not, those alone who hold them can compute anew what rests on "
            "them."
        ),
    ),
    "what_survey_results_are": (
        "What rests on the answers of {whose} is no finding, as these are synthetic.",
        "The answers of {whose} come from fieldwork.",
    ),
    "what_can_be_said_from_below": (
        (
            "The answers of {whose} are synthetic, so that nothing can be said from them of perceptions, of "
            "exclusion as it is lived, or of trust."
        ),
        "The answers of {whose} are those of people whom the sample reached, and what these chose to tell.",
    ),
}
"""Sentences on the answers of everybody: for each result, of synthetic answers and of collected ones."""
NEARNESS = (
    (
        "The program that made the answers of {whose} was told some of the published figures, so that a share near "
        "one of them is no agreement of two sources."
    ),
    (
        "The answers of {whose} and the published figures are independent of each other; where they are apart, "
        "both may be right, and where they are near, it may be by chance."
    ),
)
"""What it means that an answer on access is near a published figure."""
CALLED = {
    "students": "students",
    "patients": "patients",
    "officials": "officials",
    "interview_codes": "interviewees",
}
"""The tables of answers, and whose answers each holds."""
RESTS_ON = {
    "users": ("students", "patients"),
    "survey": ("students", "patients", "officials"),
    "offices": ("officials", "interview_codes"),
    "everybody": tuple(CALLED),
}
"""Which answers a chapter may rest on: what the results' names call them, and their tables."""


def _on(name: str, said: tuple[str, str]) -> dict[str, Any]:
    """The inputs of a result that says `said` of the answers that `RESTS_ON` calls `name`."""
    tables = RESTS_ON[name]
    return {
        "answers": group(*(source(table) for table in tables)),
        "whose": value([CALLED[table] for table in tables]),
        "said": value(said),
    }


@parameterize(
    **{f"what_answers_of_{name}_are": _on(name, (SYNTHETIC, COLLECTED)) for name in RESTS_ON},
    **{name: _on("everybody", said) for name, said in SAID.items()},
    what_nearness_to_the_published_means=_on("users", NEARNESS),
)
def what_answers_are(
    answers: list[pd.DataFrame], whose: Sequence[str], said: tuple[str, str]
) -> str:
    """Which of the answers are synthetic and which collected, and what follows from it: sentences."""
    made = [table.attrs["evidence"] == STAND_IN for table in answers]
    synthetic = [name for name, is_made in zip(whose, made, strict=True) if is_made]
    collected = [name for name, is_made in zip(whose, made, strict=True) if not is_made]
    parts = [
        words.format(whose=joined(names))
        for words, names in zip(said, (synthetic, collected), strict=True)
        if names
    ]
    return " ".join(parts)
