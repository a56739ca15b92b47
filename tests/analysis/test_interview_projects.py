"""Coded interviews from a REFI-QDA project: what is read, and what is not let in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.formats import read

CODES = '<CodeBook><Codes><Code guid="c1" name="trust"><Code guid="c2" name="trust lost"/></Code>'
CODES += '<Code guid="c3" name="constraint"/></Codes></CodeBook>'
USERS = '<Users><User guid="u1" name="A"/><User guid="u2" name="B"/></Users>'
VARIABLES = '<Variables><Variable guid="v1" name="sector"/></Variables>'
CASES = '<Cases><Case guid="k1"><VariableValue><VariableRef targetGUID="v1"/>'
CASES += '<TextValue>health</TextValue></VariableValue><SourceRef targetGUID="s1"/></Case></Cases>'


def coding(user: str, code: str) -> str:
    """One code, given by a user."""
    return f'<Coding guid="x" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'


def passage(start: int, end: int, *codings: str) -> str:
    """A passage with its codings."""
    place = f'guid="p" startPosition="{start}" endPosition="{end}"'
    return f"<PlainTextSelection {place}>{''.join(codings)}</PlainTextSelection>"


SOURCE = '<TextSource guid="s1" name="I01">'
SOURCE += passage(50, 90, coding("u1", "c3")) + passage(0, 40, coding("u1", "c1"))
SOURCE += passage(0, 40, coding("u1", "c2"), coding("u2", "c1")) + "</TextSource>"


def project(
    folder: Path, sources: str = SOURCE, head: str = "", member: str = "project.qde"
) -> Path:
    """A project with these `sources`; `head` stands before its XML."""
    space = 'xmlns="urn:QDA-XML:project:1.0"'
    inside = f"{USERS}{CODES}{VARIABLES}{CASES}<Sources>{sources}</Sources>"
    path = folder / "codes.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, f"{head}<Project {space}>{inside}</Project>")
    return path


def codes(path: Path) -> pd.DataFrame:
    """The rows of the project at `path`."""
    return pd.concat([cells.frame for cells in read(path, "data/codes.qdpx")])


def test_codes_are_read_by_interview_passage_and_coder(tmp_path: Path) -> None:
    """Passages in the order of the text; a coder of the interview has a row for each of them."""
    expected = pd.DataFrame(
        [
            ["I01", "health", "1", "A", "trust;trust lost"],
            ["I01", "health", "2", "A", "constraint"],
            ["I01", "health", "1", "B", "trust"],
            ["I01", "health", "2", "B", None],
        ],
        index=range(1, 5),
        columns=["interview_id", "sector", "segment", "coder", "codes"],
        dtype=object,
    )
    pd.testing.assert_frame_equal(codes(project(tmp_path)), expected)


def test_an_interview_that_nobody_coded_has_no_row(tmp_path: Path) -> None:
    """It says nothing of agreement."""
    assert codes(project(tmp_path, '<TextSource guid="s2" name="I02"/>')).empty


def test_codes_of_recordings_are_not_left_out_in_silence(tmp_path: Path) -> None:
    """Only passages of text are read."""
    sound = f'<AudioSource name="I03"><AudioSelection>{coding("u1", "c1")}</AudioSelection>'
    with pytest.raises(DataError, match="in I03, codes are given to sound"):
        codes(project(tmp_path, SOURCE + sound + "</AudioSource>"))


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_not_followed(tmp_path: Path, declared: str) -> None:
    """They can explode, and they can read other files."""
    path = project(tmp_path, head=f"<!DOCTYPE Project [{declared}]>")
    with pytest.raises(DataError, match=r"not a readable REFI-QDA file \(EntitiesForbidden\)"):
        codes(path)


def test_a_zip_without_a_project_is_named(tmp_path: Path) -> None:
    """Any zip can be called .qdpx."""
    with pytest.raises(DataError, match=r"0 files end in \.qde, not one"):
        codes(project(tmp_path, member="readme.txt"))


def test_xml_of_something_else_is_named(tmp_path: Path) -> None:
    """A codebook alone (.qdc), say."""
    path = tmp_path / "codes.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", "<CodeBook/>")
    with pytest.raises(DataError, match="its XML is CodeBook"):
        codes(path)
