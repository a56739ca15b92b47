"""Charts in rows, for estimates: the forest of one estimate a row, the dumbbell of two groups a row.

Comes in: a frame whose columns are named as a reader would name them, and which of them plays which
part. Goes out: a `Chart`, to which a topic adds its caption (`+ labs(caption="…")`). An interval is
drawn wherever there is one; colour never says anything that shape, place or word does not say too;
what is drawn is labelled where it stands. Charts over time are in `analysis.time_charts`, those of
counts and shares in `analysis.bars`. Layers are added as a list: plotnine copies a plot at each `+`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import pandas as pd
from mizani.breaks import breaks_extended, breaks_log
from plotnine import (
    aes,
    element_text,
    facet_wrap,
    geom_point,
    geom_segment,
    geom_text,
    ggplot,
    labs,
    scale_color_manual,
    scale_fill_manual,
    scale_shape_manual,
    scale_size_manual,
    scale_x_continuous,
    scale_x_log10,
    scale_y_continuous,
    theme,
)

from analysis.exhibits import Chart, text_width
from analysis.numbers import decimal
from analysis.theme import ACCENT, FIGURE_WIDTH, INK, MUTED, PAIR_COLOURS, RULE, SMALL, book_theme

LABEL_LENGTH = 26
"""The most characters on one line of the label of a row."""
LINE_HEIGHT = 0.185
FRAME_HEIGHT = 1.1
STRIP_HEIGHT = 0.3
"""Inches that a line of a row's label takes; what stands around all rows; the name of a panel."""
LEADING = 0.85
"""The height of a further line of a label, as a share of the first with the room around it."""
HEAD = 0.6
"""How many lines the names of a dumbbell's groups need above their middle."""
DODGE = 0.16
"""How far the two groups of a dumbbell with intervals stand from the middle of their row."""
POINT_ROOM, PRINTED_ROOM = 0.04, 0.14
"""The share of a dumbbell's axis at either end that a point, and a printed value, need."""
TICKS = 5
BESIDE_ROW = 0.5
"""How far a line that marks a value reaches above the first row of a group, and below its last, in lines."""
BOLD = 1.15
"""How much wider bold text is."""
PAIR_SIZES = (2.2, 4.0)
"""A dot, and a ring around it: both are seen also where they are equal."""


def forest(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    group: str | None = None,
    reference: Sequence[float] = (),
    log: bool = False,
    digits: int = 2,
) -> Chart:
    """Estimates with their intervals: one row each, in the order of the frame, under their groups.

    `reference` are values that a line marks, such as 0 for no difference; `log` is for ratios. Each
    estimate is printed beside its row with its interval. An estimate without one has no line.
    """
    rows = renamed(frame, label=label, value=value, low=low, high=high, group=group)
    groups = rows["group"] if group else ()
    rows["y"], heads = places(rows["label"], groups)
    named = pd.DataFrame({"group": pd.unique(pd.Series(groups, dtype=object)), "y": heads})
    rows["text"] = [
        estimate_text(mean, least, most, digits)
        for mean, least, most in zip(rows["value"], rows["low"], rows["high"], strict=True)
    ]
    spread = pd.concat(
        [rows["value"], rows["low"], rows["high"], pd.Series(reference, dtype=float)]
    )
    scale, ticks = (scale_x_log10, breaks_log) if log else (scale_x_continuous, breaks_extended)
    extent = spread.min(), spread.max()
    plot = ggplot(rows, aes("value", "y"))
    plot += [
        *references(rows, reference, by="group" if group else None),
        geom_segment(aes("low", xend="high", yend="y"), rows.dropna(subset=["low"]), color=ACCENT),
        geom_point(color=ACCENT, size=2.2),
        geom_text(aes(label="text"), x=spread.max(), ha="left", size=SMALL, color=INK),
        geom_text(
            aes(label="group"),
            named,
            x=spread.min(),
            ha="left",
            size=SMALL,
            fontweight="bold",
            color=INK,
        ),
        scale(
            breaks=within(ticks(TICKS)(extent), extent),
            expand=(0.03, 0, room_beside(rows), 0),
        ),
        labs(x=value, y=""),
    ]
    return Chart(with_rows(plot, rows), frame)


def dumbbell(
    frame: pd.DataFrame,
    *,
    label: str,
    group: str,
    value: str,
    low: str | None = None,
    high: str | None = None,
    panel: str | None = None,
    colours: Sequence[str] = PAIR_COLOURS,
    digits: int | None = None,
) -> Chart:
    """Two groups set against each other on each row: a dot for the first, a ring for the second.

    One row of the frame per label, group and panel. With `low` and `high` each group has its line,
    one above the other; without, a bar joins the two. `digits` prints the values beside them.
    """
    rows = renamed(frame, label=label, group=group, value=value, low=low, high=high, panel=panel)
    names = list(rows["group"].unique())
    rows["group"] = pd.Categorical(rows["group"], names)
    labels = rows["label"].unique()
    rows["y"] = rows["label"].map(dict(zip(labels, places(labels)[0], strict=True)))
    if panel:
        rows["panel"] = pd.Categorical(rows["panel"], rows["panel"].unique())
    room = (
        PRINTED_ROOM
        if digits is not None
        else POINT_ROOM * (rows["panel"].nunique() if panel else 1)
    )
    names_at = _pair_labels(rows, room)
    ends = _ends(rows)
    marks = rows.assign(y=rows["y"] + rows["group"].map(_dodged(names, low)).astype(float))
    plot = ggplot(marks, aes("value", "y", color="group"))
    plot += [
        _lines(ends, marks, low),
        geom_point(aes(shape="group", size="group", fill="group"), stroke=0.8),
        geom_text(aes(label="group"), names_at, ha="left", size=SMALL, fontweight="bold"),
        scale_shape_manual(values=["o", "o"], guide=None),
        scale_fill_manual(values=[colours[0], "none"], guide=None),
        scale_size_manual(values=list(PAIR_SIZES), guide=None),
        scale_color_manual(values=list(colours), guide=None),
        scale_x_continuous(expand=(room, 0)),
        labs(x=value, y=""),
    ]
    if digits is not None:
        plot += _printed(ends, digits)
    plot = with_rows(
        plot,
        rows.sort_values("y", ascending=False),
        above=HEAD + names_at["y"].max(),
        frame=FRAME_HEIGHT + (STRIP_HEIGHT if panel else 0),
    )
    return Chart(plot + facet_wrap("panel", nrow=1) if panel else plot, frame)


def renamed(frame: pd.DataFrame, **columns: str | None) -> pd.DataFrame:
    """The columns that play a part, each named after it."""
    parts = {column: part for part, column in columns.items() if column}
    return frame[list(parts)].rename(columns=parts).reset_index(drop=True)


def wrapped(label: object) -> str:
    """The label of a row on lines of `LABEL_LENGTH` characters at most."""
    return "\n".join(textwrap.wrap(str(label), LABEL_LENGTH))


def places(labels: Iterable[object], groups: Iterable[str] = ()) -> tuple[list[float], list[float]]:
    """Where each row stands, counted downwards in lines of text, and where the head of each group does.

    A group's head stands above its first row; a label of several lines takes as many.
    """
    at, rows, heads, before = 0.0, [], [], None
    for label, group in zip_longest(labels, groups):
        if group != before:
            at, before = at - 1, group
            heads.append(at)
        height = 1 + LEADING * wrapped(label).count("\n")
        at -= height
        rows.append(at + (height - 1) / 2)
    return rows, heads


def with_rows(
    plot: ggplot,
    rows: pd.DataFrame,
    *,
    above: float = 0,
    bands: int = 1,
    line: float = LINE_HEIGHT,
    frame: float = FRAME_HEIGHT,
) -> ggplot:
    """`plot` with the label of each row beside it, in the height that they need.

    `above` are the lines that it needs above the first row, `bands` the panels below one another;
    `line` and `frame` the inches for a line and for what stands around all of them.
    """
    named = rows.drop_duplicates("y")
    lowest = named["y"].min() - 0.5 - LEADING / 2 * wrapped(named["label"].iloc[-1]).count("\n")
    look = [
        scale_y_continuous(
            breaks=list(named["y"]),
            labels=[wrapped(label) for label in named["label"]],
            limits=(lowest, above),
            expand=(0, 0),
        ),
        book_theme(grid="x"),
        theme(
            figure_size=(FIGURE_WIDTH, frame + line * bands * (above - lowest)),
            strip_text_y=element_text(rotation=0, ha="left", ma="left"),
            axis_text_y=element_text(color=INK, ha="right", linespacing=1.1),
        ),
    ]
    return plot + look


def references(
    rows: pd.DataFrame,
    values: Sequence[float],
    *,
    by: str | None = None,
    color: str = MUTED,
    linetype: str = "dotted",
) -> list[geom_segment]:
    """A line at each of `values` along the rows, those of each group `by` themselves, and not through any head."""
    groups = rows[by] if by else pd.Series("", rows.index)
    spans = rows.groupby(groups, sort=False)["y"].agg(least="min", most="max")
    lines = spans.merge(pd.DataFrame({"at": values}, dtype=float), how="cross")
    ends = aes("at", f"least-{BESIDE_ROW}", xend="at", yend=f"most+{BESIDE_ROW}")
    look = {"color": color, "linetype": linetype, "inherit_aes": False}
    return [geom_segment(ends, lines, **look)] if len(lines) else []


def within(ticks: Iterable[float], extent: tuple[float, float]) -> list[float]:
    """The ticks that lie in what is shown, and not where estimates are printed beside it."""
    return [tick for tick in ticks if extent[0] <= tick <= extent[1]]


def estimate_text(value: float, low: float, high: float, digits: int) -> str:
    """An estimate as it is printed beside its row, "  0.45 (0.30 to 0.61)"; nothing if it is missing."""
    if pd.isna(value):
        return ""
    own = f"  {decimal(value, digits)}"
    return own if pd.isna(low) else f"{own} ({decimal(low, digits)} to {decimal(high, digits)})"


def room_beside(rows: pd.DataFrame) -> float:
    """How much longer the axis is than what it shows, so that the `text` of the rows fits in beside them."""
    text = max(map(text_width, rows["text"])) + SMALL
    return text / (_beside(rows["label"]) - text)


def _ends(rows: pd.DataFrame) -> pd.DataFrame:
    """From where to where the two groups of each row reach: y, least, most, and the panel."""
    keys = ["y", *({"panel"} & set(rows))]
    spans = rows.groupby(keys, observed=True)["value"].agg(["min", "max"])
    return spans.rename(columns={"min": "least", "max": "most"}).reset_index()


def _dodged(names: Sequence[str], low: str | None) -> dict[str, float]:
    """How far each group stands from the middle of its row: nothing unless it has an interval."""
    return dict(zip(names, (DODGE, -DODGE) if low else (0.0, 0.0), strict=True))


def _lines(ends: pd.DataFrame, marks: pd.DataFrame, low: str | None) -> geom_segment:
    """The intervals where there are any, else the bars that join the groups."""
    if low:
        return geom_segment(aes("low", xend="high", yend="y"), marks.dropna(subset=["low"]))
    mapping = aes("least", "y", xend="most", yend="y")
    return geom_segment(mapping, ends, color=RULE, size=1.6, inherit_aes=False)


def _pair_labels(rows: pd.DataFrame, room: float) -> pd.DataFrame:
    """The names of the groups above the first row, beginning at `value` and within the panel.

    The lower value has its name to the left, the higher one to the right; where they would meet, one
    stands above the other (`y`, in lines). `room` is the axis's share beyond the values at each end.
    """
    first = rows[rows["y"] == rows["y"].max()].sort_values("value", kind="stable")
    if "panel" in rows:
        first = first[first["panel"] == rows["panel"].cat.categories[0]]
    spanned = [name for name in ("value", "low", "high") if name in rows]
    least, most = rows[spanned].min().min(), rows[spanned].max().max()
    panels = rows["panel"].nunique() if "panel" in rows else 1
    unit = (most - least) * (1 + 2 * room) * panels / (_beside(rows["label"]) - SMALL * panels)
    widths = first["group"].map(lambda name: BOLD * text_width(str(name)) * unit).to_numpy(float)
    start = first["value"].to_numpy(float) - [widths[0], *[0.0] * (len(first) - 1)]
    ends = least - room * (most - least), most + room * (most - least)
    start = start.clip(ends[0], None).clip(None, ends[1] - widths)
    meet = len(first) > 1 and start[0] + widths[0] + SMALL * unit > start[1]
    return first.assign(value=start, y=[1.0 if meet else 0.0, 0.0][: len(first)])


def _beside(labels: Iterable[object]) -> float:
    """The points that a chart has for its panel beside the labels of its rows."""
    lines = (line for label in labels for line in wrapped(label).split("\n"))
    return 72 * FIGURE_WIDTH - max(map(text_width, lines)) - SMALL


def _printed(ends: pd.DataFrame, digits: int) -> list[geom_text]:
    """The least and the most of each row in figures, outside of its ends."""
    shown = ends.assign(
        before=[f"{decimal(value, digits)}   " for value in ends["least"]],
        behind=[f"   {decimal(value, digits)}" for value in ends["most"]],
    )
    return [
        geom_text(
            aes(at, "y", label=text), shown, ha=side, size=SMALL, color=INK, inherit_aes=False
        )
        for at, text, side in (("least", "before", "right"), ("most", "behind", "left"))
    ]
