"""The questionnaires as the appendix prints them: a table for each form, a row per question.

In: the forms in `instruments/`, which the field takes as they stand there. They hold no answers; those
are in `data/`.
"""

from __future__ import annotations

from great_tables import GT
from hamilton.function_modifiers import parameterize, value

from analysis import forms
from analysis.exhibits import base_line
from analysis.theme import book_table

FORMS = {
    "students": "students",
    "patients": "patients",
    "officials": "officials",
    "interviews": "interview",
}
"""What the results' names call each form, and its file."""


@parameterize(**{f"tbl_instruments_{name}": {"form": value(file)} for name, file in FORMS.items()})
def tbl_instruments(form: str) -> GT:
    """The questions of the form `{form}`, in their order, with the answers that may be given."""
    labels = {"question": "Question", "answers": "Answers"}
    asked = forms.read(form)
    table = book_table(asked, groupname_col="group").cols_label(labels)
    source = f"Form: instruments/{form}.csv."
    return table.tab_source_note(f"{base_line(asked, 'questions and texts')} {source}")


@parameterize(**{f"words_opening_{name}": {"form": value(file)} for name, file in FORMS.items()})
def words_opening(form: str) -> str:
    """What a respondent is told before the first question of the form `{form}`."""
    return forms.read_opening(form)
