"""Forms as the appendix prints them: a form of three questions typed here, and the real ones."""

from __future__ import annotations

from analysis import forms
from analysis.questionnaires import FORMS, tbl_instruments

FORM = """survey
,type,name,label::English (en)
,start,start,
,begin_group,about,About you
,text,respondent_id,Number on the card
,select_one yes_no,uses,"Do you use it, ever?"
,select_multiple things,met,What did you meet?
,end_group,,
,note,privacy,It takes ten minutes.
,text,other,Anything else?
choices
,list_name,name,label::English (en)
,yes_no,yes,Yes
,yes_no,no,No
,things,cost,Cost
,things,staff,Staff
"""


def test_questions_stand_in_order_under_their_headings_with_their_answers() -> None:
    """What a device or an interviewer fills in is left out."""
    rows = forms.questions(forms.sheets(FORM)).to_numpy().tolist()
    assert rows == [
        ["About you", "Do you use it, ever?", "Yes; No"],
        ["About you", "What did you meet?", "any of: Cost; Staff"],
        ["", "Anything else?", "\N{EN DASH}"],
    ]


def test_the_words_that_open_a_form_stand_apart() -> None:
    """They are no question, and are told before the first one."""
    assert forms.opening(forms.sheets(FORM)) == "It takes ten minutes."


def test_a_long_list_of_answers_is_counted() -> None:
    """Districts, for one."""
    more = "".join(f",yes_no,n{number},Answer {number}\n" for number in range(30))
    rows = forms.questions(forms.sheets(FORM + more))
    assert rows["answers"].iloc[0] == "a list of 32"


def test_every_form_is_printed() -> None:
    """Consent is asked in each of them."""
    for form in FORMS.values():
        assert "Do you agree to take part?" in tbl_instruments(form).as_raw_html()
