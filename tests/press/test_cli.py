"""The command line: what each verb hands on to the build that it runs."""

from __future__ import annotations

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
