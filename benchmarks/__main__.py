"""Measures, and writes `README.md` from what was measured: `python -m benchmarks --sizes 5,20 --runs 3`.

What was measured is kept in `.nox/bench/` run by run, so that a measurement that was stopped goes on where
it was; `--fresh` begins anew.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.engines import PROJECT, Engine, chapter_on_screen, engines, sources
from benchmarks.measure import Failed, measured
from benchmarks.preview import browser, seconds_to_the_screen
from benchmarks.report import PREVIEW, Result, report
from press.cache import engine as version

RESULTS = PROJECT / ".nox" / "bench" / "results.json"
SIZES = "paper,5,20,80,320"


def main() -> int:
    """Measure what is asked for and not known yet; returns the exit code."""
    asked = _parser().parse_args()
    results = [] if asked.fresh else _known()
    known = {(result["book"], result["engine"], result["run"]) for result in results}
    usable = list(engines(asked.jupyter_book, asked.quarto))
    for book in asked.sizes.split(","):
        for run in range(asked.runs):
            for engine in usable:
                if (book, engine.name, run) not in known and engine.books(book):
                    _keep(results, _run(engine, book, run))
            if browser() and (book, PREVIEW, run) not in known:
                _keep(results, _preview(book, run))
    target = Path(__file__).with_name("README.md")
    target.write_text(report(results, asked.quarto), encoding="utf-8", newline="\n")
    print(f"written: {target.relative_to(PROJECT)}")
    return 0


def _keep(results: list[Result], found: list[Result]) -> None:
    """Add to what was measured, here and in the file."""
    results += found
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")


def _known() -> list[Result]:
    """What was measured before, of the press that is here now."""
    if not RESULTS.exists():
        return []
    results: list[Result] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return [result for result in results if result["press"] == version()]


def _run(engine: Engine, book: str, run: int) -> list[Result]:
    """What each step of one engine needed, in a folder of its own; nothing more behind one that failed."""
    found: list[Result] = []
    with _folder() as folder:
        engine.write(folder, book)
        for step, edit, more in engine.steps:
            edit(folder)
            time.sleep(0.1)  # an edit within the clock's grain of a build could be missed by some
            env = {**engine.env, "PYTHONPATH": str(folder)}
            try:
                usage = measured([*engine.command, *more], folder, env)
            except Failed as failed:
                print(f"{book}: {engine.name}, {step}: {failed}", file=sys.stderr)
                break
            found.append(_result(book, engine.name, run, step, asdict(usage)))
    return found


def _preview(book: str, run: int) -> list[Result]:
    """How long the preview took to show its first page, and each saved sentence."""
    found: list[Result] = []
    with _folder() as folder:
        sources(folder, book)
        env = {"PYTHONPATH": str(folder)}
        shown = seconds_to_the_screen(folder, chapter_on_screen(book), browser(), env)
        for step, wall in shown:
            found.append(_result(book, PREVIEW, run, step, {"wall": wall}))
    return found


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder for a book, which is removed behind it."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve() / "book"
        folder.mkdir()
        yield folder
        shutil.rmtree(folder, ignore_errors=True)


def _result(book: str, engine: str, run: int, step: str, usage: dict[str, float]) -> Result:
    """One measurement, told in the terminal."""
    print(f"{book:>5} {engine:12} {step:14} {usage['wall']:7.2f} s", flush=True)
    named = {"book": book, "engine": engine, "run": run, "step": step}
    return {**named, "press": version(), **usage}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure how long books take.")
    parser.add_argument("--sizes", default=SIZES, help=f"({SIZES})")
    parser.add_argument("--runs", type=int, default=3, help="of each, the median is told (3)")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    parser.add_argument("--jupyter-book", default="", metavar="PROGRAM", help="Jupyter Book 1")
    parser.add_argument("--quarto", default=shutil.which("quarto") or "", metavar="PROGRAM")
    return parser


if __name__ == "__main__":
    sys.exit(main())
