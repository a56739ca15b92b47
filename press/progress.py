"""Tells the reader of the terminal what press is doing: a live line, or plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from typing import Self

from press.errors import Problem


class Progress:
    """Reports stages, steps within a stage, and warnings, on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = not quiet and sys.stderr.isatty()
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.step("")

    @property
    def seconds(self) -> float:
        """The time since the start."""
        return time.monotonic() - self._started

    def stage(self, words: str) -> None:
        """A stage begins."""
        self._tell(f"[{self.seconds:6.1f} s] {words}")

    def step(self, words: str) -> None:
        """A step within a stage begins: the live line shows it, plain output stays quiet."""
        if self._live:
            room = shutil.get_terminal_size().columns - 1
            print(f"\r{words[:room]:{room}}\r", end="", file=sys.stderr, flush=True)

    def warn(self, problem: Problem) -> None:
        """Something the reader should know, which does not stop the build."""
        self._tell(f"warning: {problem}")

    def _tell(self, words: str) -> None:
        """One line, however long, in the place of the live one."""
        self.step("")
        if not self._quiet:
            print(words, file=sys.stderr, flush=True)
