"""The command line: what each verb hands on to the build that it runs."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from press.build import Options
from tests.press.conftest import Lay, Run

LIMITS = ("--jobs", "1", "--timeout", "5", "--chapter-timeout", "7", "--memory", "512")


@pytest.mark.parametrize("verb", ["build", "verify", "archive", "preview"])
def test_every_verb_that_builds_takes_the_same_bounds(
    press: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    """`--memory` and `--chapter-timeout` are not of `build` alone."""
    seen: list[Options] = []

    def stop(options: Options, *more: object, **others: object) -> None:
        seen.append(options)
        raise KeyboardInterrupt

    monkeypatch.setattr(f"press.{verb}.{verb}", stop)
    monkeypatch.setattr(sys, "platform", "linux")
    place = [str(tmp_path / "place")] if verb in {"verify", "archive"} else []
    press(verb, *place, "--project", tmp_path, *LIMITS)
    (asked,) = seen
    assert (asked.root, asked.jobs) == (tmp_path, 1)
    assert (asked.timeout, asked.chapter_timeout, asked.memory) == (5, 7, 512)


@pytest.mark.parametrize(
    ("platform", "told"), [("darwin", True), ("win32", True), ("linux", False)]
)
def test_bound_on_memory_that_does_not_hold_is_told(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch, platform: str, told: bool
) -> None:
    """One sentence, where it is asked for and the system will not hold a kernel to it."""
    root = lay()
    monkeypatch.setattr("press.build.build", lambda *arguments: root)
    monkeypatch.setattr(sys, "platform", platform)
    _, message = press("build", "--project", root, "--memory", "512")
    assert ("--memory has no effect here: only Linux holds a kernel to a bound" in message) == told
    assert press("build", "--project", root) == (0, "")


@pytest.mark.parametrize("asked", [("fork", "a", "{place}/b"), ("archive", "{place}/b.zip")])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_place_that_cannot_be_written_to_is_no_fault_of_press(
    press: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: tuple[str, ...], number: int
) -> None:
    """What cannot be written, why, and what next; exit code 1 and no traceback."""
    verb, *words = asked

    def closed(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number), f"{tmp_path}/b")

    monkeypatch.setattr(f"press.{verb}.{verb}", closed)
    code, message = press(verb, *(word.format(place=tmp_path) for word in words))
    assert code == 1
    assert message.splitlines()[0] == f"{tmp_path}/b: {os.strerror(number)}"
    assert message.splitlines()[1].startswith("  What next: see that press may read and write")


def test_fault_of_press_that_is_an_error_of_files_keeps_its_traceback(
    press: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file that press should have found is no matter of rights or room."""

    def lost(*arguments: object, **options: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file", "x")

    monkeypatch.setattr("press.archive.archive", lost)
    code, message = press("archive", tmp_path / "b.zip")
    assert code == 3
    assert "Traceback" in message and "fault of press" in message


@pytest.mark.parametrize(("name", "code"), [("lxml", 2), ("press.lost", 3)])
def test_python_that_lacks_what_press_needs_is_told_which_one_has_it(
    press: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, code: int
) -> None:
    """As the one that has nox; a module of press itself that is not there is a fault of press."""

    def lacking(*arguments: object, **options: object) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("press.archive.archive", lacking)
    told = "this Python has no lxml\n  What next: use that of the project, `.nox/project/bin/python"
    found, message = press("archive", tmp_path / "b.zip")
    assert (found, told in message, "Traceback" in message) == (code, code == 2, code == 3)
