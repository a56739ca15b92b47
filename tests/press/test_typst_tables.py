"""Tables as Pandoc writes them for Typst, and what makes them break well."""

from __future__ import annotations

from press import pandoc
from press.typst_tables import CLOSED, GROUP_CLOSED, KEPT, LONG, with_groups

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
    """The rows below it follow; but for the rule at the end nothing else changes."""
    head = "table.cell(align: left, colspan: 2)[#strong[First]],"
    made = GROUPED.replace(head, f"table.header(level: 2, {head}),")
    assert with_groups(GROUPED) == made.replace("\n)\n", f"\n{CLOSED}\n)\n")


def test_last_rows_of_a_long_table_stay_together() -> None:
    """In a foot that is not repeated, above the rule that ends the table."""
    source, last = with_groups(rows(LONG + 1)), LONG
    first = last - KEPT + 1
    assert f"table.footer(repeat: false, [{first}], [{first}]," in source
    assert f"[{last}], [{last}],{CLOSED})," in source


def test_notes_below_a_table_are_a_row_of_its_foot() -> None:
    """So that they never stand on a page without a row."""
    note = "#table-note[\nn = 53.\n\n]"
    cell = "table.cell(colspan: 2, inset: 0pt, table-notes[n = 53.][Data: a list.]),"
    plain = rows(2).replace("#figure(\n  align(center)[#table(", "#table(").partition(")]")[0]
    source = with_groups(f"{plain})\n{note}\n{note.replace('n = 53', 'Data: a list')}")
    assert f"table.footer(repeat: false, [1], [1],{CLOSED} {cell})," in source
    assert "#table-note" not in source


def test_first_row_of_a_group_stays_with_its_head() -> None:
    """If it is the only group, it is no part of the foot, above which the head of the table could stand alone."""
    more = "  [b], [2],\n  [c], [3],\n)"
    assert "table.footer" not in with_groups(GROUPED)
    longer = with_groups(GROUPED.replace("\n)", "\n" + more))
    assert "[a], [1],\n  [b], [2],\ntable.footer(repeat: false, [c], [3]," in longer


def test_short_last_group_is_in_the_foot_with_its_head() -> None:
    """Else its last row or its notes could stand without it; no head of the group before goes with it."""
    head = GROUPED.splitlines()[-3].replace("First", "Last")
    source = with_groups(GROUPED.replace("\n)", f"\n{head}\n  [b], [2],\n)"))
    foot = (
        f"{GROUP_CLOSED.format(2)}table.footer(repeat: false, {head.strip()}\n  [b], [2],{CLOSED}),"
    )
    assert f"  [a], [1],\n{foot}" in source


def test_foot_is_as_wide_as_a_table_with_shares_of_the_line() -> None:
    """As with a number of columns: no cell of its row is left over."""
    source = GROUPED.replace("columns: 2", "columns: (24.8%, 15%)").replace("First", "A")
    assert "table.cell(colspan: 2, inset: 0pt, table-notes[n = 5.])" in with_groups(
        f"{source}#table-note[\nn = 5.\n\n]"
    )


def test_text_is_left_as_it_is() -> None:
    """It may look like a row."""
    for source in ("  [a], [b],\n)\n", "table(\n"):
        assert with_groups(source) == source


def test_row_of_several_lines_is_never_cut() -> None:
    """Where the last rows hold blocks the table breaks as Typst has it."""
    source = rows(LONG + 1).replace(f"[{LONG}], [{LONG}],", f"[{LONG}], [#block[\n  x\n  ]],")
    assert "table.footer" not in with_groups(source)
