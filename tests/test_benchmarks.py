"""The generated books that press is measured by: the same for every engine, and books indeed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.books import NAMES, chapter_names, write_jupyter_book, write_quarto_book
from benchmarks.engines import EXECUTION, PRESS, engines
from benchmarks.executions import FORMATS, write_executions
from benchmarks.floor import write_floor
from benchmarks.measure import Failed, measured
from benchmarks.preview import browser, seconds_to_the_screen
from benchmarks.report import PREVIEW, Result, report
from press.cli import main
from tests.press.conftest import write_book

PROJECT = Path(__file__).parents[1]
JUPYTER_BOOK = PROJECT / ".nox" / "jupyter-book" / "bin" / "jupyter-book"


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


def test_lower_bound_executes_each_chapter_in_a_kernel_of_its_own_for_each_format(
    tmp_path: Path,
) -> None:
    """In the chapter's own folder; the page without a cell has no kernel."""
    noted = "import os\nwith open('kernels', 'a') as file:\n    print(os.getpid(), file=file)"
    chapter = f"# X\n\n```{{python}}\n{noted}\n```\n\nIt is `{{python}} 1` or `{{python}} 2`.\n"
    names = ["chapters/a.qmd", "chapters/b.qmd"]
    write_book(tmp_path, {**dict.fromkeys(names, chapter), "chapters/x.qmd": None})
    project = f"book:\n  title: X\n  author: A\n  chapters: [index.qmd, {', '.join(names)}]\n"
    (tmp_path / "_quarto.yml").write_text(project, encoding="utf-8")
    script = write_executions(tmp_path)
    codes = json.loads((tmp_path / "executions.json").read_text(encoding="utf-8"))
    assert codes == [[name, [noted, "1\n2"]] for name in names]
    subprocess.run([sys.executable, script], cwd=tmp_path, check=True)
    kernels = (tmp_path / "chapters" / "kernels").read_text(encoding="utf-8").split()
    assert len(set(kernels)) == len(kernels) == 2 * len(FORMATS)


@pytest.mark.skipif(not browser(), reason="there is no Chromium on this machine's PATH")
def test_preview_is_measured_until_each_sentence_is_on_the_screen(tmp_path: Path) -> None:
    """The page of the chapter in the browser; how long it takes is not tested."""
    write_quarto_book(tmp_path, 1)
    env = {"PYTHONPATH": str(PROJECT)}
    found = list(seconds_to_the_screen(tmp_path, "chapters/c001", browser(), env, saves=1))
    assert [step for step, _ in found] == ["first page", "first save", "save"]
    assert "be short, saved 1 times." in (tmp_path / "chapters" / "c001.qmd").read_text("utf-8")


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


def result(engine: str, run: int, wall: float, step: str = "cold") -> Result:
    """One measurement of the book of five chapters."""
    named = {"book": "5", "engine": engine, "run": run, "step": step}
    return {**named, "wall": wall, "cpu": 1.0, "memory": 9.0}


def test_report_tells_medians_and_ratios_of_the_same_run() -> None:
    """Two runs: 2 s over 1 s, and 6 s over 2 s; without Quarto it says so."""
    runs = [{"floor": 1.0, "press": 2.0}, {"floor": 2.0, "press": 6.0}]
    results = [
        result(name, n, wall) for n, walls in enumerate(runs) for name, wall in walls.items()
    ]
    text = report(results, quarto="")
    assert "Each figure is the median of 2 runs." in text
    assert "the median of 1 to 2 runs." in report(results[:-1], quarto="")
    assert "| 5 chapters | nothing kept, HTML and PDF | 4.00 | 1.00 | 9 | 0.800 |" in text
    assert "| 5 chapters | press | 4.00 | 1.00 |  |  | 2.50 |" in text
    assert "Quarto was not measured" in text


def test_report_holds_the_lower_bound_against_press_in_the_same_run() -> None:
    """8 s over 2 s, and 12 s over 6 s; it is never called Quarto's time, which still was not measured."""
    results = [result("press", 0, 2.0), result(EXECUTION, 0, 8.0)]
    results += [result("press", 1, 6.0), result(EXECUTION, 1, 12.0)]
    text = report(results, quarto="")
    assert "| 5 chapters | 10.00 | 4.00 | 3.00 |" in text
    assert "lower bound" in EXECUTION and f"| 5 chapters | {EXECUTION} | 10.00 |" in text
    assert "Quarto was not measured" in text


def test_report_tells_the_median_save_apart_from_the_first() -> None:
    """Saves are no runs, and a machine without a browser says so."""
    saves = [result(PREVIEW, 0, wall, "save") for wall in (0.5, 0.7, 0.6)]
    first = [result(PREVIEW, 0, 9.0, "first page"), result(PREVIEW, 0, 2.0, "first save")]
    text = report([result("press", 0, 2.0), *first, *saves], quarto="")
    assert "| 5 chapters | 9.00 | 2.00 | 0.60 | 0.70 | 3 |" in text
    assert "the median of 1 run." in text
    assert "there is no Chromium" in report([result("press", 0, 2.0)], quarto="")


def test_engines_that_are_not_there_are_left_out() -> None:
    """The floor, press and the lower bound of Quarto's time are always there."""
    assert [engine.name for engine in engines("", "")] == ["floor", "press", EXECUTION]
    named = [engine.name for engine in engines("jupyter-book", "quarto")]
    assert named == ["floor", "press", EXECUTION, "Jupyter Book", "Quarto"]
