"""Chapters of the real book as projects of their own: they print the same numbers. `nox -s forks` does it for all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from press.fork import fork
from press.progress import Progress
from press.sources import read_book
from tests.book.conftest import ROOT, Book
from tests.book.test_exercises import check, solve

BUILT = "methods"
"""The chapter whose fork is built whenever the tests run, and its own tests with it."""
DIFFERS = {"line", "number"}
"""What may differ: where a function stands in its module, and the number of the chapter."""


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in a fork, with the fork's own packages first."""
    env = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def printed(folder: Path, chapter: str) -> list[dict[str, Any]]:
    """What a chapter prints and shows, but for what may differ."""
    register = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    entries = [*register["numbers"], *register["exhibits"]]
    own = [entry for entry in entries if entry["source"] == f"chapters/{chapter}.qmd"]
    return [{k: v for k, v in entry.items() if k not in DIFFERS} for entry in own]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is quick for every chapter that computes something; with `--every-chapter` all is."""
    if "forked" not in metafunc.fixturenames:
        return
    if metafunc.config.getoption("--every-chapter", default=False) or metafunc.function in QUICK:
        _, parsed = read_book(ROOT, Progress(quiet=True))
        chapters = [PurePosixPath(c.path).stem for c in parsed[1:] if c.executable]
    elif metafunc.function is test_the_exercises_of_a_fork_can_be_solved:
        chapters = []  # `test_exercises.py` solves them in a copy of the whole
    else:
        chapters = [BUILT]
    metafunc.parametrize("forked", chapters, indirect=True, scope="module")


@pytest.fixture(scope="module")
def forked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fork of a chapter."""
    place = tmp_path_factory.mktemp("forks") / request.param
    return fork(ROOT, request.param, place, Progress(quiet=True))


def test_a_fork_holds_the_style_of_the_book(forked: Path) -> None:
    """What is left of a module is as tidy as the whole was."""
    for arguments in (["ruff", "format", "--check", "."], ["ruff", "check", "."]):
        done = python(forked, "-m", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_fork_loads_its_own_functions_and_all_that_these_need(forked: Path) -> None:
    """Every module can be imported, and none is that of the book."""
    code = (
        "import importlib, pathlib, analysis.results as r\n"
        "for p in sorted(pathlib.Path('analysis').glob('*.py')):\n"
        "    m = importlib.import_module(f'analysis.{p.stem}')\n"
        "    assert pathlib.Path(m.__file__).is_relative_to(pathlib.Path.cwd()), m\n"
        "print(len(dir(r)))"
    )
    done = python(forked, "-c", code)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_a_fork_prints_the_numbers_of_the_book(forked: Path, book: Book, tmp_path: Path) -> None:
    """Values, intervals, functions, inputs and their hashes: all but line and chapter number."""
    options = ["--to", "html", "--no-cache", "--quiet", "--output", str(tmp_path / "book")]
    done = python(forked, "-m", "press", "build", *options)

    assert done.returncode == 0, done.stderr
    ours = printed(book.folder, forked.name)
    assert ours
    assert printed(tmp_path / "book", forked.name) == ours


def test_the_tests_pass(forked: Path, request: pytest.FixtureRequest) -> None:
    """Those that came along; of all of them where every chapter is tried, else of the chapter's own."""
    every = request.config.getoption("--every-chapter", default=False)
    own = [f"tests/analysis/test_{forked.name.replace('-', '_')}.py", "tests/book/test_sources.py"]
    done = python(
        forked, "-m", "pytest", "-q", *(["tests/analysis"] if every else []), *own[every:]
    )

    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_the_exercises_of_a_fork_can_be_solved(forked: Path) -> None:
    """Each fails before, and passes for who has solved it, with what the fork holds and no more."""
    assert "nox -s exercises" in (forked / "README.md").read_text(encoding="utf-8")
    assert " passed" not in check(forked).stdout
    solve(forked, forked.name)
    done = check(forked)

    assert done.returncode == 0, done.stdout


QUICK = (
    test_a_fork_holds_the_style_of_the_book,
    test_a_fork_loads_its_own_functions_and_all_that_these_need,
)
"""What is asked of every fork, whenever the tests run."""
