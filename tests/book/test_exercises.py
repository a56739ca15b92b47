"""The exercises of the chapters: nobody has solved them yet, who solves them passes, and their texts fit their checks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from press.progress import Progress
from press.sources import read_book
from tests.book.conftest import ROOT
from tests.book.solutions import SOLUTIONS

EXERCISES = ROOT / "exercises"
COPIED = (
    "analysis",
    "chapters",
    "data",
    "exercises",
    "instruments",
    "_quarto.yml",
    "pyproject.toml",
)


def solve(folder: Path, chapter: str) -> None:
    """Write the solutions of a chapter's exercises into its module, and print them in the chapter."""
    module, code = SOLUTIONS[chapter]
    with (folder / f"analysis/{module}.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{code}")
    names = re.findall(r"^def (\w+)", code, re.MULTILINE)
    with (folder / f"chapters/{chapter}.qmd").open("a", encoding="utf-8") as file:
        file.writelines(f"\nIt is `{{python}} r.{name}`.\n" for name in names)


def change_first(folder: Path, chapter: str) -> list[str]:
    """Make the first change that the text of a chapter walks through; the names of its results."""
    text = (EXERCISES / f"{chapter}.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (module,) = re.findall(r"`analysis/(\w+)\.py`", text.partition("```python")[0])
    with (folder / f"analysis/{module}.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\n{block}")
    return re.findall(r"^def (\w+)", block, re.MULTILINE)


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """`nox -s exercises`, in this environment."""
    command = [sys.executable, "-m", "pytest", "exercises", "-q", "-p", "no:cacheprovider"]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the exercises change."""
    folder = tmp_path_factory.mktemp("exercises")
    for name in COPIED:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, folder / name)
    return folder


def test_the_exercises_are_still_to_be_done(copy: Path) -> None:
    """Each check fails, and says which result is missing."""
    done = check(copy)
    checks = "".join(path.read_text(encoding="utf-8") for path in EXERCISES.glob("test_*.py"))

    assert "passed" not in done.stdout, done.stdout
    assert done.stdout.count("yet: write a function of this name") >= checks.count("\ndef test_")


def test_the_first_changes_can_be_made(copy: Path) -> None:
    """What the texts walk through gives a result, word for word."""
    names = [name for chapter in SOLUTIONS for name in change_first(copy, chapter)]
    code = f"from analysis import results as r\nfor n in {names}: print(getattr(r, n))"
    env = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=copy, env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert len(names) == len(SOLUTIONS) == len(done.stdout.splitlines())


def test_whoever_solves_them_passes(copy: Path) -> None:
    """With one solution for each, every check passes."""
    for chapter in SOLUTIONS:
        solve(copy, chapter)
    done = check(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("chapter", SOLUTIONS)
def test_the_text_asks_for_what_is_checked(chapter: str) -> None:
    """Every exercise of the text has its check and its solution, and there is a first change."""
    text = (EXERCISES / f"{chapter}.md").read_text(encoding="utf-8")
    checks = (EXERCISES / f"test_{chapter.replace('-', '_')}.py").read_text(encoding="utf-8")
    first, exercises = text.split("## Exercises")
    asked = re.findall(r"^\d\. \*\*.+?\*\* `(\w+)`", exercises, re.MULTILINE)

    assert first.startswith("## A first change") and "```python" in first
    assert len(asked) in (2, 3)
    assert asked == re.findall(r"asked\(\"(\w+)\"\)", checks)
    assert asked == re.findall(r"^def (\w+)", SOLUTIONS[chapter][1], re.MULTILINE)


def test_every_chapter_that_computes_has_exercises() -> None:
    """One text, one file of checks and one set of solutions each."""
    _, chapters = read_book(ROOT, Progress(quiet=True))
    computing = {PurePosixPath(c.path).stem for c in chapters[1:] if c.executable}
    texts = {path.stem for path in EXERCISES.glob("*.md")}
    checks = {
        path.stem.removeprefix("test_").replace("_", "-") for path in EXERCISES.glob("test_*")
    }

    assert texts == checks == set(SOLUTIONS) == computing
