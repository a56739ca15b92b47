"""Tables as Pandoc writes them for Typst, and what makes them break well."""

from __future__ import annotations

from press import pandoc
from press.typst_tables import KEPT, LONG, with_groups

GROUPED = """\
#table(
  columns: 2,
  align: (left,right,),
  table.header([Item], [Number],),
  table.hline(),
  table.cell(align: left, colspan: 2)[#strong[First]],
  [a], [1],
)
"""


def rows(count: int) -> str:
    """A table of Markdown with so many rows, as Pandoc writes it."""
    lines = "".join(f"| {n} | {n} |\n" for n in range(count))
    return pandoc.write(pandoc.read(f"| a | b |\n|--|--|\n{lines}"), "typst-citations")


def test_row_that_names_a_group_is_a_head_of_it() -> None:
    """The rows below it follow; nothing else changes."""
    head = "table.cell(align: left, colspan: 2)[#strong[First]],"
    assert with_groups(GROUPED) == GROUPED.replace(head, f"table.header(level: 2, {head}),")


def test_last_rows_of_a_long_table_stay_together() -> None:
    """In a foot that is not repeated."""
    source, last = with_groups(rows(LONG + 1)), LONG
    first = last - KEPT + 1
    assert f"table.footer(repeat: false, [{first}], [{first}]," in source
    assert f"[{last}], [{last}],)," in source


def test_short_table_and_text_are_left_as_they_are() -> None:
    """A short table moves as a whole, and text may look like a row."""
    for source in (rows(LONG), "  [a], [b],\n)\n", "table(\n"):
        assert with_groups(source) == source


def test_row_of_several_lines_is_never_cut() -> None:
    """Where the last rows hold blocks the table breaks as Typst has it."""
    source = rows(LONG + 1).replace(f"[{LONG}], [{LONG}],", f"[{LONG}], [#block[\n  x\n  ]],")
    assert "table.footer" not in with_groups(source)
