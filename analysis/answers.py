"""Answers as arrays: who answered what, and in which group, for the estimators to work on.

In: columns of a table of respondents, as they were read. Out: numbers, indicators of single answers,
terms named in lists, and the codes of groups. Nothing here weighs or estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.estimates import Values
from analysis.linearisation import OUTSIDE, Codes

Names: TypeAlias = str | Sequence[str]
"""One column, or several."""


def groups_of(
    frame: pd.DataFrame, by: Names = (), where: pd.Series | None = None
) -> tuple[Codes, pd.DataFrame]:
    """Code of each respondent's group, and the keys of the groups that occur, one row each.

    Whoever has no value in a column of `by` is in no group.
    """
    if not listed_names(by):
        return only(np.zeros(len(frame), dtype=np.intp), where), pd.DataFrame(index=[0])
    grouped = frame.groupby(listed_names(by), sort=True, observed=True)
    keys = grouped.size().index.to_frame(index=False)
    return only(grouped.ngroup().fillna(OUTSIDE).to_numpy(dtype=np.intp), where), keys


def only(group: Codes, where: pd.Series | None) -> Codes:
    """`group` with those outside who are not in `where`."""
    return group if where is None else np.where(where.to_numpy(dtype=bool), group, OUTSIDE)


def answering(group: Codes, values: Values) -> Codes:
    """`group` with those outside who have no number in the one column of `values`."""
    return np.where(np.isnan(values[:, 0]), OUTSIDE, group)


def numeric(column: pd.Series) -> Values:
    """The answers as numbers, missing where there is none."""
    return column.to_numpy(dtype=float, na_value=np.nan)


def listed_names(names: Names) -> list[str]:
    """`names` as a list, if it is one name, too."""
    return [names] if isinstance(names, str) else list(names)


def named(lists: pd.Series, terms: Sequence[str]) -> Values:
    """1 where the list has the term, else 0: one row per list, one column per term."""
    values = np.zeros((len(lists), len(terms)))
    pairs = lists.reset_index(drop=True).explode().dropna()
    column = pd.Index(terms).get_indexer(pairs)
    values[pairs.index[column >= 0], column[column >= 0]] = 1
    return values


def are_traits(columns: Values) -> NDArray[np.bool_]:
    """Which of the columns hold 0 and 1 only: who lacks a trait, and who has it."""
    return np.asarray(np.isin(columns, [0, 1]).all(axis=0))


def rarest(columns: Values) -> float:
    """How many have the trait among `columns` that the fewest have, or lack; missing if no column parts them.

    What a set of estimates has for `cases` where each of them rests on all columns.
    """
    n, sizes = len(columns), columns[:, are_traits(columns)].sum(axis=0)
    parting = [float(size) for size in sizes if 0 < size < n]
    return min(parting, key=lambda size: min(size, n - size), default=np.nan)


def indicator(answers: pd.Series, *chosen: object) -> pd.Series:
    """1 where the answer is one of `chosen`, 0 where it is another, missing where there is none."""
    return answers.isin(chosen).astype(float).where(answers.notna())
