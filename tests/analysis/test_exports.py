"""Exports of KoboToolbox and ODK as they come: their groups, their own columns, their choices."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.frames import ROWS as ROWS_KEY
from analysis.frames import Rows
from analysis.sources import Package
from tests.analysis.small_survey import NAMES, OBSTACLES, ROWS, csv, numbers, survey, write_xlsx

KOBO = ["start", "end", "deviceid", *NAMES[:4], "about/gender", "about/age_group"]
KOBO += ["views/trust", "views/obstacles", "views/remark", "_id", "_uuid", "_submission_time"]
SENT = ["2026-05-01T09:00:00", "2026-05-01T09:20:00", "collect:a1"]


def kobo_row(row: list[str], number: int, choices: str | None = None) -> list[str]:
    """A row of the survey as KoboToolbox exports it; choices have no blanks, and blanks between."""
    chosen = row[7].replace(" ", "_").replace(";", " ") if choices is None else choices
    return [*SENT, *row[:7], chosen, row[8], str(number), f"uuid-{number}", "2026-05-01T10:00:00"]


def kobo() -> list[list[str]]:
    """The survey as KoboToolbox exports it."""
    return [kobo_row(row, number) for number, row in enumerate(ROWS, start=1)]


def read(package: Package) -> pd.DataFrame:
    """The survey in `package`, once its hash is taken."""
    package.update_hashes()
    return package.read("students")


def messages(package: Package) -> list[str]:
    """The problems of `package` beside its hash."""
    found = package.problems()
    return [str(one) for one in found if "file that was described" not in one.what]


@pytest.fixture
def expected(tmp_path: Path) -> pd.DataFrame:
    """The survey as the codebook has it."""
    (tmp_path / "plain").mkdir()
    return read(survey(tmp_path / "plain", text=csv(ROWS)))


def test_an_export_of_kobotoolbox_is_read_as_it_comes(
    tmp_path: Path, expected: pd.DataFrame
) -> None:
    """Groups before names, the form's own columns, several choices in a cell, semicolons."""
    package = survey(tmp_path, text=csv(kobo(), head=KOBO, delimiter=";"))
    pd.testing.assert_frame_equal(read(package), expected)


def test_an_export_in_excel_is_the_same(tmp_path: Path, expected: pd.DataFrame) -> None:
    """As it comes, with true dates in the form's own columns."""
    package = survey(tmp_path, "kobo.xlsx")
    by_name = dict(zip(NAMES, range(len(NAMES)), strict=True))
    rows = []
    for number, row in enumerate(ROWS, start=1):
        whole = kobo_row(row, number)
        typed = numbers(row)
        whole[3:10] = [*typed[:7]]
        whole[0] = pd.Timestamp("2026-05-01 09:00").to_pydatetime()  # type: ignore[call-overload]
        rows.append([one if one != "" else None for one in whole])
    assert by_name["trust"] == 6
    write_xlsx(package.root / "kobo.xlsx", [KOBO, *rows])
    pd.testing.assert_frame_equal(read(package), expected)


@pytest.mark.parametrize("separator", ["/", ":", ".", "-"])
def test_a_group_may_be_parted_from_its_item_by_any_of_their_marks(
    tmp_path: Path, expected: pd.DataFrame, separator: str
) -> None:
    """KoboToolbox lets one choose; ODK Central writes a hyphen."""
    head = [label.replace("/", separator) for label in KOBO]
    pd.testing.assert_frame_equal(read(survey(tmp_path, text=csv(kobo(), head=head))), expected)


def split(row: list[str]) -> list[str]:
    """A column of 0 and 1 for each choice; ROWS[1] left the question out."""
    if not row[7]:
        return ["", "", ""]
    return ["1" if item in row[7].split(";") else "0" for item in OBSTACLES]


def test_a_column_for_each_choice_is_one_column_of_choices(
    tmp_path: Path, expected: pd.DataFrame
) -> None:
    """`obstacles/no_device` and its sisters, instead of the cell that has them all."""
    head = [*NAMES[:7], *(f"obstacles/{o.replace(' ', '_')}" for o in OBSTACLES), "remark"]
    rows = [[*row[:7], *split(row), row[8]] for row in ROWS]
    package = survey(tmp_path, text=csv(rows, head=head))
    pd.testing.assert_frame_equal(read(package), expected)
    assert package.notes() == []


def test_columns_of_choices_beside_the_cell_with_all_are_named_as_left_out(
    tmp_path: Path, expected: pd.DataFrame
) -> None:
    """KoboToolbox gives both unless it is told otherwise."""
    head = [*KOBO, "views/obstacles/no_device", "views/obstacles/cost", "views/obstacles/not_aware"]
    rows = [[*row, *split(ROWS[i])] for i, row in enumerate(kobo())]
    package = survey(tmp_path, text=csv(rows, head=head))
    pd.testing.assert_frame_equal(read(package), expected)
    (note,) = package.notes()
    assert "3 columns left out, the choices of a question that has a column with all" in note


def test_a_choice_that_is_neither_0_nor_1_is_shown(tmp_path: Path) -> None:
    """Nothing is taken for a yes that is none."""
    head = [*NAMES[:7], "obstacles/cost", "remark"]
    rows = [[*row[:7], "2" if i == 0 else "0", row[8]] for i, row in enumerate(ROWS)]
    (message,) = messages(survey(tmp_path, text=csv(rows, head=head)))
    assert "data/students.csv:2, column obstacles: not an allowed value; found 'cost=2'" in message


def test_the_choice_none_is_a_list_of_nothing(tmp_path: Path, expected: pd.DataFrame) -> None:
    """A form needs a box to tick for it."""
    rows = kobo()
    rows[1] = kobo_row(ROWS[1], 2, "none")
    pd.testing.assert_frame_equal(read(survey(tmp_path, text=csv(rows, head=KOBO))), expected)


def test_a_choice_that_the_codebook_does_not_have_is_shown_as_it_stands(tmp_path: Path) -> None:
    """`other` is no item of the codebook."""
    rows = kobo()
    rows[1] = kobo_row(ROWS[1], 2, "cost other")
    (message,) = messages(survey(tmp_path, text=csv(rows, head=KOBO)))
    assert "column obstacles: not an allowed value; found 'other'; allowed: no device, " in message


def test_what_is_left_out_is_named_and_counted(tmp_path: Path) -> None:
    """The form's own columns, and notes, in which nothing can stand."""
    rows = [[*row, "", "yes"] for row in kobo()]
    package = survey(tmp_path, text=csv(rows, head=[*KOBO, "welcome_note", "consent"]))
    assert messages(package) == []
    assert package.notes() == [
        "students: 7 columns left out, of the form, not an answer: start, end, deviceid, _id, _uuid,"
        " _submission_time, consent; 1 column left out, nothing in it: a note or a heading:"
        " welcome_note"
    ]


def test_a_column_with_answers_that_the_codebook_does_not_know_is_an_error(tmp_path: Path) -> None:
    """In an export as in a plain file."""
    rows = [[*row, "blue"] for row in kobo()]
    (message,) = messages(survey(tmp_path, text=csv(rows, head=[*KOBO, "colour"])))
    assert message.startswith(
        "data/students.csv:1: the column is not in the codebook; found 'colour'\n"
    )


def test_a_question_that_stands_twice_in_an_export_is_an_error(tmp_path: Path) -> None:
    """In two groups, say; which of them is meant nobody can tell."""
    rows = [[*row, "3"] for row in kobo()]
    (message,) = messages(survey(tmp_path, text=csv(rows, head=[*KOBO, "again/trust"])))
    assert "two columns have this name; found 'again/trust'" in message


def test_rows_without_consent_and_repeated_submissions_are_excluded_and_counted(
    tmp_path: Path,
) -> None:
    """Seven rows: one refused, one left it open, one was sent twice; four interviews."""
    rows = [[*row, "yes"] for row in kobo()]
    nothing = [""] * len(ROWS[0])
    refused = [[*kobo_row(nothing, 8), "no"], [*kobo_row(nothing, 9), ""]]
    package = survey(tmp_path, text=csv([*rows, rows[0], *refused], head=[*KOBO, "consent"]))
    frame = read(package)
    assert frame["respondent_id"].tolist() == ["S0001", "S0002", "S0003", "S0004"]
    assert frame.attrs[ROWS_KEY] == Rows(7, {"no consent": 2, "submitted twice": 1}, 4)
    assert package.notes()[0].startswith(
        "students: 7 rows; 2 excluded, no consent; 1 excluded, submitted twice; "
    )


def test_a_plain_file_is_not_taken_for_an_export(tmp_path: Path) -> None:
    """There `no_device` is not "no device", and an unknown column is an error though it is empty."""
    rows = [[*row, ""] for row in ROWS]
    rows[0][7] = "no_device"
    found = messages(survey(tmp_path, text=csv(rows, head=[*NAMES, "extra"])))
    assert "the column is not in the codebook; found 'extra'" in found[0]
    assert "found 'no_device'" in found[1]
    assert len(found) == 2


def test_an_export_without_rows_is_an_error(tmp_path: Path) -> None:
    """Of a form that nobody has sent yet, or of one to which nobody consented."""
    (message,) = messages(survey(tmp_path, text=csv([])))
    assert message.startswith("data/students.csv: no rows; found '0 rows'")
    rows = [[*row, "no"] for row in kobo()]
    (message,) = messages(survey(tmp_path, text=csv(rows, head=[*KOBO, "consent"])))
    assert "no rows; found '4 rows, of which excluded: 4 no consent'" in message


def test_a_header_with_the_words_of_the_questions_is_one_problem_with_its_remedy(
    tmp_path: Path,
) -> None:
    """Labels is what KoboToolbox exports first; no column could be known by them."""
    asked = [f"{name.capitalize()}: what do you say?" for name in NAMES]
    for head in (asked, ["start", *asked], [f"About you/{label}" for label in asked]):
        rows = [["2026-05-01"] * (len(head) - len(NAMES)) + row for row in ROWS]
        (message,) = messages(survey(tmp_path, text=csv(rows, head=head)))
        assert "the header has the words of the questions, not their names" in message
        assert (
            'next: export it again with names: in KoboToolbox "XML values and headers"' in message
        )


@pytest.mark.parametrize("tie", ["_parent_index", "PARENT_KEY"])
def test_a_repeat_group_is_not_taken_for_the_interviews(tmp_path: Path, tie: str) -> None:
    """KoboToolbox and ODK give it a sheet or a file of its own."""
    text = csv([["Ann", "1"], ["Ben", "1"]], head=["household/member", tie])
    (message,) = messages(survey(tmp_path, text=text))
    assert "rows of a repeat group, of which one interview may have several" in message
    assert "the file, or the first sheet, that has a row for each interview" in message
