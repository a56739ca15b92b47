"""Reads the questionnaires: what is asked, in order, with the answers that there are.

In: the text form of an XLSForm, as it stands in `instruments/`: a line with the name of a sheet, then its
heading and its rows, one column further right. Out: frames of questions.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parent.parent / "instruments"
TEXT = "label::English (en)"
BEGINS, ENDS = "begin_group", "end_group"
ASKED = ("select_one", "select_multiple", "text", "integer")
HIDDEN = ("respondent_id", "institution")
"""Questions that the interviewer fills in from the sample: nobody is asked them."""
OPENING = "privacy"
"""The words that every form opens with; they are no question."""
LONG_LIST = 20
"""A list of answers longer than this is counted, not printed."""


def sheets(text: str) -> dict[str, list[dict[str, str]]]:
    """The sheets of a form by their names, each as rows by heading."""
    found: dict[str, list[dict[str, str]]] = {}
    name, heading = "", None
    for first, *cells in csv.reader(text.splitlines(keepends=True)):
        if first:
            name, heading = first, None
        elif heading is None:
            heading = cells
            found[name] = []
        elif any(cells):
            found[name].append(dict(zip(heading, cells, strict=False)))
    return found


def questions(form: dict[str, list[dict[str, str]]]) -> pd.DataFrame:
    """What a form asks. One row per question: group (the heading it stands under), question, answers."""
    choices: dict[str, list[str]] = {}
    for choice in form.get("choices", []):
        choices.setdefault(choice["list_name"], []).append(choice[TEXT])
    rows, headings = [], [""]
    for line in form["survey"]:
        kind, _, answers = line["type"].partition(" ")
        if kind == BEGINS:
            headings.append(line[TEXT] or headings[-1])
        elif kind == ENDS:
            headings.pop()
        elif (
            (kind in ASKED or kind == "note")
            and line[TEXT]
            and line["name"] not in (*HIDDEN, OPENING)
        ):
            said = _answers(kind, choices.get(answers, []))
            rows.append({"group": headings[-1], "question": line[TEXT], "answers": said})
    return pd.DataFrame(rows, columns=["group", "question", "answers"])


def opening(form: dict[str, list[dict[str, str]]]) -> str:
    """What a respondent is told before the first question."""
    (words,) = (line[TEXT] for line in form["survey"] if line["name"] == OPENING)
    return words


def _answers(kind: str, answers: list[str]) -> str:
    """The answers that may be given, in a few words."""
    several = "any of: " if kind == "select_multiple" else ""
    if not answers:
        return "\N{EN DASH}"
    if len(answers) > LONG_LIST:
        return f"{several}a list of {len(answers)}"
    return several + "; ".join(answers)


def read(form: str) -> pd.DataFrame:
    """The questions of `instruments/FORM.csv`, as `questions` has them."""
    return questions(_sheets_of(form))


def read_opening(form: str) -> str:
    """The opening of `instruments/FORM.csv`."""
    return opening(_sheets_of(form))


def _sheets_of(form: str) -> dict[str, list[dict[str, str]]]:
    return sheets((FOLDER / f"{form}.csv").read_text(encoding="utf-8"))
