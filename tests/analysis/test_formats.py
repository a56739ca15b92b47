"""One survey in every format gives one frame; a file that is not what it ends in is named."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import formats, statistics_files
from analysis.errors import DataError
from analysis.sources import Package
from tests.analysis.small_survey import (
    NAMES,
    ROWS,
    cell,
    csv,
    numbers,
    survey,
    write_dta,
    write_sav,
    write_xlsx,
)


def only(package: Package) -> str:
    """The one problem of `package` beside its hash."""
    (problem,) = [one for one in package.problems() if "file that was described" not in one.what]
    return str(problem)


def read(package: Package) -> pd.DataFrame:
    """The survey in `package`, once its hash is taken."""
    package.update_hashes()
    return package.read("students")


@pytest.fixture
def expected(tmp_path: Path) -> pd.DataFrame:
    """The survey as CSV gives it."""
    (tmp_path / "plain").mkdir()
    return read(survey(tmp_path / "plain", text=csv(ROWS)))


def test_the_survey_is_what_it_says(expected: pd.DataFrame) -> None:
    """Types of the codebook; gaps where nothing was answered; Urdu as it was typed."""
    assert expected["weight"].tolist() == [1.5, 2, 1.25, 3]
    assert expected["trust"].tolist() == [4, 1, pd.NA, 5]
    assert expected["gender"].isna().tolist() == [False, False, True, False]
    assert expected["obstacles"].tolist() == [("no device", "cost"), (), ("not aware",), ("cost",)]
    assert expected["remark"][0] == "بہت اچھا"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_with_another_delimiter_is_the_same(
    tmp_path: Path, expected: pd.DataFrame, delimiter: str
) -> None:
    """KoboToolbox and spreadsheets of half the world write semicolons."""
    quoted = [[f'"{one}"' if ";" in one else one for one in row] for row in ROWS]
    package = survey(tmp_path, text=csv(quoted, delimiter=delimiter))
    pd.testing.assert_frame_equal(read(package), expected)


def test_a_mark_of_byte_order_is_no_part_of_a_name(tmp_path: Path, expected: pd.DataFrame) -> None:
    """Excel's "CSV UTF-8" begins with one."""
    package = survey(tmp_path, text="\ufeff" + csv(ROWS))
    pd.testing.assert_frame_equal(read(package), expected)


def test_columns_may_stand_in_any_order(tmp_path: Path, expected: pd.DataFrame) -> None:
    """A name says which column it is."""
    package = survey(tmp_path, text=csv([row[::-1] for row in ROWS], head=NAMES[::-1]))
    pd.testing.assert_frame_equal(read(package), expected)


def test_an_excel_workbook_is_the_same(tmp_path: Path, expected: pd.DataFrame) -> None:
    """Numbers are numbers there, and blank rows at the end are none."""
    package = survey(tmp_path, "students.xlsx")
    rows = [NAMES, *map(numbers, ROWS), [None] * 9, [None] * 9]
    write_xlsx(package.root / "students.xlsx", rows, "Sheet2")
    pd.testing.assert_frame_equal(read(package), expected)


@pytest.mark.parametrize(("file", "write"), [("s.sav", write_sav), ("s.dta", write_dta)])
def test_files_of_spss_and_stata_are_the_same(
    tmp_path: Path, expected: pd.DataFrame, file: str, write: Any
) -> None:
    """Labels are honoured where the codebook has words, codes where it has numbers."""
    package = survey(tmp_path, file)
    write(package.root / file)
    pd.testing.assert_frame_equal(read(package), expected)


def test_a_few_cells_at_a_time_give_the_same(
    tmp_path: Path, expected: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rows are held at once."""
    for module in (formats, statistics_files):
        monkeypatch.setattr(module, "CELLS_AT_A_TIME", 2 * len(NAMES))
    for file, write in (("s.sav", write_sav), ("s.csv", None)):
        package = survey(tmp_path, file, csv(ROWS, delimiter="\t") if write is None else None)
        if write:
            write(package.root / file)
        pd.testing.assert_frame_equal(read(package), expected)


def test_the_format_in_the_descriptor_follows_the_file(tmp_path: Path) -> None:
    """An author changes the path, the evidence and the hash, and nothing else."""
    package = survey(tmp_path, "students.xlsx", format="csv", mediatype="text/csv")
    write_xlsx(package.root / "students.xlsx", [NAMES, *map(numbers, ROWS)])
    assert package.update_hashes() == ["students"]
    assert package.resource("students")["format"] == "xlsx"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime.date(2026, 7, 15), "2026-07-15 00:00:00 (a date or time)"),
        ("=1+1", "=1+1 (a formula)"),
        (True, "True (true or false)"),
        ("#N/A", "#N/A (an error)"),
    ],
)
def test_a_cell_of_excel_that_is_no_text_and_no_number_is_shown(
    tmp_path: Path, value: object, shown: str
) -> None:
    """In a column of free text, too: what it was before nobody can tell."""
    package = survey(tmp_path, "students.xlsx")
    rows: list[list[Any]] = [NAMES, *map(numbers, ROWS)]
    rows[2][NAMES.index("remark")] = value
    write_xlsx(package.root / "students.xlsx", rows)
    message = only(package)
    assert message.startswith("data/students.xlsx:3, column remark: not of the column's type")
    assert f"found {shown!r}" in message


def test_a_date_that_a_spreadsheet_made_of_an_answer_is_explained(tmp_path: Path) -> None:
    """15-17 is not likely to survive Excel; 5-14 becomes 14-May."""
    message = only(survey(tmp_path, text=csv(cell(1, "age_group", "14-May"))))
    assert (
        "column age_group: not an allowed value; found '14-May'; allowed: 15-17, 18-20" in message
    )
    assert "a spreadsheet made a date of it: format the column as text" in message


def test_a_second_sheet_with_cells_is_refused(tmp_path: Path) -> None:
    """It would be left out in silence."""
    package = survey(tmp_path, "students.xlsx")
    write_xlsx(package.root / "students.xlsx", [NAMES, *map(numbers, ROWS)], "Repeats")
    import openpyxl

    book = openpyxl.load_workbook(package.root / "students.xlsx")
    book["Repeats"]["A1"] = "more"
    book.save(package.root / "students.xlsx")
    message = only(package)
    assert "a second sheet with cells, which nothing would read (a repeat group, say)" in message
    assert "found 'Repeats'" in message
    assert "save the sheet that has a row for each interview as a file of its own" in message


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("s.sav", b"$FL2@(#) SPSS DATA FILE" + b"\xff" * 400, "not a readable SPSS file"),
        ("s.sav", b"garbage" * 50, "not a readable SPSS file"),
        ("s.dta", b"<stata_dta>" + b"\0" * 400, "not a readable Stata file"),
        ("s.xlsx", b"PK\x03\x04 no zip", "not a readable Excel file"),
        ("s.qdpx", b"no zip at all", "not a readable REFI-QDA file"),
        ("s.csv", b'respondent_id,stratum\n"S0001,Swat\n', "not readable as CSV"),
        ("s.docx", b"PK", "of a format that is not read; found '.docx'; allowed: .csv, .xlsx"),
    ],
)
def test_a_file_that_is_not_what_it_ends_in_is_named(
    tmp_path: Path, file: str, content: bytes, said: str
) -> None:
    """A sentence, and no traceback of whatever program stumbled."""
    package = survey(tmp_path, file)
    (package.root / file).write_bytes(content)
    with pytest.raises(DataError) as raised:
        list(formats.read(package.root / file, f"data/{file}"))
    assert str(raised.value.problems[0]).startswith(f"data/{file}")
    assert said in str(raised.value)
    assert any(said in str(problem) for problem in package.problems(["students"]))


def test_a_file_that_crashes_its_reader_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some broken headers kill pyreadstat; a process of its own dies in our place."""
    package = survey(tmp_path, "s.sav")
    write_sav(package.root / "s.sav")
    crash = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(statistics_files, "TRIAL", crash)
    with pytest.raises(DataError, match=r"s\.sav: not a readable SPSS file \(reading it crashes\)"):
        formats.read(package.root / "s.sav", "s.sav")


@pytest.mark.parametrize("file", ["s.xlsx", "s.qdpx"])
def test_a_zip_bomb_is_not_opened(tmp_path: Path, file: str) -> None:
    """100 MB of nothing in 100 KB."""
    package = survey(tmp_path, file)
    with zipfile.ZipFile(package.root / file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"\0" * 10**8)
    message = str(package.problems(["students"])[0])
    assert "would unpack to more than any data of ours; found '100,000,000 bytes from" in message


def test_a_file_made_to_declare_less_than_it_holds_gives_no_more(tmp_path: Path) -> None:
    """What a zip declares can be believed, because zipfile stops there."""
    path = tmp_path / "lying.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"\0" * 10**7)
    size = (10**7).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(DataError, match="not a readable REFI-QDA file"):
        list(formats.read(path, "lying.qdpx"))
