"""A bare name in free text is seen; a place, a hospital and a word of every day are not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.person_names import names_somebody
from analysis.sources import DATA, Package
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
