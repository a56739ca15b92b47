"""`assets/site.lua`: what the site makes of a table that a cell has put out."""

from __future__ import annotations

import pytest

from press import pandoc
from press.tree import raw

TABLE = "<div><table><tbody><tr><td>1</td></tr></tbody>{}</table></div>"
FOOT = (
    '<tfoot><tr class="gt_sourcenotes"><td class="gt_sourcenote" colspan="1"><b>One.</b></td></tr>'
    '<tr class="gt_sourcenotes"><td class="gt_sourcenote" colspan="1">Two.</td></tr></tfoot>'
)
HEAD = '<th colspan="1" scope="col">{}</th>'
ROWS = (
    '<table class="gt_table"><thead><tr>{}</tr></thead><tbody>'
    '<tr><th scope="row" class="gt_row gt_stub">{}</th><td class="gt_row">1</td></tr></tbody></table>'
)


def shown(table: str) -> str:
    """The table on its page, behind what lets it scroll."""
    return page_of(table).partition('aria-label="Table, scrolls sideways">\n')[2]


def page_of(table: str) -> str:
    """All that is written for the table."""
    return pandoc.shaped([raw(table, "html")], "html", "site.lua", {"behind": {}, "paths": {}})


def test_notes_stand_below_the_table_in_their_order() -> None:
    """So that they do not scroll with it; their markup stays."""
    assert shown(TABLE.format(FOOT)) == (
        TABLE.format("")
        + '\n</div>\n<div class="table-notes"><p><b>One.</b></p><p>Two.</p></div>\n'
    )


def test_foot_with_sums_stays_in_its_table() -> None:
    """It belongs to the columns."""
    table = TABLE.format("<tfoot><tr><td>9</td></tr></tfoot>")
    assert shown(table) == f"{table}\n</div>\n"


@pytest.mark.parametrize(
    ("columns", "label", "beside"),
    [
        (4, "a" * 40, None),
        (5, "a", 4),
        (3, "a" * 41, 2),
        (3, "<b>" + "é" * 40 + "</b>", None),
    ],
)
def test_table_that_a_phone_has_no_room_for_says_how_many_columns_stand_below_a_rows_name(
    columns: int, label: str, beside: int | None
) -> None:
    """More than four columns, or more than forty characters in a cell, tags not counted."""
    page = page_of(ROWS.format(HEAD.format("n") * columns, label))
    assert ('class="table-scroll stacked"' in page) == (beside is not None)
    assert (f'style="--columns: {beside}"' in page) == (beside is not None)


def test_head_without_words_is_none() -> None:
    """Such as pandas writes in the corner of a frame: who hears the page would be told of a head."""
    assert shown("<table><tr><th></th><th>n</th></tr></table>").startswith(
        "<table><tr><td></td><th>n</th></tr></table>"
    )
