"""The generated books that press is measured by: the same for every engine, and books indeed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.books import NAMES, chapter_names, write_jupyter_book, write_quarto_book
from benchmarks.engines import PRESS, engines
from benchmarks.floor import write_floor
from benchmarks.measure import Failed, measured
from benchmarks.report import report
from press.cli import main

JUPYTER_BOOK = Path(__file__).parents[1] / ".nox" / "jupyter-book" / "bin" / "jupyter-book"


def cells(text: str) -> list[str]:
    """The code of the cells of a chapter, without options and without what glues values to names."""
    found = re.findall(
        r"^```\{(?:python|code-cell)\}.*?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    )
    bare = [re.sub(r"(?ms)\A---.*?^---\n|^(#\||:tags:).*?\n", "", code) for code in found]
    return [re.sub(r"from myst_nb.*", "", code, flags=re.DOTALL).strip() for code in bare]


def test_press_and_the_floor_run_a_generated_book(tmp_path: Path) -> None:
    """Each edit that is measured leaves a book that builds, and the floor runs the same cells."""
    write_quarto_book(tmp_path, 2)
    project = ["--project", str(tmp_path), "--quiet", "--to", "html"]
    for step, edit, _ in PRESS:
        edit(tmp_path)
        assert main(["build", *project]) == 0, step
    page = (tmp_path / "_book" / "chapters" / "c002.html").read_text(encoding="utf-8")
    assert page.count("One more sentence.") == 2
    assert "Figure\N{NO-BREAK SPACE}2.1" in page and "Table\N{NO-BREAK SPACE}2.1" in page

    script = write_floor(tmp_path)
    codes = json.loads((tmp_path / "floor.json").read_text(encoding="utf-8"))
    assert [len(code) for _, code in codes] == [0, 3 + len(NAMES), 3 + len(NAMES)]
    subprocess.run([sys.executable, script], cwd=tmp_path, check=True)


def test_every_engine_is_given_the_same_cells(tmp_path: Path) -> None:
    """What differs is how a value comes into a sentence."""
    write_quarto_book(tmp_path / "quarto", 2)
    write_jupyter_book(tmp_path / "myst", 2)
    for name in chapter_names(2):
        quarto = (tmp_path / "quarto" / "chapters" / f"{name}.qmd").read_text(encoding="utf-8")
        myst = (tmp_path / "myst" / "chapters" / f"{name}.md").read_text(encoding="utf-8")
        assert cells(quarto) == cells(myst)
        assert len(cells(quarto)) == 3
        assert quarto.count("`{python} ") == myst.count("{glue:text}") == len(NAMES)


@pytest.mark.skipif(not JUPYTER_BOOK.exists(), reason="there is no Jupyter Book 1 (`nox -s bench`)")
def test_jupyter_book_builds_a_generated_book(tmp_path: Path) -> None:
    """With its numbers and its figure in place."""
    write_jupyter_book(tmp_path, 1)
    subprocess.run([JUPYTER_BOOK, "build", ".", "--quiet"], cwd=tmp_path, check=True)
    page = (tmp_path / "_build" / "html" / "chapters" / "c001.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", page)  # a pasted value stands in a span of its own
    assert re.search(r"The mean is \d", text) and "Fig. 1" in text


def test_command_that_fails_is_not_measured(tmp_path: Path) -> None:
    """What it said is told."""
    with pytest.raises(Failed, match="no such thing"):
        measured([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path, {})


def test_report_tells_medians_and_ratios_of_the_same_run() -> None:
    """Two runs: 2 s over 1 s, and 6 s over 2 s; without Quarto it says so."""
    results = [
        {
            "book": "5",
            "engine": engine,
            "run": run,
            "step": "cold",
            "wall": wall,
            "cpu": 1.0,
            "memory": 9.0,
        }
        for run, walls in enumerate([{"floor": 1.0, "press": 2.0}, {"floor": 2.0, "press": 6.0}])
        for engine, wall in walls.items()
    ]
    text = report(results, quarto="")
    assert "Each figure is the median of 2 runs." in text
    assert "the median of 1 to 2 runs." in report(results[:-1], quarto="")
    assert "| 5 chapters | nothing kept, HTML and PDF | 4.00 | 1.00 | 9 | 0.800 |" in text
    assert "| 5 chapters | press | 4.00 | 1.00 |  |  | 2.50 |" in text
    assert "Quarto was not measured" in text


def test_engines_that_are_not_there_are_left_out() -> None:
    """The floor and press are always there."""
    assert [engine.name for engine in engines("", "")] == ["floor", "press"]
    named = [engine.name for engine in engines("jupyter-book", "quarto")]
    assert named == ["floor", "press", "Jupyter Book", "Quarto"]
