"""What the codebook forbids, found in every row at once; and the same as the reference finds."""

from __future__ import annotations

import re
from pathlib import Path

import frictionless
import pytest

from analysis import formats, validation
from analysis.columns import Field
from analysis.errors import DataError
from analysis.sources import DATA, Package
from tests.analysis.small_survey import ROWS, cell, csv, survey

RTL = "\N{RIGHT-TO-LEFT MARK}"


def messages(package: Package) -> list[str]:
    """The problems of `package` beside its hash."""
    found = package.problems()
    return [str(one) for one in found if "file that was described" not in one.what]


def only(folder: Path, rows: list[list[str]]) -> str:
    """The one problem of a survey with `rows`."""
    (message,) = messages(survey(folder, text=csv(rows)))
    return message


@pytest.mark.parametrize(
    ("column", "value", "said", "remedy"),
    [
        ("trust", "6", "not an allowed value; found '6'; allowed: 1 to 5", "correct the cell"),
        ("trust", "agree", "not of the column's type; found 'agree'; allowed: type integer", ""),
        ("trust", "3.5", "not of the column's type; found '3.5'; allowed: type integer", ""),
        ("weight", "3,5", "found '3,5'; allowed: type number", "write a decimal point"),
        (
            "weight",
            "0",
            "not an allowed value; found '0'; allowed: more than 0",
            "one over the chance",
        ),
        ("weight", "-1", "not an allowed value; found '-1'; allowed: more than 0", ""),
        ("weight", "", "found ''; allowed: any value, but not an empty cell", ""),
        ("weight", "NaN", "found 'NaN'; allowed: type number", ""),
        ("gender", "Female", "found 'Female'; allowed: female, male, other", ""),
        ("gender", "male ", "found 'male '; allowed: female, male, other", "delete the blank"),
        ("gender", f"{RTL}male", "a mark that nobody sees; found '\\u200fmale'", "type the value"),
        ("stratum", f"Swat{RTL}", "a mark that nobody sees; found 'Swat\\u200f'", "type the value"),
        ("obstacles", "cost;cost", "found 'cost;cost'; allowed: each item once", ""),
    ],
)
def test_a_cell_that_the_codebook_forbids_is_shown_with_its_remedy(
    tmp_path: Path, column: str, value: str, said: str, remedy: str
) -> None:
    """Wrong types, answers off the scale, decimal commas, weights, marks of direction, and so on."""
    rows = cell(1, column, f'"{value}"' if "," in value else value)
    found = [one for one in messages(survey(tmp_path, text=csv(rows))) if "stratum with" not in one]
    assert len(found) == 1
    assert found[0].startswith(f"data/students.csv:3, column {column}: ")
    assert said in found[0] and remedy in found[0]


def test_marks_of_direction_within_urdu_are_text(tmp_path: Path) -> None:
    """Keyboards for Urdu write them, and there they have a use."""
    assert messages(survey(tmp_path, text=csv(cell(0, "remark", f"{RTL}بہت اچھا{RTL}")))) == []


def test_a_respondent_who_comes_twice_is_shown_with_both_rows(tmp_path: Path) -> None:
    """The second is named, the first is where to look."""
    message = only(tmp_path, cell(2, "respondent_id", "S0001"))
    assert message.startswith(
        "data/students.csv:4: duplicate key; found 'respondent_id=S0001';"
        " allowed: each key once (the same as in row 2)"
    )


def test_a_key_into_another_table_must_lead_somewhere(package: Package) -> None:
    """A district that the census does not know; the real survey, spoilt in a copy."""
    path = package.root / package.resource("students")["path"]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",Abbottabad,", ",Atlantis,", 1), encoding="utf-8")
    (not_listed,) = messages(package)  # once, though the key leads nowhere too
    assert "students.csv:2, column district: not an allowed value; found 'Atlantis'" in not_listed
    (district,) = (
        f for f in package.resource("students")["schema"]["fields"] if f["name"] == "district"
    )
    del district["constraints"]["enum"]
    (leads_nowhere,) = messages(package)
    assert "students.csv:2, column district: points to a row that does not exist" in leads_nowhere
    assert "found 'Atlantis'; allowed: a value of districts_census2023.csv" in leads_nowhere


def test_a_stratum_with_one_cluster_is_an_error(tmp_path: Path) -> None:
    """There is no variance between one cluster."""
    message = only(tmp_path, cell(1, "institution", "school-01"))
    assert message.startswith(
        "data/students.csv:2, column stratum: a stratum with one cluster, within which nothing"
        " varies; found 'Swat'; allowed: 2 clusters or more"
    )


def test_a_cluster_in_two_strata_is_an_error(tmp_path: Path) -> None:
    """Two schools of one name, most likely."""
    found = messages(survey(tmp_path, text=csv(cell(2, "institution", "school-01"))))
    assert "a cluster in several strata; found 'school-01 in Swat, Dir'" in found[0]


def test_problems_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    """As whoever corrects the file goes through it."""
    rows = [[*row[:6], "9", *row[7:]] for row in ROWS]
    rows[0][4] = "f"
    found = messages(survey(tmp_path, text=csv(rows)))
    places = [re.match(r"data/students\.csv:(\d), column (\w+)", one) for one in found]
    assert [place.groups() for place in places if place] == [
        ("2", "gender"),
        ("2", "trust"),
        ("3", "trust"),
        ("4", "trust"),
        ("5", "trust"),
    ]


def test_a_file_full_of_faults_is_counted_and_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first are kept; of the others one learns how many they are."""
    monkeypatch.setattr(validation, "HELD_PROBLEMS", 3)
    rows = [[*row[:6], "9", *row[7:]] for row in ROWS]
    found = messages(survey(tmp_path, text=csv(rows)))
    assert len(found) == 3 + 1
    assert "data/students.csv: 1 more problems in this table" in found[-1]


def test_what_looks_like_personal_data_is_not_shown(tmp_path: Path) -> None:
    """A telephone number in the wrong column is found twice and shown by neither."""
    package = survey(tmp_path, text=csv(cell(1, "gender", "0300-1234567")))
    text = "\n".join(messages(package))
    assert "column gender: not an allowed value; found '[not shown: looks like a telephone" in text
    assert "column gender: shows a telephone number" in text
    assert "1234567" not in text


TYPES: list[Field] = [
    {"name": "x", "type": "integer"},
    {"name": "x", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
    {"name": "x", "type": "integer", "constraints": {"enum": [1, 2]}},
    {"name": "x", "type": "number", "constraints": {"minimum": 0}},
    {"name": "x", "type": "number", "constraints": {"required": True, "maximum": 1}},
    {"name": "x", "type": "string", "constraints": {"enum": ["a", "b"]}},
    {"name": "x", "type": "string", "constraints": {"pattern": "[a-z]+[0-9]?", "required": True}},
    {"name": "x", "type": "string", "format": "uri"},
    {"name": "x", "type": "string", "constraints": {"unique": True}},
    {"name": "x", "type": "string"},
]
CELLS = ["", "1", "0", "-1", "+2", "6", "1.0", "1.5", ".5", "1e3", "1,5", "a", "b", "ab1", "a b"]
CELLS += ["http://x.org/a?b", "x.org", "a", "1", "none", " 1", "1 ", "٣"]


@pytest.mark.parametrize("field", TYPES, ids=str)
def test_the_rules_of_table_schema_are_those_of_frictionless(tmp_path: Path, field: Field) -> None:
    """Row by row, the reference implementation says no where we do; its two leniencies are named.

    It strips blanks around numbers, and takes digits of other scripts; a spreadsheet that is read by
    several programs should not depend on that.
    """
    lenient = {" 1", "1 ", "٣"} if field["type"] != "string" else set()
    quoted = [f'"{value}"' for value in CELLS if value not in lenient]
    text = "".join(f"{number},{value}\n" for number, value in enumerate(quoted))
    (tmp_path / "x.csv").write_text(f"n,x\n{text}", encoding="utf-8")
    schema = {"fields": [{"name": "n", "type": "integer"}, field]}
    with frictionless.system.use_context(trusted=True):
        resource = frictionless.Resource(
            {"name": "x", "path": str(tmp_path / "x.csv"), "schema": schema}
        )
        report = resource.validate()
    theirs = {error["rowNumber"] for error in report.to_descriptor()["tasks"][0]["errors"]}

    export = validation.Export("x.csv", schema["fields"], formats.read(tmp_path / "x.csv", "x.csv"))
    ours = {one.row for one in validation.table_problems(export, schema, lambda *_: None)}

    assert ours == theirs


def test_the_descriptor_is_a_data_package_to_others_too() -> None:
    """The reference implementation finds nothing wrong with its form."""
    report = frictionless.Package.validate_descriptor(str(DATA / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"path": "../students.csv"}, "resource students: a path out of the data folder"),
        ({"schema": None, "title": None}, "resource students: lacks title, schema"),
        (
            {"schema": {"fields": [{"name": "x", "type": "list"}]}},
            "resource students, column x: lacks title, description, delimiter",
        ),
        (
            {
                "schema": {
                    "fields": [
                        {
                            "name": "x",
                            "title": "X",
                            "description": "X.",
                            "type": "date",
                            "constraints": {"minLength": 3},
                        }
                    ]
                }
            },
            "column x: a type or constraint that nothing checks; found 'date'",
        ),
    ],
)
def test_a_slip_in_the_descriptor_is_a_sentence(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    """A path out of the folder, something lacking, a rule that would be passed over."""
    package = survey(tmp_path, text=csv(ROWS))
    resource = package.descriptor["resources"][0]
    for key, value in change.items():
        resource.pop(key) if value is None else resource.update({key: value})
    with pytest.raises(DataError) as raised:
        package.validate_all()
    assert said in str(raised.value)
