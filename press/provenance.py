"""What a reader is told about a number or an exhibit: how it is defined, computed, and from which data.

Comes in: entries of the register (`registers.py`). Goes out: one `Origin` for each number of a page, in
reading order, and the kinds of evidence that the page rests on. The words are in `origin.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from press.document import Page

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """A number as its page prints it, in every form (itself, its interval, its n), and its entry."""

    entry: Entry
    places: tuple[tuple[str, str], ...]
    """Anchor and printed words, for each time that the page prints it."""


def origins(numbers: Iterable[Entry]) -> list[Origin]:
    """The numbers of a page, each once."""
    by_key: dict[str, list[Entry]] = {}
    for entry in numbers:
        by_key.setdefault(entry["key"], []).append(entry)
    return [
        Origin(entries[0], tuple((entry["anchor"], entry["printed"]) for entry in entries))
        for entries in by_key.values()
    ]


def evidence_of(page: Page, shown: Sequence[Origin]) -> list[str]:
    """The kinds of evidence behind what `page` prints and shows, each once."""
    lineages = [origin.entry for origin in shown] + [e.lineage or {} for e in page.exhibits]
    return sorted({kind for lineage in lineages for kind in lineage.get("evidence") or ()})


def written(value: float, digits: int | None) -> str:
    """A value as the register's digits ask for, with a true minus."""
    return f"{value:,.{digits or 0}f}".replace("-", "\N{MINUS SIGN}")
