"""Charts of counts and shares: diverging Likert bars, stacked bars of the models, a heat map.

Comes in: a frame whose columns are named as a reader would name them, and which of them plays which
part. Goes out: a `Chart`, to which a topic adds its caption. Every part of a bar and every cell of a
map that has room for it prints its own figure, so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

import pandas as pd
from mizani.breaks import breaks_extended
from plotnine import (
    aes,
    element_text,
    facet_grid,
    facet_wrap,
    geom_rect,
    geom_text,
    geom_tile,
    geom_vline,
    ggplot,
    guide_legend,
    guides,
    labeller,
    labs,
    scale_color_identity,
    scale_fill_gradient,
    scale_fill_manual,
    scale_x_continuous,
    scale_x_discrete,
    scale_y_discrete,
    theme,
)

from analysis.charts import (
    FRAME_HEIGHT,
    STRIP_HEIGHT,
    TICKS,
    estimate_text,
    places,
    renamed,
    room_beside,
    with_rows,
    within,
    wrapped,
)
from analysis.exhibits import Chart, text_width
from analysis.numbers import decimal
from analysis.theme import (
    ACCENT,
    FIGURE_WIDTH,
    GROUND,
    INK,
    LIKERT_COLOURS,
    MUTED,
    SMALL,
    book_theme,
    text_on,
)

BAR_HEIGHT = 0.26
LEGEND_HEIGHT = 0.25
"""Inches that a bar, and a line of the legend, take."""
BAR = 0.38
"""Half the thickness of a bar, in lines of text."""
PRINTED_FROM = 0.045
"""The least part of the axis that a part of a bar takes if its figure is printed in it."""
CELL_HEIGHT = 0.3
AROUND_MAP = 1.9
"""Inches that a row of a heat map takes, and that its names and its data line take around all."""
LEGEND_KEY = 24
"""Points that the key of a legend takes beside its words."""
PALE = "#EEF2F5"


def likert_bars(
    frame: pd.DataFrame,
    *,
    item: str,
    answer: str,
    share: str,
    scale: Sequence[str],
    estimate: tuple[str, str, str],
    digits: int,
    group: str | None = None,
) -> Chart:
    """Shares of answers to items, from disagreement on the left to agreement on the right of a line.

    One row of the frame per item, answer and group, `share` in percent. `scale` are the answers from
    the least to the most agreeing; with an odd number the line goes through the middle one. `estimate`
    names the columns of what is printed beside each bar, the same in all rows of it: a value that sums
    it up, and from where to where its interval reaches.
    """
    value, low, high = estimate
    parts = {"item": item, "answer": answer, "share": share, "group": group}
    rows = renamed(frame, **parts, estimate=value, low=low, high=high)
    rows["answer"] = pd.Categorical(rows["answer"], list(scale))
    if group:
        rows["group"] = pd.Categorical(rows["group"], frame[group].unique())
    keys = ["item", *(["group"] if group else [])]
    rows = rows.sort_values("answer", kind="stable")
    before = rows.groupby(keys, sort=False, observed=True)["share"].cumsum() - rows["share"]
    left = rows["answer"].cat.codes.map(lambda code: _left_of_middle(code, len(scale)))
    middle = (
        (rows["share"] * left).groupby([rows[key] for key in keys], observed=True).transform("sum")
    )
    rows = rows.assign(start=before - middle, stop=before - middle + rows["share"])
    colours = dict(zip(scale, LIKERT_COLOURS[len(scale)], strict=True))
    plot = _stacked(rows, frame[item].unique(), "item", "answer", "share", colours, "group")
    plot += labs(x=share, y="")
    plot += _summed_up(plot.data, digits)
    return Chart(plot + facet_wrap("group", ncol=1) if group else plot, frame)


def _summed_up(parts: pd.DataFrame, digits: int) -> list[object]:
    """An estimate with its interval beside each bar, of whose `parts` each has it, and the axis with room for it."""
    bars = parts.drop_duplicates(["y", *({"group"} & set(parts))])
    numbers = zip(bars["estimate"], bars["low"], bars["high"], strict=True)
    bars = bars.assign(
        text=[estimate_text(value, low, high, digits) for value, low, high in numbers]
    )
    extent = parts["start"].min(), parts["stop"].max()
    return [
        geom_text(aes(y="y", label="text"), bars, x=extent[1], ha="left", size=SMALL, color=INK),
        scale_x_continuous(
            breaks=within(breaks_extended(TICKS)(extent), extent),
            labels=lambda ticks: [decimal(abs(tick), 0) for tick in ticks],
            expand=(0.03, 0, room_beside(bars), 0),
        ),
    ]


def model_bars(
    frame: pd.DataFrame,
    *,
    label: str,
    part: str,
    count: str,
    colours: Mapping[str, str],
    row: str | None = None,
    column: str | None = None,
) -> Chart:
    """Counts as bars of several parts, such as the three models, in the order of `colours`.

    One row of the frame per label and part, and per `row` and `column` of panels.
    """
    rows = renamed(frame, label=label, part=part, count=count, row=row, column=column)
    rows["part"] = pd.Categorical(rows["part"], list(colours))
    rows = rows.sort_values("part", kind="stable")
    keys = ["label", *(name for name in ("row", "column") if name in rows)]
    for name in {"row", "column"} & set(rows):
        rows[name] = pd.Categorical(
            rows[name], frame[{"row": row, "column": column}[name]].unique()
        )
    stop = rows.groupby(keys, sort=False, observed=True)["count"].cumsum()
    rows = rows.assign(start=stop - rows["count"], stop=stop)
    labels = frame[label].unique()
    plot = _stacked(rows, labels, "label", "part", "count", colours, "row")
    plot += scale_x_continuous(expand=(0, 0, 0.02, 0))
    plot += labs(x=count, y="")
    panels = facet_grid(
        "row" if row else None,
        "column" if column else None,
        labeller=labeller(rows=lambda name: name.replace(" ", "\n")),
    )
    return Chart(plot + panels if row or column else plot, frame)


def heat_map(frame: pd.DataFrame, *, row: str, column: str, count: str, digits: int = 0) -> Chart:
    """A count, or another measure from 0 up, for each pair of a row and a column: darker is more.

    One row of the frame per pair that there is; a pair that it lacks stays empty.
    """
    cells = renamed(frame, row=row, column=column, count=count)
    down, across = list(cells["row"].unique()), list(cells["column"].unique())
    most = cells["count"].max()
    cells["row"] = pd.Categorical(cells["row"], down[::-1])
    cells["column"] = pd.Categorical(cells["column"], across)
    cells["text"] = [decimal(value, digits) for value in cells["count"]]
    cells["ink"] = [text_on(_shade(value / most if most else 0)) for value in cells["count"]]
    plot = ggplot(cells, aes("column", "row"))
    plot += [
        geom_tile(aes(fill="count"), color=GROUND, size=0.6),
        geom_text(aes(label="text", color="ink"), size=SMALL),
        scale_fill_gradient(PALE, ACCENT, limits=(0, most or 1), guide=None),
        scale_color_identity(guide=None),
        scale_x_discrete(labels=[wrapped(name) for name in across]),
        scale_y_discrete(labels=[wrapped(name) for name in down[::-1]]),
        labs(x="", y=""),
        book_theme(grid="none"),
        theme(
            figure_size=(FIGURE_WIDTH, AROUND_MAP + CELL_HEIGHT * len(down)),
            axis_text_x=element_text(color=INK, rotation=45, ha="right"),
            axis_text_y=element_text(color=INK, ha="right"),
        ),
    ]
    return Chart(plot, frame)


def _stacked(
    rows: pd.DataFrame,
    labels: Sequence[str],
    label: str,
    part: str,
    value: str,
    parts: Mapping[str, str],
    band: str,
) -> ggplot:
    """Bars from `start` to `stop`, a colour for each part, with the figures that have room in them.

    `band` is the column, if there is one, by which panels stand below one another.
    """
    bars = rows.rename(columns={label: "label", part: "part", value: "value"})
    bars["y"] = bars["label"].map(dict(zip(labels, places(labels)[0], strict=True)))
    bars = bars[bars["value"] > 0].sort_values("y", ascending=False, kind="stable")
    bars["text"] = [decimal(number, 0) for number in bars["value"]]
    bars["ink"] = [text_on(parts[name]) for name in bars["part"]]
    bars["middle"] = (bars["start"] + bars["stop"]) / 2
    least = PRINTED_FROM * (bars["stop"].max() - bars["start"].min())
    plot = ggplot(bars)
    plot += [
        geom_vline(xintercept=0, color=INK, size=0.6),
        geom_rect(
            aes(xmin="start", xmax="stop", ymin=f"y-{BAR}", ymax=f"y+{BAR}", fill="part"),
            color=MUTED,
            size=0.3,
        ),
        geom_text(
            aes("middle", "y", label="text", color="ink"), bars[bars["value"] >= least], size=SMALL
        ),
        scale_fill_manual(values=dict(parts), breaks=list(parts)),
        scale_color_identity(guide=None),
        guides(fill=guide_legend(nrow=_legend_lines(parts), byrow=True)),
    ]
    bands = bars[band].nunique() if band in bars else 1
    height = FRAME_HEIGHT + LEGEND_HEIGHT * _legend_lines(parts) + STRIP_HEIGHT * bands
    plot = with_rows(plot, bars, above=-0.5, frame=height, line=BAR_HEIGHT, bands=bands)
    return plot + theme(panel_spacing_x=0.04, panel_spacing_y=0.03)


def _legend_lines(parts: Iterable[str]) -> int:
    """How many lines the legend needs to stay within the figure."""
    width = fsum(text_width(name) + LEGEND_KEY for name in parts)
    return 1 + int(width // (72 * FIGURE_WIDTH))


def _left_of_middle(place: int, answers: int) -> float:
    """How much of the answer at `place` of a scale lies left of its middle: all, half or nothing."""
    return min(1.0, max(0.0, answers / 2 - place))


def _shade(share: float) -> str:
    """The colour of a cell of a heat map: from `PALE` (0) to the accent (1), in equal steps."""
    pairs = ((int(PALE[at : at + 2], 16), int(ACCENT[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + share * (high - low)):02X}" for low, high in pairs)
