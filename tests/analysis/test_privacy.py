"""No file tells who a respondent is."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.errors import DataError
from analysis.personal_data import kind_of_column, kinds_in, redacted
from analysis.sources import Package
from tests.analysis.small_survey import (
    FIELDS,
    NAMES,
    ROWS,
    cell,
    csv,
    numbers,
    survey,
    write_sav,
    write_xlsx,
)

CNIC, PHONE, EMAIL = "17301-1234567-1", "0300-1234567", "gul@example.org"
SECRETS = {
    CNIC: "a CNIC number",
    "1730112345671": "a CNIC number",
    "CNIC:17301-1234567-1": "a CNIC number",
    "CNIC1730112345671": "a CNIC number",
    PHONE: "a telephone number",
    "03001234567": "a telephone number",
    "+92 300 1234567": "a telephone number",
    "+92-91-9210453": "a telephone number",
    "923001234567": "a telephone number",
    "3001234567": "a telephone number",
    "۰۳۰۰۱۲۳۴۵۶۷": "a telephone number",
    "0300\u200e-1234567": "a telephone number",
    "091-9210453": "a telephone number",
    "0919210453": "a telephone number",
    EMAIL: "an e-mail address",
    "gul [at] example [dot] org": "an e-mail address",
    "34.0151, 71.5249": "coordinates",
    "34.0151 71.5249 0 0": "coordinates",
    "71.5249;34.0151": "coordinates",
    "34°01'N": "coordinates",
    "N34.0151 E71.5249": "coordinates",
    "12/03/1998": "a date of birth",
    "1998-03-12": "a date of birth",
    "12 March 1998": "a date of birth",
    "March 12, 1998": "a date of birth",
    "12-Mar-98": "a date of birth",
    "12/03/98": "a date of birth",
    "my name is Gulalai": "a name",
    "s/o Zarak": "a name",
    "Dr. Zarak said": "a name",
    "میرا نام گلالئی": "a name",
}
HARMLESS = [
    "",
    "4",
    "1664.7012345678901",
    "8 of 10",
    "school-07",
    "in 2019",
    "2026-05-01T09:00:00",
    "uuid:7f3e1730112345671c",
    "https://example.org/2024/07/a",
    "Dr who?",
    "call 1700",
    "0.24749,0.13333",
    "بہت اچھا",
    "12-Mar-26",
    "weights @ values.T",
]


def messages(package: Package) -> list[str]:
    """The problems of `package` beside its hash."""
    found = package.problems()
    return [str(one) for one in found if "file that was described" not in one.what]


@pytest.mark.parametrize(("text", "kind"), SECRETS.items())
def test_personal_data_are_known_by_their_form(text: str, kind: str) -> None:
    """With and without dashes, in digits of Urdu, with an invisible mark between."""
    assert kinds_in(f"please, {text} thanks") == [kind]
    assert redacted(text) == f"[not shown: looks like {kind}]"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_of_nobody_is_let_pass(text: str) -> None:
    """Weights, identifiers, times of an interview, addresses of pages."""
    assert kinds_in(text) == []


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("name", "a name"),
        ("Father Name", "a name"),
        ("firstName", "a name"),
        ("cnic_no", "a CNIC number"),
        ("name_of_respondent", "a name"),
        ("National ID", "a CNIC number"),
        ("phone_number", "a telephone number"),
        ("phone_number_2", "a telephone number"),
        ("tel", "a telephone number"),
        ("q7_mobile", "a telephone number"),
        ("E-mail", "an e-mail address"),
        ("date_of_birth", "a date of birth"),
        ("_geolocation", "coordinates"),
        ("_gps_latitude", "coordinates"),
        ("gender", None),
        ("institution", None),
        ("mobile_internet", None),
        ("renamed", None),
    ],
)
def test_columns_made_for_personal_data_are_known_by_their_names(
    column: str, kind: str | None
) -> None:
    """As people write them."""
    assert kind_of_column(column) == kind


def test_personal_data_in_free_text_stop_the_build_unseen(tmp_path: Path) -> None:
    """One respondent for each secret: the place and the remedy are named, the value is not."""
    rows = [
        [f"S{n:04}", "Swat", f"school-{n % 2}", *ROWS[0][3:8], f'"ask {secret} again"']
        for n, secret in enumerate(SECRETS, start=1)
    ]
    package = survey(tmp_path, text=csv(rows))
    found = messages(package)
    assert found[: len(SECRETS)] == [
        f"data/students.csv:{row}, column remark: shows {kind}\n"
        "    next: take it out of the file (and out of the history of the repository, if it was"
        " committed)"
        for row, kind in enumerate(SECRETS.values(), start=2)
    ]
    assert not any(secret in one for one in found for secret in SECRETS)
    with pytest.raises(DataError):
        package.update_hashes()


def test_a_column_made_for_personal_data_stops_the_build(tmp_path: Path) -> None:
    """Though what stands in it has no form that could be known."""
    rows = [[*row, "Gulalai"] for row in ROWS]
    found = messages(survey(tmp_path, text=csv(rows, head=[*NAMES, "student_name"])))
    assert found[0].startswith("data/students.csv, column student_name: a column made for a name")
    assert "Gulalai" not in "\n".join(found)


def test_an_empty_column_made_for_personal_data_is_no_harm(tmp_path: Path) -> None:
    """KoboToolbox adds `_geolocation`, whether a form asks for it or not."""
    rows = [[*row, ""] for row in ROWS]
    assert messages(survey(tmp_path, text=csv(rows, head=[*NAMES, "_geolocation"]))) == []


def test_every_format_is_searched(tmp_path: Path) -> None:
    """A telephone number kept as a number has lost its nought; it is found all the same."""
    package = survey(tmp_path, "students.xlsx")
    rows = [NAMES, *map(numbers, ROWS)]
    rows[1][NAMES.index("remark")] = 3001234567
    write_xlsx(package.root / "students.xlsx", rows)
    write_sav(package.root / "old.sav")
    assert [one.partition("\n")[0] for one in messages(package)] == [
        "data/students.xlsx:2, column remark: shows a telephone number"
    ]


@pytest.mark.parametrize("file", ["notes.txt", "backup/old.csv", "README.md", "more.json"])
def test_files_that_no_resource_names_are_searched(tmp_path: Path, file: str) -> None:
    """Whatever lies in the data folder is archived and forked with it."""
    package = survey(tmp_path, text=csv(ROWS))
    (package.root / file).parent.mkdir(exist_ok=True)
    (package.root / file).write_text(f"first line\nask {CNIC}\n", encoding="utf-8")
    (message,) = messages(package)
    assert message.startswith(f"data/{file}:2") and "shows a CNIC number" in message
    assert CNIC not in message


def test_a_file_that_cannot_be_searched_is_refused(tmp_path: Path) -> None:
    """A photograph, a Word document, a copy of a database."""
    package = survey(tmp_path, text=csv(ROWS))
    (package.root / "scan.jpg").write_bytes(b"\xff\xd8")
    (message,) = messages(package)
    assert (
        "data/scan.jpg: a file that cannot be searched for personal data; found '.jpg'" in message
    )


@pytest.mark.parametrize(("evidence", "stops"), [("collected", True), ("stand-in", False)])
def test_free_text_that_nobody_says_to_have_read_stops_the_build(
    tmp_path: Path, evidence: str, stops: bool
) -> None:
    """A name that no list has and nothing announces is found by a person, or by nobody."""
    rows = cell(0, "remark", "Zmarak helped me")
    fields = [{"title": "T", "description": "D.", **field} for field in FIELDS]
    unread = [{key: f[key] for key in f if key != "privacy"} for f in fields]
    found = messages(survey(tmp_path, text=csv(rows), evidence=evidence, schema={"fields": unread}))
    assert [one.partition("\n")[0] for one in found] == stops * [
        "data/students.csv, column remark: free text of respondents, which may hold names that no list has"
    ]
    assert messages(survey(tmp_path, text=csv(rows), schema={"fields": fields})) == []


def test_a_header_is_searched(tmp_path: Path) -> None:
    """A table without a header has its first respondent there, and no message shows what it says."""
    found = messages(survey(tmp_path, text=csv(ROWS, head=[*NAMES[:-1], PHONE])))
    assert found[0].startswith("data/students.csv:1: shows a telephone number in the names of its")
    assert PHONE not in "".join(found)


def test_labels_and_notes_of_statistics_programs_are_searched(tmp_path: Path) -> None:
    """What a program keeps beside the answers goes with the file."""
    package, frame = survey(tmp_path, text=csv(ROWS)), pd.DataFrame({"asked": [1.0]})
    for file, beside in {
        "a.sav": {"file_label": PHONE},
        "b.sav": {"note": PHONE},
        "c.sav": {"column_labels": [PHONE]},
        "d.zsav": {"variable_value_labels": {"asked": {2.0: PHONE}}},
    }.items():
        pyreadstat.write_sav(frame, str(package.root / file), **beside)
    pyreadstat.write_dta(frame, str(package.root / "e.dta"), column_labels=[PHONE])
    places = {
        "a.sav": "the label of the file",
        "b.sav": "the notes of the file",
        "c.sav": "the label of asked",
        "d.zsav": "the labels of codes of asked",
        "e.dta": "the label of asked",
    }
    assert [one.partition("\n")[0] for one in messages(package)] == [
        f"data/{file}: shows a telephone number beside its cells; found '{place}'"
        for file, place in places.items()
    ]


def test_what_a_workbook_holds_beside_its_cells_is_searched(tmp_path: Path) -> None:
    """A comment, the name of a sheet, who made it, the foot of the page, a list of choices."""
    package, book = survey(tmp_path, text=csv(ROWS)), openpyxl.Workbook()
    sheet = book.active
    sheet.append(["asked"])
    sheet["A1"].comment = Comment(PHONE, "an interviewer")
    sheet.title = EMAIL
    sheet.oddFooter.center.text = CNIC
    book.properties.creator = "+92 300 1234567"
    choices = DataValidation(type="list", formula1='"son of Zarak"')
    sheet.add_data_validation(choices)
    choices.add("A2")
    book.save(package.root / "old.xlsx")
    found = messages(package)
    kinds = ["a telephone number", "an e-mail address", "a CNIC number", "a name"]
    assert [kind for kind in kinds if f"shows {kind} beside its cells" not in "".join(found)] == []
    parts = {part for one in found for part in re.findall(r"found '([^']*)'", one)}
    assert {"docProps/core.xml", "xl/comments/comment1.xml", "xl/workbook.xml"} < parts


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("two.csv", f"asked\n4\n5,{PHONE}\n".encode()),
        ("old.csv", f"asked\n{PHONE}\n".encode("utf-16")),
        ("notes.txt", f"ask {PHONE}\n".encode("utf-16")),
        ("__pycache__/notes.txt", f"ask {PHONE}\n".encode()),
        ("sheets.xlsx", b""),
        ("picture.xlsx", b""),
    ],
)
def test_what_cannot_be_searched_whole_does_not_pass(
    tmp_path: Path, file: str, content: bytes
) -> None:
    """A row longer than its header, another encoding, a hidden sheet, a photograph in a workbook."""
    package = survey(tmp_path, text=csv(ROWS))
    path = package.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active.append(["asked"])
        if path.stem == "sheets":
            hidden = book.create_sheet("hidden")
            hidden.append([PHONE])
            hidden.sheet_state = "hidden"
        book.save(path)
    if path.stem == "picture":
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/media/image1.png", b"\x89PNG")
    (message, *_) = messages(package)
    assert message.startswith(f"data/{file}") and PHONE not in message


def test_interviews_in_a_project_are_refused(tmp_path: Path) -> None:
    """Programs pack the transcripts with the codes; only the codes may lie here."""
    package = survey(tmp_path, text=csv(ROWS))
    with zipfile.ZipFile(package.root / "codes.qdpx", "w") as archive:
        archive.writestr("project.qde", f"<Project><Description>{EMAIL}</Description></Project>")
        archive.writestr("sources/I01.txt", "I was asked about the portal.")
    found = messages(package)
    assert "data/codes.qdpx: shows an e-mail address; found 'project.qde'" in found[0]
    assert "data/codes.qdpx: holds interviews themselves" in found[1]
    assert EMAIL not in "".join(found)


def test_public_facts_may_have_names_and_dates_and_nothing_else(tmp_path: Path) -> None:
    """`"privacy": "public source"` says so of a column; a CNIC number is no public fact."""
    fields = [{**f, "privacy": "public source"} if f["name"] == "remark" else f for f in FIELDS]
    fields = [{"title": "T", "description": "D.", **field} for field in fields]
    rows = cell(0, "remark", f"Dr. Zarak on 12 March 1998, {CNIC}".replace(",", " "))
    package = survey(tmp_path, text=csv(rows), schema={"fields": fields})
    (message,) = messages(package)
    assert "column remark: shows a CNIC number" in message


def test_the_public_tables_are_let_pass() -> None:
    """Their names of programmes and dates of publications are said to be public, column by column."""
    public = {
        (resource["name"], field["name"])
        for resource in Package().descriptor["resources"]
        for field in resource["schema"]["fields"]
        if "privacy" in field
    }
    columns = ["name", "evidence", "figures", "source_url", "source_date"]
    assert public == {("interventions", column) for column in columns}
    assert Package().problems() == []
