"""Places where no book can go, commands that are not understood, and what is no fault of the author."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from press import build
from press.cli import main
from tests.press.conftest import Files, Lay, Run, contents
from tests.press.faults import OLD_BOOK, PROJECT, fails


def test_folder_that_holds_no_book_is_not_replaced(lay: Lay, press: Run) -> None:
    """A book replaces what it finds, so it must find a book, nothing, or an empty folder."""
    message = fails(lay, press, {"notes/mine.txt": "mine"}, "--output", str(lay() / "notes"))
    assert message == (
        "what stands in ROOT/notes is not a book that press built, and would be lost\n"
        "  What next: empty or remove it, or name another folder\n"
        "\n1 problem.\n"
    )


@pytest.mark.parametrize("folder", [".", ".."])
def test_project_itself_is_not_replaced_by_its_book(lay: Lay, press: Run, folder: str) -> None:
    """`output-dir: .` would delete the sources."""
    message = fails(
        lay, press, {"_quarto.yml": PROJECT.replace("book\n", f"book\n  output-dir: {folder}\n", 1)}
    )
    assert message.startswith("the book would replace the project: ")
    assert "What next: name a folder inside the project, or beside it" in message


def test_book_that_cannot_be_written_leaves_the_old_one(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no fault of press, and costs no book."""

    def full(folder: Path, files: Files, before: Path) -> None:
        folder.mkdir(parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "write_files", full)
    message = fails(lay, press, {}, "--to", "html")
    assert message.startswith(
        "the book could not be written to ROOT/_book: No space left on device\n"
    )


@pytest.mark.parametrize("asked", [("build", "--output"), ("archive",), ("fork", "x")])
def test_place_that_cannot_be_written_is_told_before_anything_is_executed(
    lay: Lay, press: Run, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    """Below a file nothing can be made; the chapters may take hours."""
    root = lay({"chapters/x.qmd": "# X\n\n```{python}\nprint(1)\n```\n"})
    (tmp_path / "file").touch()
    code, message = press(*asked, tmp_path / "file" / "place", "--project", root)
    assert f"nothing can be written to {tmp_path / 'file'}: Not a directory\n" in message
    assert (code, "execute" in message) == (1, False)


def test_book_of_another_format_alone_is_warned_of(lay: Lay, press: Run) -> None:
    """A project that names only `pdf` is built as a site and with Typst; nothing of that is silent."""
    root = lay({"_quarto.yml": PROJECT + "format: pdf\n"})
    assert press("build", "--project", root, "--quiet", "--strict") == (
        1,
        "_quarto.yml:8: `format: pdf` is not honoured by press, which writes HTML and Typst's PDF\n\n1 problem.\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["publish"],
        ["build", "--to", "docx"],
        ["build", "--jobs", "0"],
        ["build", "--timeout", "soon"],
        ["build", "--timeout", "-1"],
        ["build", "--unknown"],
    ],
)
def test_command_that_is_not_understood_ends_with_code_2(press: Run, arguments: list[str]) -> None:
    """The usage is shown; nothing is built."""
    code, message = press(*arguments)
    assert code == 2
    assert message.startswith("usage: press")


def test_help_of_a_verb_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    """The list of verbs is in the order of a reader's work; each verb's own help has the same words."""
    with pytest.raises(SystemExit):
        main(["--help"])
    told = dict(re.findall(r"^    (\w+) +(.+)$", capsys.readouterr().out, re.MULTILINE))
    assert list(told) == ["build", "preview", "check", "why", "fork", "verify", "archive"]
    for verb, words in told.items():
        with pytest.raises(SystemExit):
            main([verb, "--help"])
        assert words[1:] in " ".join(capsys.readouterr().out.split())


def test_fault_of_press_itself_ends_with_code_3_and_its_traceback(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only here is a traceback what the reader needs."""

    def broken(*arguments: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(build, "settle", broken)
    root = lay(OLD_BOOK)
    before = contents(root)
    code, message = press("build", "--project", root, "--quiet")
    assert code == 3
    assert "Traceback (most recent call last):" in message
    assert "RuntimeError: a fault" in message
    assert "This is a fault of press, not of the book; please report it." in message
    assert contents(root) == before


def test_check_finds_the_faults_of_the_sources_without_running_them(lay: Lay, press: Run) -> None:
    """`press check` is quick: a cell that would raise is not run."""
    root = lay({"chapters/x.qmd": "# X\n\n```{python}\n1 / 0\n```\n"})
    assert press("check", "--project", root, "--quiet") == (0, "")
    (root / "index.qmd").write_text("See @tbl-lost.\n", encoding="utf-8")
    code, message = press("check", "--project", root, "--quiet")
    assert code == 1
    assert message.startswith("index.qmd:1: @tbl-lost refers to nothing\n")
    assert not (root / "_book").exists()


def test_warnings_are_told_before_what_stops_the_build(lay: Lay, press: Run) -> None:
    """Both can be mended at once; `check` tells them so as well."""
    root = lay(
        {"_quarto.yml": PROJECT + "lightbox: true\n", "index.qmd": "# X\n\nSee @fig-lost.\n"}
    )
    for verb in ("build", "check"):
        code, message = press(verb, "--project", root)
        assert code == 1
        warned = message.index("warning: _quarto.yml:8: `lightbox` is not honoured")
        assert warned < message.index("index.qmd:3: @fig-lost refers to nothing")


def test_table_that_the_pdf_has_in_tiny_print_is_a_warning(lay: Lay, press: Run) -> None:
    """With its line, of a cell or in the text; not one that the site alone shows."""
    frame = (
        "import pandas as pd\npd.DataFrame([range(26)], columns=[f'column{n}' for n in range(26)])"
    )
    row = "|".join(f"word{n}" for n in range(26))
    table = f"|{row}|\n|{'-|' * 26}\n|{row}|\n"
    hidden = f"::: {{.content-visible when-format=html}}\n{table.replace('word', 'long word')}:::\n"
    root = lay(
        {"chapters/x.qmd": f"# X\n\n```{{python}}\n{frame}\n```\n\n{table}\n{hidden}\nWords.\n"}
    )
    told = [
        "chapters/x.qmd:3: a table of 27 columns has 33% of its usual size in the PDF",
        "chapters/x.qmd:8: a table of 26 columns has 40% of its usual size in the PDF",
    ]
    code, message = press("build", "--project", root)
    assert (code, re.findall("warning: (.*)", message)) == (0, told)
    code, message = press("build", "--project", root, "--quiet", "--strict")
    assert (code, re.findall(".*of its usual size.*", message)) == (1, told)
    assert press("build", "--project", root, "--quiet", "--strict", "--to", "html") == (0, "")


def test_wrong_key_known_to_quarto_is_a_warning_and_the_book_is_built(lay: Lay, press: Run) -> None:
    """A Quarto book can be brought along; what press leaves out is said, with its line."""
    root = lay({"_quarto.yml": PROJECT + "    - y.qmd\nlightbox: true\n", "y.qmd": "# Y\n"})
    code, message = press("build", "--project", root, "--to", "html")
    assert code == 0
    assert (
        "warning: _quarto.yml:9: `lightbox` is not honoured by press; the real Quarto will use it"
        in message
    )
    assert json.loads((root / "_book/build.json").read_text(encoding="utf-8"))["engine"] == "press"
