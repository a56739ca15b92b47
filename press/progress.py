"""Tells the reader of the terminal what press is doing: a live line, or plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from press.errors import Problem


class Progress:
    """Reports stages, steps within a stage, and warnings, on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)
        self._status: Status | None = None
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("press")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status:
            self._status.stop()

    @property
    def seconds(self) -> float:
        """The time since the start."""
        return time.monotonic() - self._started

    def stage(self, words: str) -> None:
        """A stage begins."""
        self._console.print(f"[{self.seconds:6.1f} s] {words}", markup=False)
        if self._status:
            self._status.update(words)

    def step(self, words: str) -> None:
        """A step within a stage begins: the live line follows, plain output stays quiet."""
        if self._status:
            self._status.update(words)

    def warn(self, problem: Problem) -> None:
        """Something the reader should know, which does not stop the build."""
        self._console.print(f"warning: {problem}", markup=False)
