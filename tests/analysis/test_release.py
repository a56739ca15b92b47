"""No row of respondents leaves, unless the codebook lets it and nobody stands out; what leaves runs nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import DataError, DisclosureError
from analysis.release import K_ANONYMITY, as_csv, neutral, publishable_rows, released
from analysis.sources import Package
from tests.analysis.small_survey import FIELDS, NAMES, ROWS, cell, csv, survey


def rows_of(*, rare: int) -> list[list[str]]:
    """K_ANONYMITY women of 15-17, and `rare` men of 18-20, each in a school of two."""
    kinds = [("female", "15-17")] * K_ANONYMITY + [("male", "18-20")] * rare
    return [
        [f"S{n:04}", "Swat", f"school-{n % 2}", "1", gender, age, "3", "", ""]
        for n, (gender, age) in enumerate(kinds, start=1)
    ]


def hashed(package: Package) -> Package:
    """`package` with its hashes taken."""
    package.update_hashes()
    return package


def test_rows_of_collected_data_are_not_published(tmp_path: Path) -> None:
    """Unless their resource says so."""
    package = hashed(survey(tmp_path, text=csv(rows_of(rare=0))))
    with pytest.raises(DisclosureError, match="rows of respondents, which are not published"):
        publishable_rows(package, "students")


@pytest.mark.parametrize(
    ("rare", "passes"), [(0, True), (K_ANONYMITY - 1, False), (K_ANONYMITY, True)]
)
def test_rows_are_published_if_the_resource_says_so_and_nobody_stands_out(
    tmp_path: Path, rare: int, *, passes: bool
) -> None:
    """At the bound, and one below it."""
    package = hashed(survey(tmp_path, text=csv(rows_of(rare=rare)), publish=True))
    if passes:
        assert len(publishable_rows(package, "students")) == K_ANONYMITY + rare
    else:
        with pytest.raises(DisclosureError, match="found '1 in fewer than 5 rows'"):
            publishable_rows(package, "students")


def test_rows_are_not_published_without_quasi_identifiers_named(tmp_path: Path) -> None:
    """Somebody must have thought of them."""
    fields = [
        {
            "title": "T",
            "description": "D.",
            **{k: v for k, v in f.items() if k != "quasiIdentifier"},
        }
        for f in FIELDS
    ]
    text = csv(rows_of(rare=0))
    package = hashed(survey(tmp_path, text=text, publish=True, schema={"fields": fields}))
    with pytest.raises(DisclosureError, match="no column is said to be a quasi-identifier"):
        publishable_rows(package, "students")


def test_stand_in_rows_are_of_nobody(tmp_path: Path) -> None:
    """They may be published."""
    package = hashed(survey(tmp_path, text=csv(ROWS), evidence="stand-in"))
    assert len(publishable_rows(package, "students")) == len(ROWS)


@pytest.mark.parametrize("left", [None, "other"])
def test_a_file_that_is_not_the_one_described_is_named(tmp_path: Path, left: str | None) -> None:
    """A fork or an archive tells its author what to do, without a traceback."""
    package = hashed(survey(tmp_path, text=csv(ROWS), evidence="stand-in"))
    file = package.root / package.resource("students")["path"]
    assert released(package, "students")[1] == file.read_bytes()
    file.unlink()
    if left:
        file.write_text(left, encoding="utf-8")
    fresh = Package(package.root)
    with pytest.raises(DataError, match="not the file" if left else "missing\n.*put the file back"):
        released(fresh, "students")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("plain = text", "plain = text"),
        (-1, -1),
    ],
)
def test_a_formula_is_written_as_text(value: object, written: object) -> None:
    """A spreadsheet that opens the file runs nothing; a number stays one."""
    assert neutral(value) == written


def test_a_table_is_written_without_formulas(tmp_path: Path) -> None:
    """A formula in a cell of the survey, and the list of several values."""
    text = csv(cell(1, "remark", "=HYPERLINK(1)"))
    package = hashed(survey(tmp_path, text=text, evidence="stand-in"))
    lines = as_csv(publishable_rows(package, "students")).splitlines()
    assert lines[0] == ",".join(NAMES)
    assert lines[1] == "S0001,Swat,school-01,1.5,female,15-17,4,no device;cost,بہت اچھا"
    assert lines[2].endswith(",'=HYPERLINK(1)")
