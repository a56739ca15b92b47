"""The record that a printed number carries.

Every number in the prose is one `Number`: the value with its unit, digits, interval and n, and,
once `analysis.results` has resolved it, its key and its lineage down to the data files. It shows
itself as Markdown (`[62.4%]{.number data-number="share_…"}`), which Quarto and press both read; the
whole record rides along under `LINEAGE_MIME`. Words that depend on a result (a direction, a name)
are a `Phrase`. Either, with synthetic data upstream, says so in what it prints.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

LINEAGE_MIME = "application/vnd.lineage+json"
STAND_IN = "stand-in"
COLLECTED = "collected"
RESPONDENTS = frozenset({COLLECTED, STAND_IN})
"""The kinds of evidence whose rows are answers of single persons."""
STAND_IN_MARK = "\N{NARROW NO-BREAK SPACE}syn"
STAND_IN_RAISED = "\N{NARROW NO-BREAK SPACE}^syn^"
"""What follows a value with synthetic data upstream, as text and as Markdown, where it is raised: the
lightest mark that still says what it means, and is still there when copied, printed or read aloud."""
STAND_IN_NOTICE = (
    "Synthetic stand-in data are used here. They were made up by a program, in the place of data that are "
    "not public, and nothing that rests on them is a finding: no value that is marked "
    "\N{LEFT DOUBLE QUOTATION MARK}syn\N{RIGHT DOUBLE QUOTATION MARK}, no figure or table that is named "
    "synthetic, and nothing else that is computed from them."
)
"""What heads every chapter in which anything has synthetic data upstream. The descriptor of the data asks for the
same (`evidenceNotices`), so that a chapter has it which reads them and prints no result at all."""

MINUS = "\N{MINUS SIGN}"


def decimal(value: float, digits: int) -> str:
    """`value` with thousands separators and `digits` decimals; a true minus, and no minus zero."""
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


UNITS: dict[str, Callable[[float, int], str]] = {
    "count": decimal,
    "percent": lambda value, digits: f"{decimal(value, digits)}%",
    "percentage points": lambda value, digits: f"{decimal(value, digits)} percentage points",
    "points": lambda value, digits: f"{decimal(value, digits)} points",
    "index": decimal,
    "coefficient": decimal,
    "persons": decimal,
    "rank": lambda value, digits: f"{value:.0f}",
    "year": lambda value, digits: f"{value:.0f}",
}
"""How a value of each unit is written."""

NAMED = ("percentage points", "points")
"""Units whose name follows the value: an interval says it once."""


@dataclass(frozen=True, slots=True)
class Input:
    """One data resource upstream of a result, as `data/datapackage.json` describes it."""

    resource: str
    path: str
    sha256: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a result comes from: the function that made it and the data that it read."""

    definition: str
    function: str
    file: str
    line: int
    inputs: tuple[Input, ...]

    @property
    def evidence(self) -> list[str]:
        """The kinds of evidence upstream, sorted, each once."""
        return sorted({item.evidence for item in self.inputs})

    def as_record(self) -> dict[str, Any]:
        """The lineage as JSON-ready fields of a register entry, with a notice if there is need of one."""
        notice = {"notice": STAND_IN_NOTICE} if STAND_IN in self.evidence else {}
        return {
            **notice,
            "definition": self.definition,
            "function": self.function,
            "file": self.file,
            "line": self.line,
            "inputs": [asdict(item) for item in self.inputs],
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Number:
    """A published number: `value` in `unit`, printed to `digits` decimals.

    `low` and `high` bound its 95 % interval, `n` is the number of cases it rests on, `cases` how many
    of them it counts (None: it is no count or share of cases). `part` says what is printed: the
    value, its interval or its n; use `.interval` and `.base` for the latter two. `detectable` is the
    smallest distance from a reference that such a sample would mostly show. What these data do not give,
    the value (NaN) or the interval, prints as the reason, `untold`.
    Raises ValueError for a unit that is not in `UNITS`, an interval with one end, or a value that is
    not finite for no reason.
    """

    value: float
    unit: str
    digits: int = 0
    low: float | None = None
    high: float | None = None
    n: int | None = None
    key: str = ""
    lineage: Lineage | None = None
    part: Literal["value", "interval", "n"] = "value"
    cases: int | None = None
    detectable: float | None = None
    untold: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be published."""
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}; known: {', '.join(UNITS)}")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval needs both ends, low and high")
        if not math.isfinite(self.value) and not self.untold:
            raise ValueError(f"{self.value} cannot be published: it is no finite number")

    @property
    def interval(self) -> Number:
        """The same number, printing its 95 % interval ("0.77 to 0.96")."""
        if self.low is None and not self.untold:
            raise ValueError(f"{self.key or 'this number'} has no interval")
        return replace(self, part="interval")

    @property
    def base(self) -> Number:
        """The same number, printing the n that it rests on."""
        if self.n is None and not self.untold:
            raise ValueError(f"{self.key or 'this number'} has no n")
        return replace(self, part="n")

    @property
    def printed(self) -> str:
        """What a reader sees."""
        write = UNITS[self.unit]
        missing = not math.isfinite(self.value) or (self.part == "interval" and self.low is None)
        if missing:
            text = self.untold
        elif self.part == "n":
            text = decimal(self.n or 0, 0)
        elif self.part == "interval" and self.low is not None and self.high is not None:
            low = (
                decimal(self.low, self.digits)
                if self.unit in NAMED
                else write(self.low, self.digits)
            )
            text = f"{low} to {write(self.high, self.digits)}"
        else:
            text = write(self.value, self.digits)
        return text + _mark(self.lineage)

    def __str__(self) -> str:
        """What a reader sees, as text."""
        return self.printed

    def _repr_markdown_(self) -> str:
        classes = ".number .stand-in" if _mark(self.lineage) else ".number"
        part = "" if self.part == "value" else f' data-part="{self.part}"'
        shown = self.printed.replace(STAND_IN_MARK, STAND_IN_RAISED)
        return f'[{shown}]{{{classes} data-number="{self.key}"{part}}}'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        text = {"text/plain": self.printed, "text/markdown": self._repr_markdown_()}
        return text if self.lineage is None else {**text, LINEAGE_MIME: self._record(self.lineage)}

    def _record(self, lineage: Lineage) -> dict[str, Any]:
        return {
            "kind": "number",
            "key": self.key,
            "value": float(self.value) if math.isfinite(self.value) else None,
            "unit": self.unit,
            "digits": self.digits,
            "low": None if self.low is None else float(self.low),
            "high": None if self.high is None else float(self.high),
            "n": None if self.n is None else int(self.n),
            "printed": self.printed,
            **lineage.as_record(),
        }


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that depend on a result; prints as plain text, whatever characters it holds."""

    text: str
    lineage: Lineage | None = None

    def __str__(self) -> str:
        """What a reader sees, as text."""
        return self.text + _mark(self.lineage)

    def _repr_markdown_(self) -> str:
        mark = f"[{STAND_IN_RAISED}]{{.stand-in}}" if _mark(self.lineage) else ""
        return _as_text(self.text) + mark

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        text = {"text/plain": str(self), "text/markdown": self._repr_markdown_()}
        if self.lineage is None:
            return text
        return {**text, LINEAGE_MIME: {"kind": "words", **self.lineage.as_record()}}


def count(value: int, *, n: int | None = None) -> Number:
    """A count of cases; `n` is the list or sample that was counted in."""
    return Number(int(value), "count", n=n, cases=int(value))


def tally(value: int) -> Number:
    """A count of things that are no cases: districts, items, tables. It tells of nobody."""
    return Number(int(value), "count")


def percent(part: float, whole: float, *, digits: int = 1) -> Number:
    """`part` as a percentage of `whole`, with `whole` as n. Raises ValueError if `whole` is 0."""
    if whole == 0:
        raise ValueError("a share of nothing: the whole is 0")
    return Number(100 * part / whole, "percent", digits, n=int(whole), cases=int(part))


def _mark(lineage: Lineage | None) -> str:
    """What follows anything that synthetic data lie upstream of; else nothing."""
    return STAND_IN_MARK if lineage is not None and STAND_IN in lineage.evidence else ""


def _as_text(text: str) -> str:
    """`text` as Markdown that prints the same characters, on one line."""
    one_line = re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ")
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", one_line)
