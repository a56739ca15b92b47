"""YAML that remembers its lines."""

from __future__ import annotations

import datetime

import pytest

from press.errors import BookError
from press.located import Located, load

TEXT = """\
book:
  title: A Book
  chapters:
    - index.qmd
    - part: One
      chapters:
        - one.qmd
lang: en
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("book",), 1),
        (("book", "title"), 2),
        (("book", "chapters", 0), 4),
        (("book", "chapters", 1), 5),
        (("book", "chapters", 1, "chapters", 0), 7),
        (("lang",), 8),
    ],
)
def test_every_key_and_item_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    """Lines count from one, as editors count them."""
    assert load(TEXT, "x.yml").place(*path)[1] == line


def test_line_of_what_is_not_there_is_that_of_its_parent() -> None:
    """A message about a missing key points at the mapping that lacks it."""
    located = load(TEXT, "x.yml")
    assert located.place("book", "author")[1] == 1
    assert located.place("lost")[1] is None


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    """Front matter begins on the second line, options of a cell anywhere."""
    assert load("a: 1\nb: 2\n", "x.qmd", first_line=11).place("b")[1] == 12


def test_empty_text_is_an_empty_mapping() -> None:
    """An empty `_quarto.yml` lacks a title; it is not broken."""
    assert load("", "x.yml") == Located({}, path="x.yml")
    assert load("# only a comment\n", "x.yml").value == {}


def test_values_are_those_of_yaml() -> None:
    """Text, numbers, truth, dates, lists, and nothing."""
    value = load("a: x\nb: 1\nc: 0.5\nd: true\ne: 2026-01-31\nf: [1, y]\ng:\n", "x.yml").value
    day = datetime.date(2026, 1, 31)
    assert value == {"a": "x", "b": 1, "c": 0.5, "d": True, "e": day, "f": [1, "y"], "g": None}


def test_get_gives_the_default_for_what_is_absent_or_empty() -> None:
    """`author:` without a value is no author."""
    located = load("book:\n  title: T\n  author:\n", "x.yml")
    assert located.get("book", "title") == "T"
    assert located.get("book", "author", default="nobody") == "nobody"
    assert located.get("book", "title", "deeper", default=1) == 1


def test_text_that_is_no_mapping_is_refused() -> None:
    """A list or a sentence where keys should be."""
    with pytest.raises(BookError, match=r"x\.yml:1: expected a mapping"):
        load("- a\n- b\n", "x.yml")


def test_fault_at_the_end_of_the_file_points_to_where_it_began() -> None:
    """A bracket that is never closed is found at the end; what has to be mended stands above."""
    with pytest.raises(BookError) as caught:
        load("a: 1\nb: [1\n\n\n\n", "x.yml")
    assert caught.value.problems[0].line == 2
