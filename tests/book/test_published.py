"""The published numbers, held: whatever moves one of them is seen before it is printed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.book.conftest import Book

PUBLISHED = Path(__file__).parent / "published.csv"
HEAD = ("chapter", "key", "printed")


def _printed(book: Book) -> list[tuple[str, str, str]]:
    """(chapter, key, printed) of every number in the prose, each once, sorted."""
    entries = book.register["numbers"]
    return sorted({(entry["source"], entry["key"], entry["printed"]) for entry in entries})


def test_every_printed_number_is_the_one_that_was_published(
    book: Book, request: pytest.FixtureRequest
) -> None:
    """A number that has moved is named with what it was and what it is."""
    now = _printed(book)
    if request.config.getoption("--renew-numbers", default=False):
        with PUBLISHED.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEAD, *now])
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        published = [tuple(row) for row in csv.reader(file)][1:]
    if not published:
        pytest.skip(
            "no numbers are held: `python -m pytest tests/book --renew-numbers` holds these"
        )

    gone, come = sorted(set(published) - set(now)), sorted(set(now) - set(published))
    assert (gone, come) == ([], []), (
        "Printed numbers have moved. If that is meant, say so in CHANGELOG.md under 'For readers', and\n"
        "    python -m pytest tests/book --renew-numbers"
    )
