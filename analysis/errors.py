"""What can be wrong with the data, as one small tree.

AnalysisError                base: the message says what, where and what next
├── DataError                a file or the codebook in `data/` does not hold
│   └── DisclosureError      a result, or a row, would tell of too few respondents
├── DesignError              strata, clusters or weights of which no variance can be had
└── UndefinedError           a number was to be printed that these data do not define

Two kinds of trouble, two ways. If what an estimator is given cannot be right or has no answer at all
(a weight of zero, a stratum with one cluster, one coder only), it raises. If one of its estimates is
not defined by these data (nobody in the group answered, an item is constant, a model does not
converge), its row is there, its numbers are missing and its column `undefined` says why: a table can
show the gap with its reason. Only printing it as a number raises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

SHOWN_PROBLEMS = 20
SHOWN_CHARACTERS = 60


class AnalysisError(Exception):
    """Base of the errors that `analysis` raises on purpose."""


class DesignError(AnalysisError):
    """The design of a survey (strata, clusters, weights) cannot be used as it stands."""


class UndefinedError(AnalysisError):
    """A number was asked for that the data do not define; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the data: where, what was found, what is allowed, what to do next."""

    file: str
    what: str
    remedy: str
    row: int | None = None
    column: str | None = None
    found: str | None = None
    allowed: str | None = None

    def __str__(self) -> str:
        """The problem as `file:row, column: what; found …; allowed: …` and the remedy."""
        return f"{self.fault}\n    next: {self.remedy}"

    @property
    def fault(self) -> str:
        """The problem without its remedy."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        parts = [place if self.column is None else f"{place}, column {self.column}", self.what]
        if self.found is not None:
            parts.append(f"found {shorten(self.found)!r}")
        if self.allowed is not None:
            parts.append(f"allowed: {self.allowed}")
        return f"{parts[0]}: {'; '.join(parts[1:])}"

    @property
    def kind(self) -> str:
        """What it has in common with those of other rows."""
        place = self.file if self.column is None else f"{self.file}, column {self.column}"
        return f"{place}: {self.what}"


class DataError(AnalysisError):
    """The data do not hold what the codebook promises; `problems` has every fault found."""

    head = "the data do not hold"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """An error about `problems`, at least one."""
        self.problems = tuple(problems)
        super().__init__(self._message())

    def _message(self) -> str:
        count = len(self.problems)
        head = f"{self.head}: {count} problem{'' if count == 1 else 's'}"
        shown, rest = _some(self.problems)
        lines = [
            line
            for remedy, alike in groupby(shown, lambda p: p.remedy)
            for line in (*(problem.fault for problem in alike), f"    next: {remedy}")
        ]
        more = [f"… and {len(rest)} more:"] if rest else []
        kinds = Counter(problem.kind for problem in rest)
        return "\n".join(
            [head, *lines, *more, *(f"    {n:,} in {kind}" for kind, n in kinds.items())]
        )


class DisclosureError(DataError):
    """What was to be published would tell of too few respondents, or of single ones."""

    head = "not to be published"


def _some(problems: Sequence[Problem]) -> tuple[list[Problem], list[Problem]]:
    """The problems to show, in order, and the others: of each kind some, so that none is hidden by another."""
    seen: Counter[str] = Counter()
    places = []
    for place, problem in enumerate(problems):
        seen[problem.kind] += 1
        places.append((seen[problem.kind], place))
    shown = {place for _, place in sorted(places)[:SHOWN_PROBLEMS]}
    chosen = [problem for place, problem in enumerate(problems) if place in shown]
    return chosen, [problem for place, problem in enumerate(problems) if place not in shown]


def shorten(value: str, width: int = SHOWN_CHARACTERS) -> str:
    """`value` cut to at most `width` characters, the cut marked by an ellipsis."""
    return value if len(value) <= width else value[: width - 1] + "…"
