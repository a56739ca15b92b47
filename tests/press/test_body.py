"""What the site makes of a table that a cell has put out."""

from __future__ import annotations

from press.body import _notes_below

TABLE = "<div><table><tbody><tr><td>1</td></tr></tbody>{}</table></div>"
FOOT = (
    '<tfoot><tr class="gt_sourcenotes"><td class="gt_sourcenote" colspan="1"><b>One.</b></td></tr>'
    '<tr class="gt_sourcenotes"><td class="gt_sourcenote" colspan="1">Two.</td></tr></tfoot>'
)


def test_notes_stand_below_the_table_in_their_order() -> None:
    """So that they do not scroll with it; their markup stays."""
    table, (notes,) = _notes_below(TABLE.format(FOOT))
    assert table == TABLE.format("")
    assert notes["c"][1] == '<div class="table-notes"><p><b>One.</b></p><p>Two.</p></div>'


def test_foot_with_sums_stays_in_its_table() -> None:
    """It belongs to the columns."""
    table = TABLE.format("<tfoot><tr><td>9</td></tr></tfoot>")
    assert _notes_below(table) == (table, [])
