"""Words follow their numbers: every outcome, equal among them."""

from __future__ import annotations

import pytest

from analysis.numbers import Number
from analysis.wording import compared, extent, in_codings, joined, leaning, listed, ordinal

WORDS = ("fewer", "as many", "more")


@pytest.mark.parametrize(("first", "word"), [(1, "fewer"), (2, "as many"), (3, "more")])
def test_a_comparison_has_three_outcomes(first: int, word: str) -> None:
    """First against two."""
    assert compared(first, 2, WORDS) == word


@pytest.mark.parametrize(
    ("holds", "words"),
    [([True, True], "all two"), ([True, False], "one of the two"), ([False], "none of the one")],
)
def test_an_extent_counts_what_holds(holds: list[bool], words: str) -> None:
    """All, some, none."""
    assert extent(holds) == words


def test_names_are_sorted_and_parted_by_semicolons() -> None:
    """Names of projects hold commas."""
    assert listed(["b, c", "a"]) == "a; b, c"
    assert listed([]) == "none"


@pytest.mark.parametrize(
    ("words", "text"),
    [([], "none"), (["a"], "a"), (["b", "a"], "b and a"), (["c", "b", "a"], "c, b and a")],
)
def test_words_are_joined_in_their_own_order(words: list[str], text: str) -> None:
    """An order of years or of frequency is kept."""
    assert joined(words) == text


def test_what_both_codings_say_is_said_once() -> None:
    """The same words are not repeated; different ones name their coding."""
    assert in_codings("cost", "cost") == "cost in both codings"
    assert in_codings("cost", "other") == "cost in coding A, other in coding B"


def test_a_place_has_an_ordinal_word() -> None:
    """Places count from one."""
    assert [ordinal(place) for place in (1, 2, 9)] == ["first", "second", "ninth"]


def test_a_leaning_needs_the_whole_interval() -> None:
    """Below, holding, and above the reference; without an interval nothing leans."""
    words = ("less", "level", "more")
    spans = {(-2, -1): "less", (-1, 1): "level", (0, 1): "level", (1, 2): "more"}
    for (low, high), expected in spans.items():
        assert leaning(Number(0, "index", low=low, high=high), words) == expected
    assert leaning(Number(5, "index"), words) == "level"
    assert leaning(Number(5, "index", low=4, high=6), words, reference=7) == "less"
