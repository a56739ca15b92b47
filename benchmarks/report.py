"""Writes what was measured as tables that can be read: medians, and ratios of the same run."""

from __future__ import annotations

import datetime
import os
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import psutil

from benchmarks.engines import EXECUTION

Result = dict[str, Any]

PREVIEW = "preview"

STEPS = {
    "cold": "nothing kept, HTML and PDF",
    "unchanged": "nothing has changed",
    "sentence, HTML": "a sentence edited, HTML alone",
    "sentence": "a sentence edited, HTML and PDF",
    "data": "a file of data edited",
    "helper": "a function edited that every chapter uses",
}
HEAD = """\
# How long a book takes

Made by `python -m nox -s bench`; not edited by hand. `python -m nox -s bench -- --sizes 5,20 --runs 3` measures less.

{machine}. Each figure is the median of {runs}. *Seconds* are those of a clock on the wall, *CPU* those of all
processors together, *MB* the most that all processes held at one time, with what they share counted once.

The *paper* is this project. The other books are generated (`books.py`): each chapter reads a file of its own and has a
figure, a table and five values in its sentences. The *floor* is the same cells in one bare process of Python, which
makes no page: imports, computing and drawing alone.
"""
COMPARED = """\
## Beside other engines

Each was given the same cells; in every run they were measured one after another, and the ratio is that of the same run.
Jupyter Book 1 makes HTML alone here, as its PDF needs LaTeX or a browser; press and Quarto make HTML and PDF. It has no
row for the paper, which is written for Quarto, and none beyond 20 chapters, which would take it ten minutes a run.
"""
BOUNDED = """\
## Quarto, bounded from below

Where Quarto itself cannot be had, one part of its time can be measured. It executes each chapter in a plain Jupyter
kernel, one chapter after another, and once more for each format ([quarto-cli#5150](https://github.com/quarto-dev/quarto-cli/issues/5150);
only in a terminal does it keep a chapter's kernel for some minutes, so that the second format finds the imports loaded).
*Quarto's execution alone* does just this with `nbclient`, for HTML and Typst: no chapter is read, Pandoc and Typst are not
started, nothing is written. It is a lower bound, not Quarto's time, which is longer by everything that was left out. press
makes the whole book, site and PDF, in its seconds.
"""
WORDS = {"book", "engine", "what was done"}
"""The columns that are no figures."""
SHOWN = """\
## The preview

Seconds from a save to the new words in the page that is open in Chromium; a sentence in the middle of a chapter is edited
(`preview.py`). *First page* is from the start of `press preview` with nothing kept.
"""
NO_BROWSER = "The preview was not measured: there is no Chromium on this machine's PATH."
NO_QUARTO = "Quarto was not measured: there is no `quarto` on this machine's PATH."


def report(results: Sequence[Result], quarto: str) -> str:
    """The whole of `README.md`."""
    books = list(dict.fromkeys(result["book"] for result in results))
    parts = [
        HEAD.format(machine=_machine(), runs=_runs(results)),
        "## press\n",
        _press(results, books),
    ]
    parts += [COMPARED, _compared(results, books), "" if quarto else f"{NO_QUARTO}\n"]
    parts += [BOUNDED, _bounded(results, books), SHOWN, _preview(results, books)]
    return "\n".join(filter(None, parts))


def _runs(results: Sequence[Result]) -> str:
    """How often everything was measured: "3 runs", or "1 to 2 runs" where a book was measured less often."""
    builds = (result for result in results if result["engine"] != PREVIEW)
    counts = Counter((result["book"], result["engine"], result["step"]) for result in builds)
    least, most = min(counts.values(), default=0), max(counts.values(), default=0)
    times = str(most) if least == most else f"{least} to {most}"
    return f"{times} run{'' if times == '1' else 's'}"


def _machine() -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    system = f"{platform.system()}, Python {platform.python_version()}"
    return (
        f"Measured on {today} on a machine with {cores} cores and {memory} GB of memory ({system})"
    )


def _press(results: Sequence[Result], books: Iterable[str]) -> str:
    """A row for each book and each thing that an author does."""
    rows = [
        [_named(book), words, *_figures(found)]
        for book in books
        for step, words in STEPS.items()
        if (found := _of(results, book, "press", step))
    ]
    return _table(["book", "what was done", "seconds", "CPU", "MB", "seconds a chapter"], rows)


def _figures(found: Sequence[Result]) -> list[str]:
    wall = _median(found, "wall")
    book = found[0]["book"]
    each = f"{wall / int(book):.3f}" if book.isdigit() else ""
    return [f"{wall:.2f}", f"{_median(found, 'cpu'):.2f}", f"{_median(found, 'memory'):.0f}", each]


def _compared(results: Sequence[Result], books: Iterable[str]) -> str:
    rows = []
    for book in books:
        for engine in dict.fromkeys(result["engine"] for result in results):
            cold = _of(results, book, engine, "cold")
            if cold:
                wall, cpu = f"{_median(cold, 'wall'):.2f}", f"{_median(cold, 'cpu'):.2f}"
                others = [
                    _seconds(_of(results, book, engine, step)) for step in ("unchanged", "sentence")
                ]
                rows.append(
                    [_named(book), engine, wall, cpu, *others, _ratio(results, book, engine)]
                )
    head = ["book", "engine", "cold", "CPU", "unchanged", "sentence", "cold, times the floor"]
    return _table(head, rows)


def _ratio(results: Sequence[Result], book: str, engine: str, by: str = "floor") -> str:
    """The median over the runs of the engine's time by that of another, of the floor."""
    floor = {result["run"]: result["wall"] for result in _of(results, book, by, "cold")}
    own = _of(results, book, engine, "cold")
    ratios = [result["wall"] / floor[result["run"]] for result in own if result["run"] in floor]
    return f"{median(ratios):.2f}" if ratios else ""


def _bounded(results: Sequence[Result], books: Iterable[str]) -> str:
    """How often press makes a book in the time of Quarto's execution alone."""
    rows = []
    for book in books:
        alone, own = (_of(results, book, engine, "cold") for engine in (EXECUTION, "press"))
        ratio = _ratio(results, book, EXECUTION, by="press")
        if ratio:
            rows.append([_named(book), _seconds(alone), _seconds(own), ratio])
    return _table(["book", "Quarto's execution alone", "press, all of it", "times press"], rows)


def _preview(results: Sequence[Result], books: Iterable[str]) -> str:
    """How long a page and a save took to be on the screen."""
    rows = []
    for book in books:
        first, again, saves = (
            _of(results, book, PREVIEW, step) for step in ("first page", "first save", "save")
        )
        if saves:
            slowest = max(save["wall"] for save in saves)
            seconds = [_seconds(first), _seconds(again), _seconds(saves), f"{slowest:.2f}"]
            rows.append([_named(book), *seconds, str(len(saves))])
    head = ["book", "first page", "first save", "a save, median", "slowest", "saves"]
    return _table(head, rows) if rows else f"{NO_BROWSER}\n"


def _of(results: Sequence[Result], book: str, engine: str, step: str) -> list[Result]:
    asked = (book, engine, step)
    return [r for r in results if (r["book"], r["engine"], r["step"]) == asked]


def _median(found: Sequence[Result], name: str) -> float:
    return float(median(result[name] for result in found))


def _seconds(found: Sequence[Result]) -> str:
    return f"{_median(found, 'wall'):.2f}" if found else ""


def _named(book: str) -> str:
    return f"{book} chapters" if book.isdigit() else f"the {book}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---" if name in WORDS else "--:" for name in head], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
