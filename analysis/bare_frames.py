"""Frames as a chapter gets them: those with respondents upstream do not show themselves as any frame does.

With `collected` data upstream a chapter gets the shape of a frame and nothing else: to compute with answers
is for functions in `analysis`, whose results pass disclosure control, since whatever a chapter computes (a
cross-table, a list of distinct answers, a plain array) would pass none. With `stand-in` data upstream a
frame says below its rows that they are synthetic, and so do its rows, columns, groups and counts. Tables
(`analysis.exhibits`) are for showing.

This holds for what goes through `analysis.results`. A cell that opens the file of collected data past it, or
calls `analysis.sources` by itself, gets an error from press in the place of rows (`evidenceReaders` in
`data/datapackage.json`); a chapter that read synthetic data in whichever way has their notice at its head
(`evidenceNotices`). Another engine, such as the real Quarto, does neither.
"""

from __future__ import annotations

from typing import Any, NoReturn

import pandas as pd

from analysis.errors import DisclosureError, Problem
from analysis.exhibits import STAND_IN_LINE
from analysis.numbers import COLLECTED, STAND_IN, Lineage


class Unshown:
    """A frame with `collected` data upstream, of which a chapter learns the shape."""

    __slots__ = ("shape",)

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Of a frame with this `shape`."""
        self.shape = shape

    def __repr__(self) -> str:
        """The shape, and that there is no more."""
        return f"<answers of respondents, not shown: {' x '.join(map(str, self.shape))}>"

    def __getattr__(self, name: str) -> NoReturn:
        """Raise DisclosureError; AttributeError for what Python and IPython look for in anything."""
        if name.startswith("_"):
            raise AttributeError(name)
        self._refuse()

    def _refuse(self, *arguments: object) -> NoReturn:
        """Raise DisclosureError: what would be computed here would pass no disclosure control."""
        what = "answers of respondents are not computed with in a chapter"
        remedy = "write a function in analysis that returns a Number, a table of counts or a figure"
        raise DisclosureError([Problem("a cell", what, remedy)])

    __len__ = __iter__ = __getitem__ = __array__ = __contains__ = _refuse


class Synthetic(pd.DataFrame):
    """A frame with `stand-in` data upstream, which says so below its rows."""

    @property
    def _constructor(self) -> type[Synthetic]:
        return Synthetic

    @property
    def _constructor_sliced(self) -> type[SyntheticColumn]:
        return SyntheticColumn

    def __repr__(self) -> str:
        """The rows as pandas shows them, and what they are."""
        return f"{super().__repr__()}\n{STAND_IN_LINE}"

    __str__ = __repr__

    def _repr_html_(self) -> str | None:
        rows = super()._repr_html_()
        return rows and f"{rows}<p><strong>{STAND_IN_LINE}</strong></p>"

    def describe(self, *arguments: Any, **options: Any) -> Synthetic:
        """As of any frame; pandas would return a plain one."""
        return Synthetic(super().describe(*arguments, **options))

    def value_counts(self, *arguments: Any, **options: Any) -> SyntheticColumn:
        """As of any frame; pandas would return a plain series."""
        return SyntheticColumn(super().value_counts(*arguments, **options))


class SyntheticColumn(pd.Series):
    """A column or a row of such a frame, or counts of it."""

    @property
    def _constructor(self) -> type[SyntheticColumn]:
        return SyntheticColumn

    @property
    def _constructor_expanddim(self) -> type[Synthetic]:
        return Synthetic

    def __repr__(self) -> str:
        """The values as pandas shows them, and what they are."""
        return f"{super().__repr__()}\n{STAND_IN_LINE}"

    __str__ = __repr__

    def value_counts(self, *arguments: Any, **options: Any) -> SyntheticColumn:
        """As of any series; pandas would return a plain one."""
        return SyntheticColumn(super().value_counts(*arguments, **options))


def bare(frame: pd.DataFrame, lineage: Lineage) -> pd.DataFrame | Unshown:
    """`frame` as a chapter may have it: as it is, unless respondents lie upstream."""
    if COLLECTED in lineage.evidence:
        return Unshown(frame.shape)
    return Synthetic(frame) if STAND_IN in lineage.evidence else frame
