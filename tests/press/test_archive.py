"""The replication archive: the same bytes each time, nothing in it that was typed, no row that is not released."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from press.archive import archive, at_home, zipped
from press.build import Options
from press.crate import author
from press.progress import Progress
from press.project import digest
from press.verify import verify
from tests.press.conftest import WHOLE, Files, Run, contents, write_book

QUIET = Progress(quiet=True)
PACKAGE = {
    "resources": [
        {
            "name": "table",
            "path": "raw/table.csv",
            "title": "A | table",
            "evidence": "published",
            "licenses": [{"name": "CC0", "path": "https://example.org/cc0"}],
            "sources": [
                {"title": "A report", "path": "https://example.org/report"},
                {"title": "Notes"},
            ],
        },
        {"name": "answers", "path": "stand-in/answers.csv", "evidence": "stand-in"},
    ]
}
GIVE = """\
import pathlib, shutil, sys
shutil.copytree("data", pathlib.Path(sys.argv[1]) / "data", ignore=lambda *_: {"private.csv"})
"""
FILES: Files = {
    **WHOLE,
    "data/datapackage.json": json.dumps(PACKAGE),
    "data/raw/table.csv": "a\n1\n",
    "data/raw/private.csv": "name\nAnn\n",
    "data/raw/more %.csv": "a\n3\n",
    "data/stand-in/answers.csv": "a\n2\n",
    "pyproject.toml": '[tool.press]\ndata = "python give.py"\nneeds = "A minute on two cores."\n',
    "give.py": GIVE,
    "LICENSE": "MIT",
    ".gitignore": "/.nox/\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a data package, one file of which stays at home."""
    return write_book(tmp_path_factory.mktemp("archive") / "book", FILES)


@pytest.fixture(scope="module")
def made(project: Path) -> Path:
    """Its archive."""
    options = Options(project, to=("html", "pdf"), jobs=2)
    return archive(options, project.parent / "paper.zip", QUIET)


@pytest.fixture(scope="module")
def unpacked(made: Path) -> Path:
    """The archive, unpacked."""
    with zipfile.ZipFile(made) as whole:
        whole.extractall(made.parent / "unpacked")
    return made.parent / "unpacked" / "paper"


def test_an_archive_is_the_same_bytes_each_time(project: Path, made: Path, tmp_path: Path) -> None:
    """Whatever it is called but for its folder, and whether the cache was used."""
    again = archive(Options(project, jobs=2, cache=False), tmp_path / "paper.zip", QUIET)

    assert again.read_bytes() == made.read_bytes()
    assert not (project / ".press" / "last-build.json").exists()


def test_only_the_archive_is_said_to_be_made(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not the book in a folder that is gone when its reader looks for it."""
    archive(Options(project, jobs=2), tmp_path / "paper.zip", Progress())
    told = [line for line in capsys.readouterr().err.splitlines() if "done:" in line]

    assert len(told) == 1 and told[0].endswith(f"files in {tmp_path / 'paper.zip'}")


def test_half_an_archive_is_not_left_behind(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, press: Run
) -> None:
    """Where the disk is full, as it has no name: a sentence, and no file."""
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.suffix != ".zip":
            return write(self, data)
        write(self, data[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, message = press("archive", tmp_path / "paper.zip", "--project", project, "--quiet")

    assert code == 1 and message.startswith("No space left on device\n  What next: see that")
    assert list(tmp_path.iterdir()) == []


def test_a_zip_knows_no_time_and_no_order() -> None:
    """Two mappings of the same files give the same bytes."""
    one, two = zipped({"a": b"1", "b": b"2"}, "x"), zipped({"b": b"2", "a": b"1"}, "x")

    assert one == two
    assert zipfile.ZipFile(io.BytesIO(one)).namelist() == ["x/a", "x/b"]


def test_rows_that_are_not_given_away_are_not_in_it(made: Path, unpacked: Path) -> None:
    """The data are those that the project's command wrote, and no others."""
    assert (unpacked / "data/raw/table.csv").read_text(encoding="utf-8") == "a\n1\n"
    assert not (unpacked / "data/raw/private.csv").exists()
    assert all(b"Ann\n" not in content for content in contents(unpacked).values())


def test_it_holds_the_sources_and_the_book(unpacked: Path) -> None:
    """As they are in the project; the book is the one that its sources give."""
    assert (unpacked / "chapters/numbers.qmd").read_text(encoding="utf-8") == FILES[
        "chapters/numbers.qmd"
    ]
    assert (unpacked / ".gitignore").read_text(encoding="utf-8") == "/.nox/\n"
    assert (unpacked / "_book/whole.pdf").is_file()
    report = verify(Options(unpacked, jobs=2), unpacked / "_book", QUIET, twice=False)
    assert report.differences == ()
    kept_back = "Other sources or data than those of the published book: data/raw/private.csv."
    assert report.notes == (kept_back, "Every file is the published one, byte for byte.")


def test_every_file_has_its_sum(unpacked: Path) -> None:
    """As `sha256sum --check` reads them; the list itself is not on it."""
    lines = (unpacked / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: value for value, name in (line.split("  ", 1) for line in lines)}
    there = contents(unpacked)
    there.pop("SHA256SUMS")

    assert listed == {
        name: digest(content) for name, content in there.items() if ".press" not in name
    }


def test_the_map_says_where_every_result_is_made(unpacked: Path) -> None:
    """Exhibit and number, function or cell, line, data."""
    text = (unpacked / "ARCHIVE.md").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "**Time and machine.** A minute on two cores.\n" in text

    assert (
        "| Figure 2.1 (fig-line) | `_book/chapters/exhibits.html` | the cell | `chapters/exhibits.qmd:5` | none |"
        in text
    )
    assert (
        "| share | 41 % | `chapters/numbers.qmd` | shares.share | `shares.py:3` | data/table.csv |"
        in text
    )
    assert text.count("| share | 41 % |") == 1


def test_what_rests_on_data_that_stay_at_home_is_told(unpacked: Path) -> None:
    """So that who verifies knows why some results are others; nothing is said where all is there."""
    text = (unpacked / "ARCHIVE.md").read_text(encoding="utf-8")
    assert "2 of the numbers and exhibits rest on what is not given away: data/table.csv." in text

    def rests(data: bytes) -> dict[str, list[dict[str, Any]]]:
        inputs = [{"path": "data/a.csv", "sha256": digest(data)}]
        return {"numbers": [{"inputs": inputs}], "exhibits": [{"inputs": None}]}

    assert at_home(rests(b"1"), {"data/a.csv": b"1"}) == (0, [])
    assert at_home(rests(b"1"), {"data/a.csv": b"2"}) == (1, ["data/a.csv"])


def test_the_data_statement_comes_from_the_data_package(unpacked: Path) -> None:
    """Evidence, terms and sources; what is synthetic says so."""
    text = (unpacked / "ARCHIVE.md").read_text(encoding="utf-8")

    assert "| A \\| table | `data/raw/table.csv` | published | all rows | CC0 | 2 named |" in text
    assert (
        "| answers | `data/stand-in/answers.csv` | stand-in | synthetic rows only | not said | 0 named |"
        in text
    )
    assert "| table | A report <https://example.org/report> |" in text
    assert "| table | Notes |" in text


def test_the_crate_describes_every_file(unpacked: Path) -> None:
    """The graph has a root, a descriptor, and one entity a file, tables with their sources."""
    content = json.loads((unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    graph = {entity["@id"]: entity for entity in content["@graph"]}

    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert graph["./"]["name"] == "A Whole Book & <more>"
    parts = {part["@id"] for part in graph["./"]["hasPart"]}
    written_after = {"ro-crate-metadata.json", "SHA256SUMS"}
    assert parts == {quote(n) for n in contents(unpacked) if ".press" not in n} - written_after
    assert graph["data/raw/table.csv"]["isBasedOn"] == "https://example.org/report"
    assert graph["data/raw/table.csv"]["sha256"] == digest(b"a\n1\n")
    assert graph["_book/index.html"]["encodingFormat"] == "text/html"
    assert "encodingFormat" not in graph["_quarto.yml"], "whatever this machine calls such a file"


def test_a_reader_of_crates_knows_every_word_of_it(unpacked: Path) -> None:
    """The terms of RO-Crate 1.1, which lack `sha256`; addresses as a URI has them; who is no person is not one."""
    content = json.loads((unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    whole, more = content["@context"]
    graph = {entity["@id"]: entity for entity in content["@graph"]}

    assert whole == "https://w3id.org/ro/crate/1.1/context"
    assert more == {"sha256": "http://schema.org/sha256"}
    assert "data/raw/more%20%25.csv" in graph
    assert graph["#author-1"]["@type"] == "Person"
    assert author(2, "The Office for Things")["@type"] == "Organization"


def test_a_codechecker_finds_what_to_reproduce(unpacked: Path) -> None:
    """Each exhibit with its file, the numbers, the PDF."""
    content = yaml.safe_load((unpacked / "codecheck.yml").read_text(encoding="utf-8"))
    files = [entry["file"] for entry in content["manifest"]]

    assert content["paper"]["authors"] == [{"name": "Ann Author"}, {"name": "Ben Writer"}]
    assert content["manifest"][0]["comment"] == "Figure 2.1 (fig-line): A line."
    assert files[-2:] == ["_book/numbers.json", "_book/whole.pdf"]
    assert [name for name in files if not (unpacked / name).is_file()] == []


@pytest.mark.parametrize(
    ("place", "said"),
    [("book/paper.zip", "inside the project"), ("taken.zip", "is there already")],
)
def test_nothing_is_overwritten(project: Path, press: Run, place: str, said: str) -> None:
    """A sentence, exit code 1, before anything is built."""
    (project.parent / "taken.zip").write_bytes(b"mine")
    code, error = press("archive", project.parent / place, "--project", project, "--quiet")

    assert code == 1 and said in error
    assert (project.parent / "taken.zip").read_bytes() == b"mine"


def test_a_project_that_may_not_give_its_data_away_gets_no_archive(
    tmp_path: Path, press: Run
) -> None:
    """What its command says is told."""
    stop = 'import sys\nsys.exit("answers: rows of respondents")\n'
    root = write_book(tmp_path / "book", {**FILES, "give.py": stop})
    code, error = press("archive", tmp_path / "x.zip", "--project", root, "--quiet")

    assert code == 1 and "answers: rows of respondents" in error
    assert not (tmp_path / "x.zip").exists()
