"""What press says while it works: plain lines where there is no terminal."""

from __future__ import annotations

import re
import sys

import pytest

from press.errors import Problem
from press.progress import Progress


def test_stages_are_plain_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No colours, no cursor, one line a stage; steps stay quiet."""
    with Progress() as progress:
        progress.stage("execute 2 chapters")
        progress.step("chapters/x.qmd: cell 1 of 3")
        progress.stage("write HTML")
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\[ +\d+\.\d s\] execute 2 chapters\n\[ +\d+\.\d s\] write HTML\n", err)


def test_warning_is_one_line_with_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    """However long: a line that wraps cannot be searched for. Brackets are no markup."""
    words = "a `[bold]key[/bold]` " + "that is long " * 20
    with Progress() as progress:
        progress.warn(Problem(words.strip(), "_quarto.yml", 3))
    assert capsys.readouterr().err == f"warning: _quarto.yml:3: {words.strip()}\n"


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors are the command line's to tell."""
    with Progress(quiet=True) as progress:
        progress.stage("read")
        progress.warn(Problem("a fault"))
    assert capsys.readouterr() == ("", "")


def test_terminal_gets_a_live_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The step that runs now is shown, as far as there is room, and gone before the next line and at the end."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    with Progress() as progress:
        progress.stage("execute 1 chapter")
        progress.step("chapters/x.qmd: cell 1 of 1")
    step, gone = "\rchapters/x.qmd: cel\r", f"\r{' ' * 19}\r"
    assert capsys.readouterr().err.partition("] ")[2] == f"execute 1 chapter\n{step}{gone}"
