"""Steps before the build: which are run again, and that one is never spared which could say something new."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.press.conftest import Lay, Run

PROJECT = "project: {pre-render: python -m checks.data}\nbook: {title: T, chapters: [index.qmd]}\n"
CHECK = (
    "import os\nfrom pathlib import Path\nfrom checks.limits import HIGHEST\n"
    "assert int(Path('data/a.txt').read_text()) <= HIGHEST, 'too high'\n"
    "os.environ.get('PRESS_TEST_STEP')\n"
)
BOOK = {
    "_quarto.yml": PROJECT,
    "checks/__init__.py": "",
    "checks/limits.py": "HIGHEST = 9\n",
    "checks/data.py": CHECK,
    "data/a.txt": "5",
    "data/b.txt": "6",
}


def steps(root: Path, press: Run, *options: str) -> list[str]:
    """The steps that a build of HTML in `root` runs."""
    (root / ".press" / "last-build.json").unlink(missing_ok=True)
    code, message = press("build", "--project", root, "--to", "html", *options)
    assert code == 0, message
    return re.findall(r"pre-render: (.+)", message)


@pytest.mark.parametrize("compiled", ["", "compiled"])
def test_step_that_only_reads_is_run_once(
    compiled: str, lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence and a file that it did not read are no cause, nor is keeping what Python compiled."""
    root = lay(BOOK)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "" if compiled else "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(root.parent / compiled) if compiled else "")
    assert steps(root, press) == ["python -m checks.data"]
    (root / "index.qmd").write_text("# Another\n", encoding="utf-8")
    (root / "data" / "b.txt").write_text("7", encoding="utf-8")
    assert steps(root, press) == []
    moved = root.rename(root.with_name("moved"))
    assert steps(moved, press) == []
    assert steps(moved, press, "--no-cache") == ["python -m checks.data"]


def test_step_is_not_run_again_where_a_chapter_failed(lay: Lay, press: Run) -> None:
    """While an author mends a cell, a step of minutes is not waited for each time."""
    root = lay({**BOOK, "index.qmd": "# Home\n\n```{python}\n1 / 0\n```\n"})
    code, message = press("build", "--project", root, "--to", "html")
    assert code == 1, message
    assert "pre-render: " in message
    (root / "index.qmd").write_text("# Home\n", encoding="utf-8")
    assert steps(root, press) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/a.txt", "7"),
        ("checks/data.py", CHECK + "\n"),
        ("checks/limits.py", "HIGHEST = 8\n"),
        ("data/new.txt", "anything"),
        ("_quarto.yml", PROJECT.replace("checks.data", "checks.limits")),
        (".press/cache/pages/the book.json", "foreign"),
    ],
)
def test_step_is_run_again_when_what_it_saw_changes(
    name: str, content: str, lay: Lay, press: Run
) -> None:
    """Its data, its modules, the files that there are, its words, and the record of it."""
    root = lay(BOOK)
    steps(root, press)
    (root / name).write_text(content, encoding="utf-8")
    assert len(steps(root, press)) == 1
    assert steps(root, press) == []


def test_step_is_run_again_when_a_variable_that_it_asked_for_changes(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it could say may depend on it."""
    root = lay(BOOK)
    steps(root, press)
    monkeypatch.setenv("PRESS_TEST_STEP", "1")
    assert len(steps(root, press)) == 1


@pytest.mark.parametrize(
    "act",
    [
        "open('made.txt', 'w').close()",
        "Path('made.txt').touch()",
        "os.makedirs('made', exist_ok=True)",
        "__import__('subprocess').run([__import__('sys').executable, '-c', ''])",
        "__import__('socket').socket().connect_ex(('127.0.0.1', 1))",
    ],
)
def test_step_that_does_more_than_read_is_run_every_time(act: str, lay: Lay, press: Run) -> None:
    """What it made may be gone, and what it asked may answer otherwise."""
    root = lay({**BOOK, "checks/data.py": CHECK + act + "\n"})
    steps(root, press)  # after which the file that it makes is there
    (root / "index.qmd").write_text("# Another\n", encoding="utf-8")
    assert len(steps(root, press)) == 1
    assert len(steps(root, press)) == 1


def test_step_may_write_a_chapter_and_does_so_before_every_build(lay: Lay, press: Run) -> None:
    """A chapter that is not there at first, and another one each time, is shown as it was written last."""
    script = (
        "from pathlib import Path\nruns = Path('runs.txt')\n"
        "count = int(runs.read_text()) + 1 if runs.exists() else 1\nruns.write_text(str(count))\n"
        "Path('made.qmd').write_text(f'# Made\\n\\nRun number {count}.\\n')\n"
    )
    project = "project: {pre-render: make.py}\nbook: {title: T, chapters: [index.qmd, made.qmd]}\n"
    root = lay({"_quarto.yml": project, "make.py": script})
    for count in (1, 2, 3):
        assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
        assert f"Run number {count}." in (root / "_book" / "made.html").read_text(encoding="utf-8")


def test_faults_of_a_step_and_of_the_sources_are_told_together(lay: Lay, press: Run) -> None:
    """Whoever mends one need not build again to see the other."""
    root = lay({**BOOK, "data/a.txt": "99", "index.qmd": "# Home\n\n@fig-lost\n"})
    code, message = press("build", "--project", root, "--quiet")
    assert code == 1
    assert "AssertionError: too high" in message
    assert "index.qmd:3: @fig-lost refers to nothing" in message


def test_failing_step_is_told_as_python_tells_it(lay: Lay, press: Run) -> None:
    """Its own lines, and none of press."""
    root = lay({**BOOK, "data/a.txt": "99"})
    code, message = press("build", "--project", root, "--quiet")
    assert code == 1
    assert "the pre-render step `python -m checks.data` failed" in message
    assert "AssertionError: too high" in message
    assert "press/" not in message.replace(str(root), "")
