"""Tables that break well, as the template of the PDF has them (`whole` in `book.typ`)."""

from __future__ import annotations

import json
import re

import typst

from press import pandoc
from press.pdf import TEMPLATE, typst_of
from press.tables import table_blocks, with_tables
from press.tree import raw

KEPT, LONG = 3, 8
"""How many of the last rows stay together, of a table of more rows than these."""
CLOSED = "hline(stroke:0.8pt+rgb(#57606a))"
NOTE = "\n\n::: table-note\n{}\n:::"


def rows(*names: str) -> str:
    """Rows of HTML; one in capitals names those below it."""
    cells = ("<td colspan=2><strong>{0}</strong></td>", "<td>{0}</td><td>{0}</td>")
    return "".join(f"<tr>{cells[not name.isupper()].format(name)}</tr>" for name in names)


def parts(body: str, after: str = "", foot: str = "") -> str:
    """What Typst makes a table of, after its head, with no blanks and quotes."""
    head = "<thead><tr><th>Item</th><th>Number</th></tr></thead>"
    html = f"<table>{head}<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    blocks = [*pandoc.read(html, reader="html"), *pandoc.read(after)]
    template = "#let margins = (left: 3cm, right: 3cm)\n#let icons = (:)\n" + TEMPLATE.read_text(
        encoding="utf-8"
    )
    source = f"{template}\n#let made = [\n{typst_of(blocks)}\n]\n#metadata(repr(made))<made>\n#made"
    told = json.loads(typst.query(source.encode(), "<made>", field="value", one=True))
    return re.sub(r'[\s"]', "", told).replace(",)", ")").partition("hline(),")[2]


def row(name: str) -> str:
    """A row as `rows` makes it, in Typst."""
    return f"cell(body:[{name}])," * 2


def head(name: str) -> str:
    """The head of a group, in Typst."""
    return f"header(level:2,children:(cell(body:strong(body:[{name}]),colspan:2))),"


def test_row_that_names_a_group_is_a_head_of_it() -> None:
    """Typst repeats it where its rows go on; the last row and the rule below the table are the foot."""
    made = parts(rows("FIRST", "a", "b", "LAST", "c", "d", "e"))
    foot = f"footer(repeat:false,children:({row('e')}{CLOSED}))"
    assert made.startswith(
        head("FIRST") + row("a") + row("b") + head("LAST") + row("c") + row("d") + foot
    )


def test_of_two_heads_the_upper_is_a_row() -> None:
    """Typst panics where two follow on the head of the table; the lower one is repeated."""
    upper = "cell(body:strong(body:[ALL]),colspan:2),"
    assert parts(rows("ALL", "FIRST", "a", "b")).startswith(upper + head("FIRST") + row("a"))


def test_last_rows_of_a_long_table_stay_together() -> None:
    """In a foot that is not repeated, above the rule that ends the table."""
    names = [f"r{n}" for n in range(LONG + 1)]
    last = "".join(map(row, names[-KEPT:]))
    foot = f"footer(repeat:false,children:({last}{CLOSED}"
    assert f"{row(names[-KEPT - 1])}{foot}" in parts(rows(*names))
    assert f"{row('r6')}footer(repeat:false,children:({row('r7')}" in parts(rows(*names[:-1]))


def test_notes_below_a_table_are_a_row_of_its_foot() -> None:
    """So that they never stand on a page without a row; each is one of its own."""
    made = parts(rows("a"), NOTE.format("n = 53.") + NOTE.format("Data: a list.") + "\n\nText.")
    cell = "cell(body:context(),colspan:2,inset:0%+0pt)"
    assert f"footer(repeat:false,children:({row('a')}{CLOSED},{cell})" in made
    assert made.endswith("[Text.],parbreak())")
    blocks = pandoc.read("| a |\n|--|\n| 1 |" + NOTE.format("Note") + NOTE.format("*Data*."))
    assert "][Note][#emph[Data].]" in typst_of(blocks)


def test_first_row_of_a_group_stays_with_its_head() -> None:
    """If it is the only group, it is no part of the foot, above which the head of the table could stand alone."""
    assert "footer" not in parts(rows("FIRST", "a"))
    assert f"{row('b')}footer(repeat:false,children:({row('c')}" in parts(
        rows("FIRST", "a", "b", "c")
    )


def test_short_last_group_is_in_the_foot_with_its_head() -> None:
    """Else its last row or its notes could stand without it; no head of the group before goes with it."""
    none = "header(repeat:false,level:2,children:(cell(body:[],colspan:2,inset:0%+0pt))),"
    name = "cell(body:strong(body:[LAST]),colspan:2),"
    foot = f"footer(repeat:false,children:({name}{row('b')}{CLOSED}"
    assert f"{row('a')}{none}{foot}" in parts(rows("FIRST", "a", "LAST", "b"))


def test_rows_that_share_a_cell_are_not_parted() -> None:
    """No foot begins between them; the row that names a group is found below them all the same."""
    shared = "<tr><td rowspan=2>a</td><td>1</td></tr><tr><td>2</td></tr>"
    made = parts(shared + rows("LAST", "b"))
    assert "footer" not in made
    assert f"cell(body:[2]),{head('LAST')}{row('b')}{CLOSED}" in made


def test_foot_of_the_table_itself_is_among_the_last_rows() -> None:
    """With the rule that Pandoc draws above it."""
    made = parts(rows("a"), foot=rows("sum"))
    assert f"{row('a')}hline(),footer(repeat:false,children:({row('sum')}{CLOSED}" in made


def test_table_without_rows_has_its_rules() -> None:
    """And no foot."""
    assert parts("").startswith(CLOSED)


SHEET = "<style>#T_row0_col0, #T_row1_col0 {background-color: yellow;} #T td {color: red;}</style>"
PAINTED = (
    f"{SHEET}<table id='T'><tbody><tr><td id='T_row0_col0' style='color: #FFF; font-weight: bold'>1</td></tr>"
    "<tr><td class='gt_right' style='font-style: italic; color: rgb(1, 2, 3)'>2</td></tr>"
    "<tr><td style='background-color: url(x); color: #12; font-weight: 400'>3</td></tr></tbody></table>"
)


def test_cell_is_painted_as_its_style_asks() -> None:
    """Its own style, and what pandas writes for it alone; what is no colour is left out."""
    made = typst_of(table_blocks(PAINTED))
    assert 'table.cell(fill: rgb("#ffff00"))[#text(fill: rgb("#FFF"))[#strong[1]]]' in made
    assert "table.cell(align: right)[#text(fill: rgb(1, 2, 3))[#emph[2]]]" in made
    assert "  [3],\n" in made


def test_table_of_raw_html_is_painted_too() -> None:
    """As a chapter may hold one."""
    html = "<table><tr><td style='background-color: LightCyan'>1</td></tr></table>"
    assert 'table.cell(fill: rgb("#e0ffff"))[1]' in typst_of(with_tables([raw(html, "html")]))
