"""How the paper's figures and tables look: one theme, one palette, one table style.

Every colour is dark enough to be read as text on white (contrast 4.5 : 1), so that a line and its
direct label can share it, and the colours of one family stay apart for colour-blind readers; the
tests compute both. Figures use DejaVu Sans, which matplotlib carries with it, so that no machine
draws them otherwise. Tables take the text colour and font of the page they stand on, light or dark.
"""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
from great_tables import GT
from plotnine import element_blank, element_line, element_rect, element_text, theme, theme_minimal

from analysis.disclosure import NOTE, WITHHELD

INK = "#1F2933"
MUTED = "#5B6670"
ACCENT = "#12436D"
WARNING = "#B3261E"
RULE = "#D9DEE2"
GROUND = "#FFFFFF"

SECTOR_COLOURS = {"education": "#12436D", "health": "#C2500F", "cross-cutting": "#6B7680"}
MODEL_COLOURS = {
    "managerial": "#44337A",
    "consultative": "#1D7F77",
    "participatory": "#B45F06",
}
SERIES_COLOURS = {
    "Pakistan": "#12436D",
    "Southern Asia average": "#C2500F",
    "World average": "#6B7680",
}
PAIR_COLOURS = ("#12436D", "#C2500F")
"""For two things set against each other: men and women, services and participation."""
LIKERT_COLOURS = {
    2: ("#8C3B00", "#12436D"),
    3: ("#8C3B00", "#E4E4E4", "#12436D"),
    4: ("#8C3B00", "#E08E4F", "#7FA9D1", "#12436D"),
    5: ("#8C3B00", "#E08E4F", "#E4E4E4", "#7FA9D1", "#12436D"),
}
"""From the least to the most agreeing answer, by the number of answers. As areas, not as text."""

FONT = "DejaVu Sans"
FONT_SIZE = 10.5
SMALL = 9.5
"""The smallest text of a figure, in points: on a phone it is as many pixels high as it can be read at."""
FIGURE_WIDTH = 5.2
"""In inches, of every figure: shown 358 pixels wide, on a phone of 390, small text has 9 pixels."""
FIGURE_SIZE = (FIGURE_WIDTH, 3.4)
"""Width and height in inches of a figure whose size nobody sets: function, cell or document."""

TEXT_CONTRAST = 4.5
"""The least contrast of text and its ground (WCAG 2.2, success criterion 1.4.3)."""

AXES_WITH_GRID = {"y": "y", "x": "x", "both": "xy", "none": ""}

TABLE_RULE = "rgba(128, 128, 128, 0.7)"
TABLE_HAIRLINE = "rgba(128, 128, 128, 0.3)"


def book_theme(*, grid: Literal["y", "x", "both", "none"] = "y") -> theme:
    """The theme of every figure: white ground, thin grid, text on the left.

    `grid` names the axis whose values the lines mark: "y", or "x" for horizontal bars. For a figure
    that needs a height of its own add `theme(figure_size=(FIGURE_WIDTH, 7))`.
    """
    lines = {axis: element_line(color=RULE, size=0.5) for axis in AXES_WITH_GRID[grid]}
    return theme_minimal(base_size=FONT_SIZE, base_family=FONT) + theme(
        text=element_text(color=INK),
        plot_background=element_rect(fill="white", color="white"),
        panel_grid_major_y=lines.get("y", element_blank()),
        panel_grid_major_x=lines.get("x", element_blank()),
        panel_grid_minor=element_blank(),
        axis_text=element_text(color=MUTED, size=SMALL),
        axis_title=element_text(color=MUTED, size=SMALL),
        axis_ticks=element_blank(),
        strip_text=element_text(color=INK, size=FONT_SIZE, weight="bold", ha="left"),
        legend_position="top",
        legend_justification="left",
        legend_title=element_blank(),
        legend_text=element_text(color=INK, size=SMALL),
        plot_title=element_text(color=INK, size=FONT_SIZE + 1, weight="bold", ha="left"),
        plot_subtitle=element_text(color=MUTED, size=SMALL, ha="left"),
        plot_caption=element_text(color=MUTED, size=SMALL, ha="left", linespacing=1.3),
        plot_title_position="plot",
        plot_caption_position="plot",
    )


def text_on(colour: str) -> str:
    """White or ink, whichever can be read on `colour` (#RRGGBB)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return GROUND if 1.05 / (luminance + 0.05) >= TEXT_CONTRAST else INK


def _linear(level: float) -> float:
    """A level of sRGB (0 to 1) as light, as WCAG 2.2 reckons it."""
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def book_table(frame: pd.DataFrame, **gt_kwargs: Any) -> GT:
    """`frame` as a table in the house style; `gt_kwargs` go to `great_tables.GT`.

    A table with a withheld cell says below what the sign in it means.
    """
    table = GT(frame, **gt_kwargs)
    if frame.eq(WITHHELD).any(axis=None):
        table = table.tab_source_note(NOTE)
    return table.tab_options(
        # "inherit" as ground makes great_tables inherit the text colour too: the page decides
        table_background_color="inherit",
        row_striping_background_color="inherit",
        table_font_names=["inherit"],
        table_font_size="0.9em",
        table_width="auto",
        table_margin_left="0",
        table_border_top_width="1px",
        table_border_top_color=TABLE_RULE,
        table_border_bottom_width="1px",
        table_border_bottom_color=TABLE_RULE,
        heading_align="left",
        heading_border_bottom_style="none",
        column_labels_font_weight="bold",
        column_labels_padding="4px",
        column_labels_border_top_style="none",
        column_labels_border_bottom_width="1px",
        column_labels_border_bottom_color=TABLE_RULE,
        row_group_font_weight="bold",
        row_group_padding="4px",
        row_group_border_top_width="1px",
        row_group_border_top_color=TABLE_HAIRLINE,
        row_group_border_bottom_width="1px",
        row_group_border_bottom_color=TABLE_HAIRLINE,
        table_body_hlines_color=TABLE_HAIRLINE,
        table_body_border_top_style="none",
        table_body_border_bottom_width="1px",
        table_body_border_bottom_color=TABLE_RULE,
        stub_border_style="none",
        data_row_padding="4px",
        source_notes_font_size="0.85em",
        source_notes_padding="4px",
        source_notes_border_bottom_style="none",
    )
