"""The engines that are measured: how each is given a book, and how it is asked to build it.

A *step* is what an author does before a build: nothing for the first one, an edit for the others.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.books import HELPER, write_jupyter_book, write_quarto_book
from benchmarks.executions import write_executions
from benchmarks.floor import write_floor
from press.config import Figures
from press.executed import environment

PROJECT = Path(__file__).parents[1]
PAPER = "paper"
LONGEST = 20
"""Chapters up to which Jupyter Book is measured: a chapter costs it a second and a half, so that of 80 and 320
it would take ten minutes for each run, and say no more."""

EXECUTION = "Quarto's execution alone (a lower bound)"

Step = tuple[str, Callable[[Path], None], Sequence[str]]
"""Its name, what is done to the sources before it, and what is added to the command."""


@dataclass(frozen=True)
class Engine:
    """One engine: `write` puts the sources of a book into a folder, `command` builds what is there."""

    name: str
    write: Callable[[Path, str], None]
    command: Sequence[str]
    steps: Sequence[Step]
    env: Mapping[str, str] = field(default_factory=dict)
    books: Callable[[str], bool] = lambda book: True


def engines(jupyter_book: str, quarto: str) -> Iterator[Engine]:
    """Those that can be had: `jupyter_book` and `quarto` are programs, or empty."""
    bare = {**environment(Figures()), "MPLBACKEND": "agg"}
    yield Engine("floor", _with_floor, [sys.executable, "floor.py"], [FIRST], bare)
    yield Engine("press", sources, [sys.executable, "-m", "press", "build", "--quiet"], PRESS)
    alone = [sys.executable, "executions.py"]
    fixed = environment(Figures())
    yield Engine(EXECUTION, _with_executions, alone, [FIRST], fixed, _paper_or_short)
    if jupyter_book:
        steps = [FIRST, ("unchanged", _nothing, ()), ("sentence", _myst_sentence, ())]
        build = [jupyter_book, "build", ".", "--quiet"]
        yield Engine("Jupyter Book", _myst, build, steps, books=_short)
    if quarto:
        steps = [FIRST, ("unchanged", _nothing, ()), ("sentence", _sentence, ())]
        yield Engine("Quarto", sources, [quarto, "render", "--quiet"], steps)


def _short(book: str) -> bool:
    """Whether a book is generated, and short enough for an engine that starts its kernels one by one."""
    return book != PAPER and int(book) <= LONGEST


def _paper_or_short(book: str) -> bool:
    return book == PAPER or _short(book)


def sources(folder: Path, book: str) -> None:
    """The paper as it stands in this project, or a generated book of so many chapters."""
    if book != PAPER:
        write_quarto_book(folder, int(book))
        return
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(lambda name: (PROJECT / name).is_file(), names.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, folder / name)


def _with_floor(folder: Path, book: str) -> None:
    sources(folder, book)
    write_floor(folder)


def _with_executions(folder: Path, book: str) -> None:
    sources(folder, book)
    write_executions(folder)


def _myst(folder: Path, book: str) -> None:
    write_jupyter_book(folder, int(book))


def _nothing(folder: Path) -> None:
    """No edit."""


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8", newline="\n")


def _chapter(folder: Path) -> Path:
    """The chapter that an author is at work on."""
    paper = folder / "chapters" / "introduction.qmd"
    return paper if paper.exists() else folder / "chapters" / "c002.qmd"


def chapter_on_screen(book: str) -> str:
    """The chapter that an author has open in the preview: of the paper, one with many numbers and figures."""
    return "chapters/trust" if book == PAPER else "chapters/c002"


def _sentence(folder: Path) -> None:
    _append(_chapter(folder), "\nOne more sentence.\n")


def _myst_sentence(folder: Path) -> None:
    _append(folder / "chapters" / "c002.md", "\nOne more sentence.\n")


def _data(folder: Path) -> None:
    generated = folder / "data" / "c002.csv"
    if generated.exists():
        _append(generated, "200,50\n")
        return
    table = folder / "data" / "raw" / "education_health.csv"
    words = table.read_text(encoding="utf-8")
    edited = words.replace("includes former FATA", "includes the former FATA", 1)
    assert edited != words, "the note of a row is edited; its words have changed"
    table.write_text(edited, encoding="utf-8", newline="")
    renew = [sys.executable, "-m", "analysis.sources", "--update-hashes"]
    subprocess.run(renew, cwd=folder, check=True, capture_output=True)


def _helper(folder: Path) -> None:
    generated = folder / HELPER
    _append(
        generated if generated.exists() else folder / "analysis" / "numbers.py", "\n# Edited.\n"
    )


FIRST: Step = ("cold", _nothing, ())
PRESS: Sequence[Step] = [
    FIRST,
    ("unchanged", _nothing, ()),
    ("sentence, HTML", _sentence, ("--to", "html")),
    ("sentence", _sentence, ()),
    ("data", _data, ()),
    ("helper", _helper, ()),
]
