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

INK = "#1F2933"
MUTED = "#5B6670"
ACCENT = "#12436D"
WARNING = "#B3261E"
RULE = "#D9DEE2"

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

FONT = "DejaVu Sans"
FONT_SIZE = 11
CAPTION_SIZE = 9
FIGURE_SIZE = (6.5, 4.0)
"""Width and height in inches of a figure whose size nobody sets: function, cell or document."""

AXES_WITH_GRID = {"y": "y", "x": "x", "both": "xy", "none": ""}

TABLE_RULE = "rgba(128, 128, 128, 0.7)"
TABLE_HAIRLINE = "rgba(128, 128, 128, 0.3)"


def book_theme(*, grid: Literal["y", "x", "both", "none"] = "y") -> theme:
    """The theme of every figure: white ground, thin grid, text on the left.

    `grid` names the axis whose values the lines mark: "y", or "x" for horizontal bars. For a figure
    that needs a size of its own add `theme(figure_size=(6.5, 7))`.
    """
    lines = {axis: element_line(color=RULE, size=0.5) for axis in AXES_WITH_GRID[grid]}
    return theme_minimal(base_size=FONT_SIZE, base_family=FONT) + theme(
        text=element_text(color=INK),
        plot_background=element_rect(fill="white", color="white"),
        panel_grid_major_y=lines.get("y", element_blank()),
        panel_grid_major_x=lines.get("x", element_blank()),
        panel_grid_minor=element_blank(),
        axis_text=element_text(color=MUTED, size=FONT_SIZE - 1),
        axis_title=element_text(color=MUTED, size=FONT_SIZE - 1),
        axis_ticks=element_blank(),
        strip_text=element_text(color=INK, size=FONT_SIZE, weight="bold", ha="left"),
        legend_position="top",
        legend_justification="left",
        legend_title=element_blank(),
        legend_text=element_text(color=INK, size=FONT_SIZE - 1),
        plot_title=element_text(color=INK, size=FONT_SIZE + 1, weight="bold", ha="left"),
        plot_subtitle=element_text(color=MUTED, size=FONT_SIZE - 1, ha="left"),
        plot_caption=element_text(color=MUTED, size=CAPTION_SIZE, ha="left", linespacing=1.3),
        plot_title_position="plot",
        plot_caption_position="plot",
    )


def book_table(frame: pd.DataFrame, **gt_kwargs: Any) -> GT:
    """`frame` as a table in the house style; `gt_kwargs` go to `great_tables.GT`."""
    return GT(frame, **gt_kwargs).tab_options(
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
