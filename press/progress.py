"""Tells the reader of the terminal what press is doing: a live line, or plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.status import Status

from press.errors import Problem


class Progress:
    """Reports stages, steps within a stage, and warnings, on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._status: Status | None = None
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and (sys.stderr.isatty() or "FORCE_COLOR" in os.environ):
            from rich.console import Console  # which takes a while to load, and is seldom needed

            self._status = Console(stderr=True, highlight=False).status("press")
            self._status.start()
        return self

    def __exit__(self, *raised: object) -> None:
        if self._status:
            self._status.stop()

    @property
    def seconds(self) -> float:
        """The time since the start."""
        return time.monotonic() - self._started

    def stage(self, words: str) -> None:
        """A stage begins."""
        self._tell(f"[{self.seconds:6.1f} s] {words}")
        if self._status:
            self._status.update(words)

    def step(self, words: str) -> None:
        """A step within a stage begins: the live line follows, plain output stays quiet."""
        if self._status:
            self._status.update(words)

    def warn(self, problem: Problem) -> None:
        """Something the reader should know, which does not stop the build."""
        self._tell(f"warning: {problem}")

    def _tell(self, words: str) -> None:
        """One line, however long; above the live line where there is one."""
        if self._status:
            self._status.console.print(words, markup=False, soft_wrap=True)
        elif not self._quiet:
            print(words, file=sys.stderr, flush=True)
