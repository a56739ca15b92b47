"""The published numbers, held: whatever moves one of them is seen before it is printed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.book.conftest import Book

PUBLISHED = Path(__file__).parent / "published.csv"
HEAD = ("chapter", "key", "printed")
MOVED = "Printed numbers have moved (-), or are new (+):"
REMEDY = """\
If that is meant, `python -m nox -s tests -- tests/book --renew-numbers` holds them as they are now.
In the book itself, say under "For readers" in CHANGELOG.md what changed."""


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
            "no numbers are held: `python -m nox -s tests -- tests/book --renew-numbers` holds these"
        )

    if moved := differences(published, now):
        pytest.fail(f"{MOVED}\n{moved}\n{REMEDY}", pytrace=False)


def differences(published: list[tuple[str, ...]], now: list[tuple[str, ...]]) -> str:
    """A line for each number that is printed no more (-) or is new (+), those of one key together."""
    marked = [("-", row) for row in {*published} - {*now}]
    marked += [("+", row) for row in {*now} - {*published}]
    told = sorted(marked, key=lambda one: (one[1][:2], one[0] == "+"))
    return "\n".join(f"{sign} {chapter}: {key} {printed}" for sign, (chapter, key, printed) in told)


def test_a_number_that_has_moved_is_told_as_it_was_and_as_it_is() -> None:
    """One line each; what is as it was is not told."""
    same, was, now = (("x.qmd", "share", words) for words in ("1%", "2%", "3%"))
    assert differences([same, was], [same, now]) == "- x.qmd: share 2%\n+ x.qmd: share 3%"
    assert differences([same], [same]) == ""
