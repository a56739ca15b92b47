"""What can go wrong, and how it is told.

    BookError            the sources or the data are at fault: exit code 1, never a traceback
    └── (holds one or more Problem records: what, where, what next, the lines around)

Anything else that escapes is a fault of press itself: exit code 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

Place = tuple[str, int]
"""A file, by its path from the project's root, and a line of it."""


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


def relocated(problem: Problem, origins: Mapping[str, Sequence[Place]]) -> Problem:
    """`problem` at the place that its line came from; `origins` has those of the lines of a chapter."""
    places = origins.get(problem.path, ())
    if not problem.line or problem.line > len(places):
        return problem
    path, line = places[problem.line - 1]
    return replace(problem, path=path, line=line)


@contextmanager
def told_from(origins: Mapping[str, Sequence[Place]]) -> Iterator[None]:
    """Within it, a BookError about a chapter names the places that its lines came from."""
    try:
        yield
    except BookError as error:
        raise BookError([relocated(problem, origins) for problem in error.problems]) from None
