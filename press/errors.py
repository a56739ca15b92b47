"""What can go wrong, and how it is told.

    BookError            the sources or the data are at fault: exit code 1, never a traceback
    └── (holds one or more Problem records: what, where, what next, the lines around)

Anything else that escapes is a fault of press itself: exit code 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the sources.

    `path` is relative to the project's root; `line` counts from 1; `remedy` says what to do next;
    `detail` is text to show under the message (a cell's lines, a Python error).
    """

    what: str
    path: str = ""
    line: int | None = None
    remedy: str = ""
    detail: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        parts = [f"{where}{self.what}"]
        parts += [self.detail.rstrip()] if self.detail else []
        parts += [f"  What next: {self.remedy}"] if self.remedy else []
        return "\n".join(parts)


class BookError(Exception):
    """The book cannot be built as its sources stand; carries every problem that was found."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


def raise_if(problems: Iterable[Problem]) -> None:
    """Raise one BookError that holds all `problems`, in the order of file and line; none: return."""
    found = sorted(problems, key=lambda problem: (problem.path, problem.line or 0))
    if found:
        raise BookError(found)
