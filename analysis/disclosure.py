"""Disclosure control: what is counted of respondents is published only where it tells of enough of them.

The policy, which holds for whatever rests on respondents (`collected`, and `stand-in` alike, so that
a book which passes with the one passes with the other):

- a count of 1 to SUPPRESSION_THRESHOLD - 1 respondents is withheld; 0 is published;
- so is whatever rests on fewer than SUPPRESSION_THRESHOLD respondents in all, or compares so few with
  others: a difference between groups, and a coefficient of who has a trait;
- that a question was left out is no answer: n beside an estimate, less the sample, may tell of few;
- a table is published with its totals, so a total that would give a withheld cell away by
  subtraction costs a second cell: the smallest that is left in the same row or column.

A table shows `WITHHELD` in such a cell, with `NOTE` below. A number in a sentence has no such way
out: it stops the build (`publishable`, which `analysis.results` asks of every number), as a sentence
with a hole is no sentence. A number that decides a claim is the exception: it prints `NOT_TOLD`, so
that the verdict can be *cannot tell* (`told_number`). No table and no sentence may name respondents
(`check_anonymous`).
What a chapter shows of a bare frame is in `analysis.bare_frames`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Set
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from analysis.errors import DisclosureError, Problem
from analysis.numbers import RESPONDENTS, Lineage, Number

SUPPRESSION_THRESHOLD = 5
"""The smallest number of respondents that may be told of."""
WITHHELD = "[c]"
"""What a table shows for a withheld cell: the sign for "confidential" of UK official statistics."""
NOTE = (
    f"{WITHHELD}: withheld, because it would tell of fewer than {SUPPRESSION_THRESHOLD} respondents, "
    "by itself or by subtraction from a total."
)

NOT_TOLD = f"withheld (it would tell of fewer than {SUPPRESSION_THRESHOLD})"
"""What a sentence says in the place of such a number, where it need not stop the build."""

NUMBERS = ("estimate", "se", "low", "high", "p", "p_adjusted", "detectable")
"""What an estimate may carry of which another of these follows: all go, or none."""

WORD = re.compile(r"[\w-]+")

Cells = TypeVar("Cells", pd.DataFrame, pd.Series)


def few_told(counts: Any) -> Any:
    """Which of `counts` (an array, series or frame) tell of respondents, but of too few."""
    return (counts > 0) & (counts < SUPPRESSION_THRESHOLD)


def few_behind(n: Any, cases: Any = None) -> Any:
    """Which estimates tell of too few: by the respondents they rest on, count, or leave uncounted.

    `n` and `cases` are numbers, or columns of them; None, or missing, where there is none.
    """
    behind = [n, cases, None if n is None or cases is None else n - cases]
    return reduce(or_, [few_told(counts) for counts in behind if counts is not None], False)


def told_count(count: int, of: int) -> str:
    """A count as printed, withheld where the respondents that it is made `of` are too few to be told of."""
    return WITHHELD if few_told(of) else f"{count:,}"


def masked(values: Cells, counts: Cells) -> Cells:
    """`values` (counts, shares, means) with those missing that rest on a withheld cell of `counts`.

    A frame is taken to be published with the totals of its rows and of its columns, a series with
    its total; neither holds a total itself.
    """
    return values.mask(withheld(counts))


def withheld(counts: Cells) -> Cells:
    """Which cells of `counts` are withheld: small ones, and those that keep a total from telling."""
    if isinstance(counts, pd.Series):
        return withheld(counts.to_frame("n"))["n"].rename(counts.name)
    numbers = counts.to_numpy(dtype="int64")
    hidden = few_told(numbers)
    while (cell := _given_away(numbers, hidden)) is not None:
        hidden[cell] = True
    return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)


def _given_away(numbers: np.ndarray, hidden: np.ndarray) -> tuple[int, int] | None:
    """The next cell to withhold: the smallest left in a line whose total tells of a withheld one.

    A total tells if one cell alone is withheld in its line, or if the withheld ones sum to less than
    the threshold (two cells that sum to 2 are 1 and 1). Empty cells go last: they protect least.
    """
    for axis in (1, 0):
        if numbers.shape[axis] == 1:  # the one cell of a line is its total, which is not withheld
            continue
        lacking, total = hidden.sum(axis=axis), (numbers * hidden).sum(axis=axis)
        tells = (lacking == 1) | ((lacking > 0) & (total < SUPPRESSION_THRESHOLD))
        for line in np.flatnonzero(tells).tolist():
            cells = [(line, i) if axis == 1 else (i, line) for i in range(numbers.shape[axis])]
            if left := [cell for cell in cells if not hidden[cell]]:
                return min(left, key=lambda cell: (numbers[cell] == 0, numbers[cell]))
    return None


def told(estimates: pd.DataFrame) -> pd.DataFrame:
    """`estimates` (a frame of `analysis.estimates`) with those missing that tell of too few respondents.

    Those rest on fewer than the threshold (`n`), or count few, or all but few, of them (`cases`);
    `undefined` then holds `WITHHELD`. For figures and tables that show each estimate by itself.
    """
    return withhold(estimates, few_behind(estimates["n"], estimates.get("cases")))


def withhold(estimates: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """`estimates` with those that are `hidden` missing; `undefined` then holds `WITHHELD`."""
    shown = _without_numbers(estimates, hidden)
    return shown.assign(undefined=shown["undefined"].mask(hidden, WITHHELD))


def _without_numbers(estimates: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    numbers = [name for name in NUMBERS if name in estimates]
    return estimates.assign(**{name: estimates[name].mask(hidden) for name in numbers})


def told_of_parts(estimates: pd.DataFrame, by: str) -> pd.DataFrame:
    """`estimates` of the parts into which each group of `by` falls, and whose total is told somewhere else.

    Where few respondents stand behind one part, its size follows from the total and the other parts, so
    that it costs a second part: both are missing.
    """
    hidden = estimates.groupby(by, sort=False)["n"].transform(lambda n: withheld(n).to_numpy())
    return _without_numbers(estimates, hidden)


def publishable(number: Number) -> Number:
    """`number`, if it may be published.

    Raises DisclosureError if it has respondents upstream and rests on too few of them (`n`), or if
    the respondents whom it counts (`cases`), or the others in its base, are few, yet not none.
    """
    lineage = number.lineage
    if lineage is None or not RESPONDENTS & set(lineage.evidence):
        return number
    if number.n is not None and number.n < SUPPRESSION_THRESHOLD:
        what = f"rests on fewer than {SUPPRESSION_THRESHOLD} respondents"
    elif few_behind(number.n, number.cases):
        what = f"tells of 1 to {SUPPRESSION_THRESHOLD - 1} respondents"
    else:
        return number
    problem = Problem(
        lineage.file,
        f"{number.key} {what}",
        "merge groups until enough respondents stand behind it, or take it out of the text",
        row=lineage.line,
    )
    raise DisclosureError([problem])


def told_number(number: Number) -> Number:
    """`number`, or, if it tells of too few, one in its place that gives none of its values away."""
    if not few_behind(number.n, number.cases):
        return number
    bare = replace(number, value=math.nan, low=None, high=None, untold=NOT_TOLD)
    return replace(bare, n=None, cases=None, detectable=None)


def check_anonymous(
    shown: pd.DataFrame | str, respondents: Mapping[str, Set[str]], lineage: Lineage
) -> None:
    """Raise DisclosureError if a table or a sentence names respondents.

    `respondents` has, for each column that identifies them, those there are: a column of the table has
    that name, or a cell or a word is one of them, whatever its column is called.
    """
    if isinstance(shown, str):
        columns, words = set[str](), set(WORD.findall(shown))
    else:
        columns, words = set(shown.columns), set(map(str, shown.to_numpy().ravel()))
    named = {
        name for name, those in respondents.items() if name in columns or words & _words(those)
    }
    if named:
        what = f"shows {', '.join(sorted(named))}: rows of respondents"
        problem = Problem(lineage.file, what, "publish counts and means of them", row=lineage.line)
        raise DisclosureError([problem])


def _words(identifiers: Set[str]) -> Set[str]:
    """Those identifiers that are more than a number, which anything may be."""
    return {one for one in identifiers if not one.isdecimal()}
