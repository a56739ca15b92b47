"""Charts over time: series of one or several panels, and the timeline of what was launched when.

Comes in: a frame whose columns are named as a reader would name them, and which of them plays which
part. Goes out: a `Chart`, to which a topic adds its caption. Series are labelled where they stand
and differ in the shape of their dots as well as in colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from plotnine import (
    aes,
    element_blank,
    element_text,
    facet_grid,
    facet_wrap,
    geom_line,
    geom_point,
    geom_ribbon,
    geom_text,
    ggplot,
    labs,
    scale_color_manual,
    scale_fill_manual,
    scale_shape_manual,
    scale_x_continuous,
    scale_y_continuous,
    theme,
)

from analysis.charts import BOLD, renamed
from analysis.exhibits import Chart, text_width
from analysis.theme import FIGURE_SIZE, FIGURE_WIDTH, SMALL, book_theme

LINE_SHAPES = ("o", "s", "^", "D", "v")
TITLE_LENGTH = 28
"""The most characters on one line of the title of an upright axis."""
PANEL_SHARE = 0.82
"""The share of a figure's width that its panel takes beside the axis."""
UNDATED = "no date"
UNDATED_AFTER = 3
"""How many years behind the last the timeline puts what has no year."""


def small_multiples(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str,
    panel: str | None = None,
    low: str | None = None,
    high: str | None = None,
    labels_at: Mapping[str, tuple[float, float]] | None = None,
    breaks: Sequence[float],
    colours: Sequence[str],
) -> Chart:
    """Series over time, each labelled at its end, or in the first panel where `labels_at` says.

    One row of the frame per panel, series and point in time. Dots are what was measured; a band is
    an interval.
    """
    rows = renamed(frame, x=x, y=y, series=series, panel=panel, low=low, high=high)
    names = list(rows["series"].unique())
    rows["series"] = pd.Categorical(rows["series"], names)
    if panel:
        rows["panel"] = pd.Categorical(rows["panel"], rows["panel"].unique())
    labels = _series_labels(rows, names, labels_at)
    plot = ggplot(rows, aes("x", "y", color="series"))
    if low:
        plot += geom_ribbon(aes(ymin="low", ymax="high", fill="series"), color="none", alpha=0.2)
    plot += [
        geom_line(size=0.9),
        geom_point(aes(shape="series"), size=1.8),
        geom_text(
            aes(label="text"),
            labels,
            ha="left",
            size=SMALL,
            fontweight="bold",
        ),
        scale_color_manual(values=list(colours), guide=None),
        scale_fill_manual(values=list(colours), guide=None),
        scale_shape_manual(values=list(LINE_SHAPES[: len(names)]), guide=None),
        scale_x_continuous(breaks=list(breaks), expand=(0.03, 0, _room(labels, labels_at), 0)),
        labs(x="", y="\n".join(textwrap.wrap(y, TITLE_LENGTH))),
        book_theme(),
        theme(figure_size=FIGURE_SIZE),
    ]
    data = frame.assign(**{x: frame[x].astype(str)})  # a year is a name: no thousands separator
    if panel:
        plot = plot + facet_wrap("panel") + theme(panel_spacing_x=0.05)
    return Chart(plot, data)


def timeline(
    frame: pd.DataFrame,
    *,
    year: str,
    panel: str,
    marked: str,
    colours: Mapping[str, str],
) -> Chart:
    """Each row of the frame as a dot over its year, in the band of its panel; the undated apart.

    Those that are `marked` (true) are filled and stand lowest. `colours` are by panel.
    """
    dots = renamed(frame, year=year, panel=panel, marked=marked)
    dots["at"] = dots["year"].fillna(dots["year"].max() + UNDATED_AFTER).astype(float)
    dots["panel"] = pd.Categorical(dots["panel"], list(colours))
    dots = dots.sort_values(["panel", "at", "marked"], ascending=[True, True, False], kind="stable")
    dots["height"] = 1 + dots.groupby(["panel", "at"], observed=True).cumcount()
    dots["ground"] = dots["panel"].astype(str).where(dots["marked"], "")
    years = [*range(int(dots["year"].min()), int(dots["year"].max()) + 1, 2)]
    undated = dots["year"].isna().any()
    plot = ggplot(dots, aes("at", "height", color="panel", fill="ground"))
    plot += [
        geom_point(size=3.2, stroke=0.8),
        facet_grid("panel", scales="free_y", space="free_y"),
        scale_color_manual(values=dict(colours), guide=None),
        scale_fill_manual(values={**colours, "": "white"}, guide=None),
        scale_x_continuous(
            breaks=[*years, *([dots["at"].max()] if undated else [])],
            labels=[*map(str, years), *([UNDATED] if undated else [])],
            expand=(0.04, 0),
        ),
        scale_y_continuous(expand=(0, 0.8)),
        labs(x=year, y=""),
        book_theme(grid="x"),
        theme(
            figure_size=(FIGURE_WIDTH, 4.2),
            axis_text_y=element_blank(),
            axis_text_x=element_text(rotation=45, ha="right"),
            strip_text_y=element_text(rotation=270, ha="center"),
        ),
    ]
    named = frame[year].astype("Int64").astype("string")  # a year is a name: no thousands separator
    return Chart(plot, frame.assign(**{year: named}))


def _series_labels(
    rows: pd.DataFrame, names: Sequence[str], at: Mapping[str, tuple[float, float]] | None
) -> pd.DataFrame:
    """Where the name of each series stands: behind its end, or where `at` says, in the first panel."""
    if at is None:
        last = rows.sort_values("x", kind="stable").groupby("series", observed=True).tail(1)
        return last.assign(text="  " + last["series"].astype(str))
    placed = pd.DataFrame([(name, *at[name]) for name in names], columns=["series", "x", "y"])
    placed = placed.assign(series=pd.Categorical(placed["series"], names), text=names)
    return placed.assign(panel=rows["panel"].cat.categories[0]) if "panel" in rows else placed


def _room(labels: pd.DataFrame, at: object) -> float:
    """How much longer the axis is than what it shows, so that the names behind the ends fit in."""
    width = max(map(text_width, labels["text"])) * BOLD
    return 0.03 if at is not None else width / (PANEL_SHARE * 72 * FIGURE_WIDTH - width)
