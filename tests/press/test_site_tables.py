"""`assets/site.lua`: what the site makes of a table that a cell has put out."""

from __future__ import annotations

from press import pandoc
from press.tree import raw

TABLE = "<div><table><tbody><tr><td>1</td></tr></tbody>{}</table></div>"
FOOT = (
    '<tfoot><tr class="gt_sourcenotes"><td class="gt_sourcenote" colspan="1"><b>One.</b></td></tr>'
    '<tr class="gt_sourcenotes"><td class="gt_sourcenote" colspan="1">Two.</td></tr></tfoot>'
)


def shown(table: str) -> str:
    """The table on its page, behind what lets it scroll."""
    page = pandoc.shaped([raw(table, "html")], "html", "site.lua", {"behind": {}, "paths": {}})
    return page.partition('aria-label="Table, scrolls sideways">\n')[2]


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
