"""A bare name in free text is seen; a place, a hospital and a word of every day are not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.person_names import names_somebody
from analysis.sources import DATA, Package
from analysis.to_read import to_read
from tests.analysis.small_survey import ROWS, cell, csv, survey
from tests.analysis.test_privacy import messages

NAMED = [
    "Gul Bibi told me",
    "gul bibi told me",
    "GUL BIBI",
    "I asked Zarghuna Bibi about it",
    "the headmaster, Abdul-Rahman, helped",
    "it was fazal rehman who helped",
    "ask Gulalai",
    "Syed Wasay came twice",
    "Ustad Zmarak",
    "گل بی بی نے کہا",
    "محمد خان",
    "Dera Ismail Khan: Ayesha told me so",
]
NOBODY = [
    "nobody helped",
    "I live in Dera Ismail Khan",
    "Dera_Ismail_Khan",
    "D.I. Khan",
    "Bacha Khan Medical College",
    "Ayub Teaching Hospital",
    "Lady Reading Hospital",
    "the school at Kashif Colony",
    "Hayatabad Medical Complex",
    "the Khan family",
    "My Khan",
    "by the grace of Allah",
    "the Sehat Card",
    "بہت اچھا",
    "خان",
]

ANNOUNCED = [
    "Dr Zmarak was not there",
    "I went to doctor Zmarak twice",
    "Miss Shaista teaches us",
    "Malik Zmarak has the key",
    "my teacher Zmarak helped",
    "my teacher, Zmarak, helped",
    "the principal (Shaista) said no",
    "cousin Wasay filled it in",
    "our Nurse Shaista knows",
    "Zmarak sahib did it",
    "Zmarak sb did it",
    "Shaista bibi did it",
    "Wasay bin Zmarak",
    "wasay s/o zmarak",
    "Shaista W/O Wasay",
    "a man named zmarak took it",
    "a clerk who is called Zmarak",
    "his name was zmarak",
    "teacher gulalai helped",
    "dr waqar",
    "زمرک صاحب نے کہا",
    "ڈاکٹر احمد نے کہا",
]
"""Names in no list, or in small letters, which a sign gives away."""
NOT_ANNOUNCED = [
    "the doctor was absent",
    "DOCTOR WAS ABSENT",
    "doctor OPD is far",
    "Teacher Attendance System",
    "my teacher English",
    "Doctor sahib was absent",
    "Principal Sahib said no",
    "my teacher, who helped",
    "the teacher told me",
    "ask sb else",
    "a man called me",
    "the app called Zmarak",
    "his name is not known",
    "w/o internet it does not work",
    "the nurse in Swat",
    "Miss the bus",
    "the bin was full",
    "officer Peshawar Board",
    "ڈاکٹر صاحب نے کہا",
    "ڈاکٹر موجود نہیں تھا",
    "کوئی صاحب آئے",
]
"""What looks like a sign and names nobody."""


@pytest.mark.parametrize("text", ANNOUNCED)
def test_a_name_that_is_announced_is_seen_though_no_list_has_it(text: str) -> None:
    """By an address before or behind, by what the person is, by descent, in so many words."""
    assert names_somebody(text)


@pytest.mark.parametrize("text", NOT_ANNOUNCED)
def test_a_word_where_a_name_might_stand_is_let_pass(text: str) -> None:
    """People are spoken of without being named in most answers."""
    assert not names_somebody(text)


def test_what_is_still_missed_is_known() -> None:
    """A name that nothing announces: free text is to be read, and the check of the data says where it is."""
    missed = ["Zmarak helped me", "zmarak", "thanks to Shaista", "the one with the red beard"]
    assert not any(map(names_somebody, missed))


@pytest.mark.parametrize("text", NAMED)
def test_a_name_is_seen(text: str) -> None:
    """In English spellings and in Urdu, in any case, alone where it can be nothing else."""
    assert names_somebody(text)


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_no_person_is_let_pass(text: str) -> None:
    """Places that are called as persons are, institutions, words."""
    assert not names_somebody(text)


def test_no_question_and_no_district_and_no_intervention_is_taken_for_a_name() -> None:
    """What the questionnaires, the codebook and the list of interventions say themselves."""
    texts = set(pd.read_csv(DATA / "raw" / "interventions.csv")["name"])
    texts |= set(pd.read_csv(DATA / "raw" / "districts_census2023.csv")["district"])
    for form in ("students", "patients", "officials", "interview"):
        questions = pd.read_csv(DATA.parent / "instruments" / f"{form}.csv", dtype=str)
        texts |= set(questions.to_numpy().ravel()) - {None}
    for resource in Package().descriptor["resources"]:
        texts |= {
            resource["description"],
            *(f["description"] for f in resource["schema"]["fields"]),
        }
    found = [text for text in texts if isinstance(text, str) and names_somebody(text)]
    assert found == []
    assert len(texts) > 200


@pytest.mark.parametrize("evidence", ["collected", "stand-in"])
def test_a_name_in_free_text_stops_the_build_unseen(tmp_path: Path, evidence: str) -> None:
    """With its place and both remedies."""
    text = csv(cell(1, "remark", "Gul Bibi told me"))
    (message,) = messages(survey(tmp_path, text=text, evidence=evidence))
    assert message.startswith("data/students.csv:3, column remark: shows what looks like a name")
    assert "say so in `allow` of the table's resource, with the text and the reason" in message
    assert "Gul" not in message


def test_a_name_in_the_wrong_column_is_not_shown_by_the_codebook_either(tmp_path: Path) -> None:
    """A value that is not allowed is shown, but for this."""
    (message,) = messages(survey(tmp_path, text=csv(cell(1, "gender", "Gul Bibi"))))
    assert "column gender: not an allowed value; found '[not shown: looks like a name]'" in message


def test_a_table_that_no_resource_names_is_taken_for_one_of_respondents(tmp_path: Path) -> None:
    """A copy that somebody left there."""
    package = survey(tmp_path, text=csv(ROWS))
    (package.root / "old.csv").write_text("id,said\n1,Gul Bibi told me\n", encoding="utf-8")
    (message,) = messages(package)
    assert message.startswith("data/old.csv:2, column said: shows what looks like a name")


def test_columns_that_nobody_writes_in_are_not_searched(tmp_path: Path) -> None:
    """Tables of public facts name whom their sources name."""
    text = csv(cell(1, "remark", "Gul Bibi told me"))
    assert messages(survey(tmp_path, text=text, evidence="published")) == []


def test_a_resource_allows_words_with_a_reason_and_not_without(tmp_path: Path) -> None:
    """Somebody has looked, and says what they are."""
    text = csv(cell(1, "remark", "in the Imran Khan ward"))
    allowed = {"text": "Imran Khan", "reason": "a ward of hospital-03"}
    assert messages(survey(tmp_path, text=text, allow=[allowed])) == []
    (message,) = messages(survey(tmp_path, text=text, allow=[{"text": "Imran Khan"}]))
    assert "resource students: allows words without a reason" in message


def test_words_that_are_allowed_are_let_pass_and_no_others() -> None:
    """Wherever they stand, whatever their case."""
    assert not names_somebody("the Imran Khan ward", ["Imran Khan"])
    assert not names_somebody("the imran-khan ward", ["Imran Khan"])
    assert names_somebody("Gul Bibi in the Imran Khan ward", ["Imran Khan"])


@pytest.mark.parametrize(("evidence", "told"), [("collected", True), ("published", False)])
def test_the_check_says_which_columns_a_person_has_to_read(
    tmp_path: Path, evidence: str, *, told: bool
) -> None:
    """Those in which respondents may write what they like."""
    resources = survey(tmp_path, text=csv(ROWS), evidence=evidence).descriptor["resources"]
    notes = "\n".join(to_read(resources))
    assert ("students: free text in stratum, institution, remark;" in notes) is told
    assert ("collected answers: every label" in notes) is told
