"""Figures and tables as chapters show them: with their evidence line and their lineage.

Comes in: a chart or table made by a topic function. Goes out: an object that a notebook, Quarto and
press display as they would display the plot or table itself, with a line that names its data and
their kind of evidence, and with its lineage as one more MIME type; a figure's lineage also holds
that line and the rows that it draws, for readers who would rather read than look. No exhibit can be shown without.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import great_tables
import matplotlib as mpl
import pandas as pd
import plotnine
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis import theme
from analysis.alignment import on_decimal
from analysis.numbers import LINEAGE_MIME, STAND_IN, Lineage, decimal

MOST_ROWS = 200
MOST_DECIMALS = 3
GROUPS = ("Group", "group", "Side")
"""Names of columns that say whom a row of a chart or a table is about."""
MOST_GROUPS = 4
"""To how many groups n is told for each: of more the line says from what to what all go."""
NOTHING = "\N{EN DASH}"
"""What stands for a value that there is not."""
STAND_IN_LINE = "SYNTHETIC STAND-IN, not findings."
COUNTED = re.compile(r"\bn = \d|^\d[\d,]* [a-z]")
"""A line that says on how many cases an exhibit rests, or of what it has how many: "n = 53", "14 claims"."""
PLOTNINE_SIZE = (6.4, 4.8)
"""What plotnine draws if neither the function nor the engine (Quarto, press) asks for a size."""
POINTS_PER_INCH = 72
CAPTION_SHARE = 0.96
"""Share of a figure's width that its caption may take."""


def data_line(inputs: Iterable[tuple[str, str]]) -> str:
    """The sentence that names the data: "Data: A (published); B, C (coded)."; empty without data.

    `inputs` are pairs of a table's title, with the number of its rows, and its kind of evidence.
    """
    titles: dict[str, list[str]] = {}
    for title, evidence in inputs:
        titles.setdefault(evidence, []).append(title)
    groups = [f"{'; '.join(names)} ({evidence})" for evidence, names in sorted(titles.items())]
    return f"Data: {'; '.join(groups)}." if groups else ""


def base_line(frame: pd.DataFrame, of: str = "") -> str:
    """How many cases each estimate of `frame` rests on: "n = 315 to 332 (Patients), 148 (Officials).".

    From its column `n`, by groups where it names them. `of` says what the cases are, if they are no
    respondents: "n = 53 interventions.". Without such a column, what the rows are: "14 claims."; empty
    where `of` does not say it.
    """
    if "n" not in frame:
        return f"{len(frame):,} {of}." if of else ""
    counts = pd.to_numeric(frame["n"].astype(str).str.replace(",", ""), errors="coerce")
    named = next((frame[name] for name in GROUPS if name in frame), None)
    groups = counts.groupby(named if named is not None else [""] * len(frame), sort=False)
    spans = [(name, found.min(), found.max()) for name, found in groups if found.notna().any()]
    if len({span[1:] for span in spans}) == 1 or len(spans) > MOST_GROUPS:
        spans = [("", counts.min(), counts.max())]
    cases = f" {of}" if of else ""
    return f"n = {', '.join(_span(*span) for span in spans)}{cases}." if spans else ""


def _base(frame: pd.DataFrame, notes: Iterable[str]) -> str:
    """The base line of an exhibit whose function says `notes` of it: none where one of them counts already."""
    told = any(COUNTED.search(note) for note in notes)
    return base_line(frame) or ("" if told else base_line(frame, "rows"))


def _span(name: object, least: float, most: float) -> str:
    """The least and the most of a group: "315 to 332 (Patients)"."""
    counts = dict.fromkeys(decimal(count, 0) for count in (least, most))
    return " to ".join(counts) + (f" ({name})" if name else "")


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot and the rows that it draws, aggregated, with columns named as a reader would.

    Add to it as to a plot: `forest(...) + labs(caption="…")`. Raises ValueError for more rows than
    a reader can take in, as a table of single cases is no summary, and may say who someone is.
    """

    plot: plotnine.ggplot
    data: pd.DataFrame

    def __post_init__(self) -> None:
        """Refuse what nobody would read."""
        if len(self.data) > MOST_ROWS:
            raise ValueError(f"a chart of {len(self.data)} rows: aggregate to {MOST_ROWS} at most")

    def __add__(self, other: Any) -> Chart:
        """The chart with one more layer, scale or theme of plotnine."""
        return Chart(self.plot + other, self.data)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its lineage; shows itself as the plot does, plus a line that names its data."""

    name: str
    chart: Chart
    lineage: Lineage
    data_line: str

    @property
    def plot(self) -> plotnine.ggplot:
        """What is drawn."""
        return self.chart.plot

    @property
    def data(self) -> pd.DataFrame:
        """What is drawn, as rows: at most `MOST_ROWS`, columns named as a reader would."""
        return self.chart.data

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        # a fixed salt for the ids and no date: the same plot is the same bytes
        with mpl.rc_context({"svg.hashsalt": self.name}), _inline_format():
            data, metadata = self._captioned()._repr_mimebundle_()
        if svg := data.get("image/svg+xml"):
            data["image/svg+xml"] = re.sub(r"\s*<dc:date>.*?</dc:date>", "", svg)
        own = {"note": " ".join(self._lines()), "data": printed(self.data)}
        record = {"kind": "figure", **self.lineage.as_record(), **own}
        return {**data, "text/plain": repr(self), LINEAGE_MIME: record}, metadata

    def __repr__(self) -> str:
        """The figure's name, as where it cannot be shown."""
        return f"<figure {self.name}>"

    def _captioned(self) -> plotnine.ggplot:
        """The plot in its final size, with the data line as (the end of) its caption."""
        size = _size(self.plot)
        width = size[0] * POINTS_PER_INCH * CAPTION_SHARE
        caption = "\n".join(wrapped(line, width) for line in self._lines())
        look = [plotnine.labs(caption=caption), plotnine.theme(figure_size=size)]
        if _notices(self.lineage):
            look.append(plotnine.theme(plot_caption=plotnine.element_text(color=theme.WARNING)))
        return self.plot + look

    def _lines(self) -> list[str]:
        """What stands in the picture below what is drawn: how to read it, on how much it rests, its data."""
        own = self.plot.labels.get("caption", "")
        last = f"{_base(self.data, [own])} {self.data_line}".strip()
        return [line for line in (own, *_notices(self.lineage), last) if line]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its lineage; shows itself as the table does, plus a line that names its data."""

    name: str
    table: great_tables.GT
    lineage: Lineage
    data_line: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        # great_tables draws a random id unless it is given one; the name alone is the chapter's label
        table = on_decimal(self.table).with_id(f"{self.name}-rows".replace("_", "-"))
        for notice in _notices(self.lineage):
            table = table.tab_source_note(great_tables.md(f"**{notice}**"))
        record = {"kind": "table", **self.lineage.as_record()}
        return {
            "text/html": self._sourced(table)._repr_html_(),
            "text/plain": repr(self),
            LINEAGE_MIME: record,
        }

    def _sourced(self, table: great_tables.GT) -> great_tables.GT:
        """`table` with the line that says what n is, and names its data, if it has any."""
        shown, notes = self.table._tbl_data, self.table._source_notes  # noqa: SLF001 - great_tables has no public names for them
        line = f"{_base(shown, map(str, notes))} {self.data_line}".strip()
        return table.tab_source_note(line) if line else table

    def __repr__(self) -> str:
        """The table's name, as where it cannot be shown."""
        return f"<table {self.name}>"


def printed(frame: pd.DataFrame) -> dict[str, Any]:
    """`frame` as a reader sees it: its columns, whether each holds numbers, and the cells as text.

    All numbers of a column have as many decimals as the one that needs most, so that they align.
    """
    cells = [_printed_column(frame[column]) for column in frame.columns]
    return {
        "columns": [str(column) for column in frame.columns],
        "numeric": [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns],
        "rows": [list(row) for row in zip(*cells, strict=True)],
    }


def _printed_column(column: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        column = column.map({True: "yes", False: "no"})
    if not pd.api.types.is_numeric_dtype(column):
        return [NOTHING if pd.isna(cell) else str(cell) for cell in column]
    rounded = column.astype(float).round(MOST_DECIMALS)
    needed = (d for d in range(MOST_DECIMALS) if rounded.round(d).equals(rounded))
    digits = next(needed, MOST_DECIMALS)
    return [NOTHING if pd.isna(cell) else decimal(cell, digits) for cell in rounded]


def wrapped(text: str, width: float) -> str:
    """`text` with line breaks so that no line, set as a caption, is wider than `width` points.

    Words and spaces are measured by themselves: the font moves no letter towards a space.
    """
    lines: list[str] = []
    taken = 0.0
    for word in text.split(" "):
        needed = text_width(f" {word}")
        if lines and taken + needed <= width:
            lines[-1] += f" {word}"
            taken += needed
        else:
            lines.append(word)
            taken = text_width(word)
    return "\n".join(lines)


@cache
def text_width(text: str) -> float:
    """The width of `text` in points, set as the small text of a figure."""
    font = FontProperties(family=theme.FONT, size=theme.SMALL)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def _notices(lineage: Lineage) -> list[str]:
    """The warning that stands in an exhibit with synthetic data upstream; no other has one."""
    return [STAND_IN_LINE] if STAND_IN in lineage.evidence else []


def _size(plot: plotnine.ggplot) -> tuple[float, float]:
    """The size of `plot` in inches: its own, else the engine's, else the house's.

    plotnine's option, through which Quarto and press ask for a size, is in the theme already.
    """
    width, height = plot.theme.getp("figure_size")
    return theme.FIGURE_SIZE if (width, height) == PLOTNINE_SIZE else (width, height)


@contextmanager
def _inline_format() -> Iterator[None]:
    """In a notebook set to SVG, draw SVG: plotnine itself does not see `figure_formats`."""
    before = plotnine.options.get_option("figure_format")
    if before is None and "svg" in _notebook_formats():
        plotnine.options.set_option("figure_format", "svg")
    try:
        yield
    finally:
        plotnine.options.set_option("figure_format", before)


def _notebook_formats() -> set[str]:
    """The formats that the running notebook asks for; none outside of one."""
    if "IPython" not in sys.modules or (shell := sys.modules["IPython"].get_ipython()) is None:
        return set()
    from matplotlib_inline.config import InlineBackend  # comes with IPython

    return set(InlineBackend.instance(parent=shell).figure_formats)
