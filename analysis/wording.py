"""Words that follow from results, so that a sentence changes with the data that it speaks of.

Small pure functions for the topic modules, whose wording nodes return what these return.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.numbers import Number

NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ORDINAL_WORDS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
)


def compared(first: float, second: float, words: tuple[str, str, str]) -> str:
    """The one of three `words` that holds: `first` less than, equal to, or more than `second`."""
    return words[1 + (first > second) - (first < second)]


def leaning(number: Number, words: tuple[str, str, str], reference: float = 0) -> str:
    """The one of three `words` that holds: all of the interval below `reference`, not so, all above.

    Without an interval nothing can be told, and the middle one holds.
    """
    if number.low is None or number.high is None:
        return words[1]
    return words[1 + (number.low > reference) - (number.high < reference)]


def extent(holds: Sequence[bool]) -> str:
    """In how many cases something holds, in words: "all four", "three of the four"."""
    whole = NUMBER_WORDS[len(holds)]
    return f"all {whole}" if all(holds) else f"{NUMBER_WORDS[sum(holds)]} of the {whole}"


def listed(names: Iterable[str]) -> str:
    """`names` in alphabetical order, parted by semicolons; "none" if there are none."""
    return "; ".join(sorted(names)) or "none"


def joined(words: Sequence[str]) -> str:
    """`words` in their order as a sentence has them: "a", "a and b", "a, b and c"; else "none"."""
    if len(words) < 2:
        return words[0] if words else NUMBER_WORDS[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"


def in_codings(first: str, second: str) -> str:
    """What codings A and B say, in that order; said once if it is the same."""
    if first == second:
        return f"{first} in both codings"
    return f"{first} in coding A, {second} in coding B"


def ordinal(place: int) -> str:
    """The word for a place in an order, one to nine: "first", "second"."""
    return ORDINAL_WORDS[place - 1]
