"""The notebooks of the real book run: each by itself, from top to bottom."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from press.build import Options, run
from press.outputs import NOTICE_MIME
from press.parse import Cell
from press.progress import Progress
from press.sources import read_book
from tests.book.conftest import ROOT, Book

PROJECT = """\
project:
  type: book
book:
  title: The notebooks
  chapters: [index.qmd{}]
"""


def notebooks(book: Book) -> dict[str, Any]:
    """Every notebook of the book, by its path."""
    found = sorted(book.folder.rglob("*.ipynb"))
    return {
        path.relative_to(book.folder).as_posix(): nbformat.read(path, nbformat.NO_CONVERT)
        for path in found
    }


def test_every_chapter_has_a_notebook_and_its_source(book: Book) -> None:
    """Also one of prose alone."""
    sources = {chapter.path for chapter in book.chapters}

    assert {Path(name).with_suffix(".qmd").as_posix() for name in notebooks(book)} == sources
    assert [name for name in sources if not (book.folder / name).is_file()] == []


def test_every_notebook_gives_again_what_it_holds(book: Book, tmp_path: Path) -> None:
    """Its cells alone, in a kernel of its own, give the outputs that stand in it."""
    held = notebooks(book)
    for name in held:
        (tmp_path / "run" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(book.folder / name, tmp_path / "run" / name)
    (tmp_path / "index.qmd").write_text("# Home\n", encoding="utf-8")
    names = "".join(f", run/{name}" for name in held)
    (tmp_path / "_quarto.yml").write_text(PROJECT.format(names), encoding="utf-8")
    progress = Progress(quiet=True)
    config, chapters = read_book(tmp_path, progress)
    executed = run(config, chapters, Options(tmp_path, cache=False), progress)

    for name, result in zip(held, executed[1:], strict=True):
        given = [
            output.get("data", output.get("text"))
            for place, part in enumerate(result.chapter.parts)
            if isinstance(part, Cell)
            for output in result.outputs[place]
            if NOTICE_MIME not in output.get("data", {})  # press adds it, after the cells
        ]
        expected = [
            output.get("data", output.get("text"))
            for cell in held[name]["cells"]
            if cell["cell_type"] == "code"
            for output in cell["outputs"]
        ]
        assert given == expected, name


@pytest.mark.parametrize("chapter", ["models-of-government"])
def test_a_notebook_runs_in_jupyter(book: Book, chapter: str, tmp_path: Path) -> None:
    """`jupyter execute`, from the project's root; `nox -s notebooks` does it for all."""
    shutil.copy(book.folder / f"chapters/{chapter}.ipynb", tmp_path / "x.ipynb")
    command = [sys.executable, "-m", "jupyter", "execute", "--inplace", str(tmp_path / "x.ipynb")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    cells = nbformat.read(tmp_path / "x.ipynb", nbformat.NO_CONVERT)["cells"]
    kinds = [output["output_type"] for cell in cells for output in cell.get("outputs", [])]
    assert "execute_result" in kinds and "error" not in kinds
