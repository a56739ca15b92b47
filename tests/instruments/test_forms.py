"""The questionnaires and the codebook cannot disagree, and a form converts without a warning."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import convert as instruments
import pytest
from pyxform.xls2xform import convert

from analysis.sources import DATA, Package
from press.project import source_files

FOLDER = DATA.parent / "instruments"
QUESTIONNAIRES = ("students", "patients", "officials")
NOT_ASKED = {"stratum", "weight"}
"""Columns of the design that are joined to the answers after the fieldwork."""
OF_THE_FORM = {"start", "end", "consent"}
USERS = "${main_service} != ''"
NOTHING = "none"
"""The choice that stands for none of the others: an empty list."""
SHARED = ("access_", "skill_", "efficiency_", "transparency_", "accessibility_", "satisfaction")
PERSONAL = re.compile(r"\b(geopoint|geotrace|geoshape|phonenumber|email|username|deviceid|image)\b")


@dataclass(frozen=True)
class Question:
    """A row of a form that takes an answer: its columns, and the conditions of the groups around it."""

    row: dict[str, str]
    conditions: tuple[str, ...]

    @property
    def choices(self) -> str | None:
        """The name of its list of choices, if it has one."""
        kind, _, name = self.row["type"].partition(" ")
        return name if kind.startswith("select_") else None


def rows(form: str, sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet of a form."""
    headings, *found = instruments.sheets(FOLDER / f"{form}.csv")[sheet]
    return [dict(zip(headings, row, strict=True)) for row in found]


def questions(form: str) -> Iterator[Question]:
    """Every row of `form` that takes an answer, in order."""
    conditions: list[str] = []
    for row in rows(form, "survey"):
        if row["type"] == "begin_group":
            conditions.append(row["relevant"])
        elif row["type"] == "end_group":
            conditions.pop()
        elif row["type"] != "note":
            yield Question(row, (*conditions, row["relevant"]))


def asked(form: str) -> dict[str, Question]:
    """The questions of `form` whose answers are data, by name."""
    return {
        question.row["name"]: question
        for question in questions(form)
        if question.row["name"] not in OF_THE_FORM
    }


def choices(form: str, name: str) -> list[str]:
    """The names of the choices in a list of `form`, without the one that stands for nothing."""
    return [row["name"] for row in rows(form, "choices") if row["list_name"] == name]


def fields(table: str) -> dict[str, dict[str, Any]]:
    """The codebook of `table`, by column."""
    return {field["name"]: field for field in Package().resource(table)["schema"]["fields"]}


@pytest.mark.parametrize("form", instruments.FORMS)
def test_a_form_converts_without_a_warning(form: str) -> None:
    """As KoboToolbox and ODK convert it; the languages that are empty are not offered."""
    result = convert(str(FOLDER / f"{form}.csv"))
    assert result.warnings == []
    assert re.findall(r'<translation lang="([^"]*)"', result.xform) == ["English (en)"]


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate is a Java program")
@pytest.mark.parametrize("form", instruments.FORMS)
def test_a_form_passes_the_validator_of_odk(form: str) -> None:
    """It tries every condition and constraint."""
    assert convert(str(FOLDER / f"{form}.csv"), validate=True).warnings == []


@pytest.mark.parametrize("form", instruments.FORMS)
def test_the_workbook_is_the_same_form(form: str, tmp_path: Path) -> None:
    """What is deployed is what is in the repository."""
    instruments.workbook(FOLDER / f"{form}.csv").save(tmp_path / f"{form}.xlsx")
    assert (
        convert(str(tmp_path / f"{form}.xlsx")).xform == convert(str(FOLDER / f"{form}.csv")).xform
    )


def test_the_workbooks_are_no_sources_of_the_book(tmp_path: Path) -> None:
    """They have other bytes each time; a book that is built beside them has those that it had."""
    place = tmp_path / "_instruments"
    assert instruments.main(["--output", str(place)]) == 0
    assert len([*place.glob("*.xlsx")]) == len(instruments.FORMS)
    assert [*source_files(tmp_path, ())] == []


@pytest.mark.parametrize("form", QUESTIONNAIRES)
def test_every_column_is_asked_and_nothing_else(form: str) -> None:
    """The form's questions are the codebook's columns, but for those that the sample gives."""
    assert set(asked(form)) == set(fields(form)) - NOT_ASKED
    assert all(fields(form)[name]["role"] in {"stratum", "weight"} for name in NOT_ASKED)


@pytest.mark.parametrize("form", QUESTIONNAIRES)
def test_every_question_has_the_answers_of_the_codebook(form: str) -> None:
    """The same names in the same order, a blank as `_`; several answers where the column is a list."""
    for name, field in fields(form).items():
        if name in NOT_ASKED or asked(form)[name].choices is None:
            continue
        question = asked(form)[name]
        offered = choices(form, question.choices or "")
        limits = field.get("constraints", {})
        if field["type"] == "integer":
            allowed = [str(n) for n in range(limits["minimum"], limits["maximum"] + 1)]
        else:
            allowed = [value.replace(" ", "_") for value in field.get("itemEnum") or limits["enum"]]
        several = question.row["type"].startswith("select_multiple ")
        assert several == (field["type"] == "list"), name
        nothing = [NOTHING] if several or name == "main_service" else []
        assert offered == [*allowed, *nothing], name


@pytest.mark.parametrize("form", QUESTIONNAIRES)
def test_questions_without_choices_are_checked_by_the_codebooks_pattern(form: str) -> None:
    """Numbers of respondents and institutions have one form, in the field and in the data."""
    for name in ("respondent_id", "institution"):
        pattern = fields(form)[name]["constraints"]["pattern"].replace(r"\d", "[0-9]")
        assert asked(form)[name].row["constraint"] == f"regex(., '^{pattern}$')"


@pytest.mark.parametrize("form", QUESTIONNAIRES)
def test_the_questions_on_the_main_service_are_asked_of_users_only(form: str) -> None:
    """The codebook's `askedOf` and the conditions of the form are the same rule."""
    for name, question in asked(form).items():
        users = USERS in question.conditions or name == "main_service"
        assert users == (fields(form)[name].get("askedOf") == "users"), name


@pytest.mark.parametrize("form", QUESTIONNAIRES)
def test_a_user_is_who_names_a_service_that_is_known(form: str) -> None:
    """Used is chosen from known, and the main service from used; as the generator has it."""
    used, main = asked(form)["used"].row, asked(form)["main_service"].row
    assert "selected(${aware_of}, name)" in used["choice_filter"]
    assert used["relevant"] == "not(selected(${aware_of}, 'none'))"
    assert "selected(${used}, name)" in main["choice_filter"]
    assert "not(selected(${used}, 'none'))" in main["relevant"]
    met = {row["name"]: row["asked_of"] for row in rows(form, "choices") if row.get("asked_of")}
    assert [name for name, whom in met.items() if whom == "users"] == ["staff", "system_down"]


@pytest.mark.parametrize("form", instruments.FORMS)
def test_nothing_is_asked_before_consent(form: str) -> None:
    """The privacy statement and the consent come first; all else waits for a yes."""
    first, second = [row for row in rows(form, "survey") if row["type"] not in {"start", "end"}][
        1:3
    ]
    assert (first["name"], second["name"], second["required"]) == ("privacy", "consent", "yes")
    assert all("${consent} = 'yes'" in question.conditions for question in asked(form).values())


@pytest.mark.parametrize("form", instruments.FORMS)
def test_nothing_that_tells_who_someone_is_is_asked(form: str) -> None:
    """No place, telephone, e-mail, device or picture; free text only for numbers of the sample."""
    for question in questions(form):
        assert not PERSONAL.search(question.row["type"] + question.row["name"])
        if question.row["type"] == "text":
            assert question.row["name"] in {"respondent_id", "institution", "interview_id"}


def test_providers_and_users_are_asked_alike() -> None:
    """The same words on access, skills and the service, and in the same order of answers."""
    texts = [
        {
            name: q.row["label::English (en)"]
            for name, q in asked(form).items()
            if name.startswith(SHARED)
        }
        for form in QUESTIONNAIRES
    ]
    assert texts[0] == texts[1] == texts[2]
    assert len(texts[0]) == 3 + 4 + 9 + 1


@pytest.mark.parametrize("form", instruments.FORMS)
def test_every_work_that_a_question_draws_on_is_in_the_bibliography(form: str) -> None:
    """The column `construct` cites by key, after a colon."""
    known = set(
        re.findall(
            r"^@\w+\{(\w+),", (DATA.parent / "references.bib").read_text("utf-8"), re.MULTILINE
        )
    )
    for row in rows(form, "survey"):
        _, _, cited = row["construct"].partition(": ")
        assert set(filter(None, cited.split("; "))) <= known, row["name"]


def test_the_interview_guide_knows_the_interviews_of_the_codebook() -> None:
    """Number, group and sector; the codes are given afterwards, by the scheme."""
    codebook = fields("interview_codes")
    assert set(asked("interview")) == {"interview_id", "respondent_group", "sector"}
    for name in ("respondent_group", "sector"):
        allowed = [value.replace(" ", "_") for value in codebook[name]["constraints"]["enum"]]
        assert choices("interview", name) == allowed


def test_the_coding_scheme_has_the_codes_of_the_codebook() -> None:
    """Each with a definition that both coders can go by."""
    with (FOLDER / "codes.csv").open(encoding="utf-8", newline="") as file:
        scheme = list(csv.DictReader(file))
    assert [row["code"] for row in scheme] == fields("interview_codes")["codes"]["itemEnum"]
    assert all(row["definition"].endswith(".") for row in scheme)


def test_an_unfinished_translation_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    """One text of two: the form would be offered in Urdu, with a dash."""
    form = tmp_path / "form.csv"
    form.write_text(
        "survey\n,type,name,label::English (en),label::Urdu (ur)\n"
        ",note,hello,Hello,سلام\n,note,bye,Bye,\n"
        "choices\n,list_name,name,label::English (en),label::Urdu (ur)\n,yes_no,yes,Yes,\n"
        "settings\n,form_id,default_language\n,f,English (en)\n",
        encoding="utf-8",
    )
    with pytest.raises(instruments.FormError) as raised:
        instruments.workbook(form)
    assert str(raised.value).splitlines() == [
        "form.csv: survey, bye (2), label::Urdu (ur)",
        "form.csv: choices, yes (1), label::Urdu (ur)",
        "next: finish the translation, or leave it out whole",
    ]
