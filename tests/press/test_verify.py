"""A published book, computed anew: what agrees, what differs, and what is said of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from press.build import Options, build
from press.progress import Progress
from press.verify import Report, verify
from tests.press.conftest import WHOLE, Run, contents, write_book

QUIET = Progress(quiet=True)
Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book, built."""
    root = write_book(tmp_path_factory.mktemp("verify") / "book", WHOLE)
    build(Options(root, to=("html",), jobs=2), QUIET)
    return root


def registered(change: Callable[[dict[str, Any]], None]) -> Spoil:
    """A change of numbers.json."""

    def spoil(folder: Path) -> None:
        register = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
        change(register)
        (folder / "numbers.json").write_text(json.dumps(register), encoding="utf-8")

    return spoil


def first_number(**values: Any) -> Spoil:
    """Another value for the first number."""
    return registered(lambda register: register["numbers"][0].update(values))


def page(old: str, new: str) -> Spoil:
    """A change of the page of exhibits."""

    def spoil(folder: Path) -> None:
        path = folder / "chapters/exhibits.html"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def drawing(folder: Path) -> None:
    """Another picture."""
    (picture,) = folder.glob("chapters/exhibits_files/fig-line.svg")
    picture.write_text("<svg/>", encoding="utf-8")


def compared(project: Path, folder: Path, *spoils: Spoil) -> Report:
    """The report on the book of `project` as it stands in `folder`, spoilt."""
    shutil.copytree(project / "_book", folder)
    for spoil in spoils:
        spoil(folder)
    return verify(Options(project, to=("html",), jobs=2), folder, QUIET, twice=False)


def test_a_book_agrees_with_itself(project: Path, tmp_path: Path) -> None:
    """Every number, every exhibit, every byte; and the project is left as it was."""
    before = contents(project)
    shutil.copytree(project / "_book", tmp_path / "published")
    options = Options(project, to=("html",), jobs=2)
    report = verify(options, tmp_path / "published", QUIET, twice=True)

    assert report.differences == ()
    assert str(report) == (
        "Every file is the published one, byte for byte.\n"
        "Two builds here gave the same bytes.\n"
        "2 numbers and 2 exhibits were computed anew: all agree with those published"
    )
    assert contents(project) == before


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (first_number(value=0.93), "published 41 % (value 0.93), computed 41 % (value 0.41)"),
        (first_number(high=None), "published 41 % (high None), computed"),
        (first_number(n=99), "published with n 99, computed with 100"),
        (first_number(evidence=["stand-in"]), "published with evidence ['stand-in']"),
        (first_number(printed="41 percent"), "published as 41 percent, printed here as 41 %"),
        (first_number(anchor="n-share-9"), "printed here, not published"),
        (registered(lambda r: r["exhibits"].pop()), "printed here, not published"),
        (
            registered(lambda r: r["exhibits"][0].update(label="fig-x")),
            "published, not printed here",
        ),
        (page(">1234<", ">1235<"), "Table 2.1, tbl-one (chapters/exhibits.qmd:15): published"),
        (page(">1234<", ">1235<"), "published “1235”, computed “1234”"),
        (page("A line.", "A curve."), "Figure 2.1, fig-line (chapters/exhibits.qmd:5): "),
    ],
)
def test_what_differs_is_named_with_the_function_and_its_line(
    project: Path, tmp_path: Path, spoil: Spoil, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both values, the place in the chapter, and where it is computed."""
    # The book that the sources give now is the one that was built: no need to build it each time.
    monkeypatch.setattr("press.verify.build", lambda *_: project / "_book")
    report = compared(project, tmp_path / "published", spoil)

    assert any(said in str(problem) for problem in report.differences), str(report)
    assert "differ" in str(report).splitlines()[-1]


def test_a_number_is_found_at_its_function(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message begins with its file and line, and names the data."""
    monkeypatch.setattr("press.verify.build", lambda *_: project / "_book")
    (problem,) = compared(project, tmp_path / "published", first_number(value=0.93)).differences

    assert str(problem).startswith("shares.py:3: share (chapters/numbers.qmd:24): published")
    assert "it comes from shares.share, and data/table.csv" in str(problem)


def test_a_drawing_that_differs_is_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the words of a figure are the same."""
    monkeypatch.setattr("press.verify.build", lambda *_: project / "_book")
    report = compared(project, tmp_path / "published", drawing)

    assert ["fig-line" in str(problem) for problem in report.differences] == [True]
    assert "in its drawing" in str(report)


def test_a_value_within_the_last_printed_digit_agrees(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a unit of it, as other machines add up in another order; beyond that it differs."""
    monkeypatch.setattr("press.verify.build", lambda *_: project / "_book")

    assert compared(project, tmp_path / "one", first_number(value=0.9)).differences == ()
    assert len(compared(project, tmp_path / "two", first_number(value=0.92)).differences) == 1


def test_what_may_explain_a_difference_is_said(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other data, other packages."""
    monkeypatch.setattr("press.verify.build", lambda *_: project / "_book")

    def made_from(folder: Path) -> None:
        made = json.loads((folder / "build.json").read_text(encoding="utf-8"))
        made["inputs"]["my dot.svg"] = "0" * 64
        made["packages"]["pandas"] = "0.1"
        (folder / "build.json").write_text(json.dumps(made), encoding="utf-8")

    spoils = made_from, page("A line.", "A curve.")
    notes = "\n".join(compared(project, tmp_path / "published", *spoils).notes)
    assert "Changed since the book was built: chapters/exhibits.html." in notes
    assert "Other sources or data than those of the published book: my dot.svg." in notes
    assert "Other packages than those of the published book: pandas." in notes


def test_the_verb_ends_with_1_where_something_differs(
    project: Path, tmp_path: Path, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with 0 where all agrees; a folder that holds no book is the reader's mistake."""
    monkeypatch.setattr("press.verify.build", lambda *_: project / "_book")
    shutil.copytree(project / "_book", tmp_path / "published")
    asked = ("verify", tmp_path / "published", "--project", project, "--quiet")

    assert press(*asked)[0] == 0
    first_number(value=0.93)(tmp_path / "published")
    assert press(*asked)[0] == 1
    code, error = press("verify", project / "chapters", "--project", project, "--quiet")
    assert code == 1
    assert "holds no book that press built" in error
