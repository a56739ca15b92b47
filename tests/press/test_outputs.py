"""What a kernel returned, turned into blocks: the cases that the golden pages do not show."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from press import pandoc
from press.outputs import (
    LINEAGE_MIME,
    Rendered,
    escape,
    inline_markdown,
    render,
)
from press.tables import table_blocks, with_tables
from press.tree import raw, text_of, walk

HOSTILE = [
    "<script>alert(1)</script>",
    "a|b",
    "`code`",
    "$x$",
    "@doe2020 [@doe2020]",
    "[x](javascript:1)",
    "![x](https://example.org/x.png)",
    "# heading",
    "_u_ __u__ *e* **b**",
    "~~gone~~ H~2~O x^2^",
    "- item",
    "1. item",
    "(@) item",
    "> quote",
    "{python} 1",
    "[x]{.y} :::",
    "https://example.org",
    "ann@example.org",
    "--- -- ... 'q' \"q\"",
    "a\\b \\alpha",
    "[^1] ^[note]",
    "| a line",
    "Term\u00a01\u202f000 \u2013 caf\u00e9",
    "&amp; &lt;",
    "\\N{BULLET}",
]


def display(kind: str = "display_data", **data: Any) -> dict[str, Any]:
    """A record such as Jupyter sends; `text_html` stands for `text/html`."""
    mime = {name.replace("_", "/", 1): content for name, content in data.items()}
    return {"output_type": kind, "data": mime, "metadata": {}}


def shown(*outputs: dict[str, Any], **options: Any) -> Rendered:
    """`outputs` rendered with the defaults of a cell."""
    return render(outputs, "x_files/a", **{"alts": [""], "warning": True, "asis": False, **options})


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_prints_as_it_is(text: str) -> None:
    """Escaped, read as Markdown at the start and in the middle of a line, it is the same words."""
    for before in ("", "See "):
        (block,) = pandoc.read(before + escape(text))
        assert block["t"] == "Para"
        kinds = {node["t"] for node in block["c"]}
        assert kinds <= {"Str", "Space"}
        assert text_of(block) == before + text


def test_text_from_data_stays_on_its_line() -> None:
    """A line break in a value opens no new block."""
    assert escape("a\n\n# b\t c ") == "a \\# b c"


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("'words'", "words"),
        ('"it\'s"', "it's"),
        (r"'a\\b\n'", r"a\b"),
        ("np.float64(2.5)", "2.5"),
        (repr("half a character: \udfff"), repr("half a character: \udfff")),
        ("np.int64(53)", "53"),
        ("np.str_('x')", "x"),
        ("np.True_", "True"),
        ("b'x'", "b'x'"),
        ("['a']", "['a']"),
        ("-3", "-3"),
        ("<object>", "<object>"),
    ],
)
def test_value_in_a_sentence_prints_without_pythons_marks(plain: str, printed: str) -> None:
    """What Jupyter calls `text/plain` is Python's repr: quotes and types are not words."""
    markdown, lineage = inline_markdown([display("execute_result", text_plain=plain)])
    assert text_of(pandoc.read(markdown)) == printed
    assert lineage is None


def test_value_that_writes_markdown_keeps_its_lineage() -> None:
    """The record goes through press untouched."""
    output = display("execute_result", text_plain="1", text_markdown="**1**")
    output["data"][LINEAGE_MIME] = {"kind": "number"}
    assert inline_markdown([output]) == ("**1**", {"kind": "number"})


def test_picture_is_written_beside_the_page() -> None:
    """The first has the name of the cell, the others a number; SVG goes before PNG."""
    svg = {"image/svg+xml": "<svg/>", "image/png": "eA==", "text/plain": "<Figure>"}
    first = {"output_type": "display_data", "data": svg}
    second = {"output_type": "display_data", "data": {"image/png": "eHk="}}
    rendered = shown(first, second, alts=["Words."])
    assert rendered.media == {"x_files/a.svg": b"<svg/>", "x_files/a.2.png": b"xy"}
    images = list(walk(rendered.blocks, "Image"))
    assert [node["c"][2][0] for node in images] == ["/x_files/a.svg", "/x_files/a.2.png"]
    assert dict(images[0]["c"][0][2])["alt"] == "Words."


def test_standard_error_is_shown_or_not_as_the_cell_asks() -> None:
    """`warning: false` leaves it out; standard output stays."""
    streams = [
        {"output_type": "stream", "name": "stdout", "text": "out\n"},
        {"output_type": "stream", "name": "stderr", "text": "err\n"},
    ]
    assert texts(shown(*streams)) == ["out", "err"]
    assert texts(shown(*streams, warning=False)) == ["out"]


def test_printed_text_is_never_markdown_unless_the_cell_says_so() -> None:
    """`output: asis` is the author's word for it."""
    stream = {"output_type": "stream", "name": "stdout", "text": "*x* <b>\n"}
    assert texts(shown(stream)) == ["*x* <b>"]
    (paragraph, *_) = shown(stream, asis=True).blocks
    assert any(walk([paragraph], "Emph"))


def test_output_of_no_known_kind_shows_nothing() -> None:
    """A widget, say, has no place in a book."""
    assert shown(display(application_x="1")).blocks == []


@pytest.mark.parametrize("content", ["", " ", "<!-- x -->"])
def test_empty_html_is_an_empty_output(content: str) -> None:
    """Some libraries display nothing by displaying an empty string."""
    assert table_blocks(content) == []


def test_html_table_is_a_real_table_for_the_pdf() -> None:
    """Cells, alignment and spans survive; styles and scripts do not; the foot becomes notes."""
    content = (
        "<style>td {color: red}</style><script>x()</script>"
        '<div><table><thead><tr><th class="gt_left">a</th><th class="gt_right">n</th></tr></thead>'
        '<tbody><tr><th colspan="2" class="gt_group_heading">G</th></tr>'
        '<tr><td class="gt_left">x &lt;y&gt;</td><td class="gt_right">1</td></tr></tbody>'
        '<tfoot><tr><td colspan="2">Source: here.</td></tr></tfoot></table></div>'
    )
    table, note = table_blocks(content)
    assert table["t"] == "Table"
    assert text_of(table).replace(" ", "") == "anGx<y>1"
    assert [column[1]["t"] for column in table["c"][2]] == ["ColWidthDefault"] * 2
    alignments = [node["t"] for node in walk([table], "AlignLeft", "AlignRight")]
    assert {"AlignLeft", "AlignRight"} <= set(alignments)
    assert (note["t"], text_of(note)) == ("Div", "Source: here.")


def test_what_is_drawn_in_html_is_a_picture_for_the_pdf() -> None:
    """As is a picture that HTML holds; the site has the HTML itself, and what is decoration is left out."""
    dot = (
        '<svg width="9" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle r="1"/></svg>'
    )
    icon = '<svg aria-hidden="true"><path d="M0 0"/></svg>'
    own = '<img alt="Own." width="3" src="data:image/png;base64,eA==">'
    rendered = shown(display(text_html=f"<p>{dot}{icon}{own}</p>"), alts=["A dot."])
    (site,) = walk(rendered.blocks, "RawBlock")
    assert dot in site["c"][1]
    (first, drawing), (second, picture) = rendered.media.items()
    assert (first, second) == ("x_files/a.svg", "x_files/a.2.png")
    assert b'viewBox="0 0 1 1"><circle r="1"/></svg>' in drawing
    assert (drawing.count(b"xmlns="), picture) == (1, b"x")
    images = list(walk(rendered.blocks, "Image"))
    assert [node["c"][2][0] for node in images] == [f"/{first}", f"/{second}"]
    assert [dict(node["c"][0][2]) for node in images] == [
        {"alt": "A dot."},
        {"width": "3", "alt": "Own."},
    ]


def test_drawing_in_an_address_may_be_written_in_percents() -> None:
    """As well as in base64: so pages that are written by hand have them, some with the set of its characters."""
    dot = "<svg xmlns='http://www.w3.org/2000/svg'><path fill='#000'/></svg>"
    for begins in ("data:image/svg+xml,", "data:image/svg+xml;charset=utf-8,"):
        content = f'<img alt="A dot." src="{begins}{quote(dot)}">'
        assert shown(display(text_html=content), alts=[""]).media == {"x_files/a.svg": dot.encode()}


def test_a_drawing_is_taken_whole_and_none_from_a_script() -> None:
    """One may hold others; a library of charts has pieces of some in its code, which are no drawing."""
    script = (
        """<script>logo = ["<svg xmlns='x'>", "<g>", "</svg>"].join("")</script><!-- <svg> -->"""
    )
    whole = '<svg width="9"><svg><circle r="1"/></svg><svg width="1"/><path d="M0 0"/></svg>'
    rendered = shown(display(text_html=f"<p>{script}one {whole}</p>"), alts=["A dot."])
    (drawing,) = rendered.media.values()
    assert (rendered.unread, drawing.endswith(b'<path d="M0 0"/></svg>')) == (False, True)


def texts(rendered: Rendered) -> list[str]:
    """The words of the verbatim blocks."""
    return [node["c"][1] for node in walk(rendered.blocks, "CodeBlock")]


def test_tables_of_raw_html_are_read_and_what_stands_around_them_is_not() -> None:
    """A table within another is part of that; a heading is none of the chapter's; rows need not be closed."""
    nested = "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>"
    text = f"<div>{nested}<h4>Two</h4><TABLE><tr><th>2<tr><td>3</TABLE></div>"
    shown = with_tables([raw(text, "html"), raw("<table>", "typst"), raw("</table>", "html")])
    assert [node["t"] if node["t"] == "Table" else node["c"][1] for node in shown] == [
        *("<div>", "Table", "<h4>Two</h4>", "Table", "</div>"),
        *("<table>", "</table>"),
    ]


RETURNED = (
    "Text(0.5, 1.0, 'Waiting times')",
    "[Text(0, 0, 'north'), Text(1, 0, 'south')]",
    "[<matplotlib.lines.Line2D at 0x0>]",
    "{'whiskers': [<matplotlib.lines.Line2D at 0x0>,\n  <matplotlib.lines.Line2D at 0x0>]}",
    "<Axes: title={'center': 'Waiting times'}>",
    "array([<Axes: >, <Axes: >], dtype=object)",
    "(array([1., 2.]),\n array([0., 1., 2.]),\n <BarContainer object of 2 artists>)",
    "(0.0, 10.0)",
)
KEPT = (
    "234",
    "datetime.date(2026, 1, 1)",
    "Text('words')",
    "[1, 2,\n 3]",
    "Result(\n  n=42,\n)",
)


@pytest.mark.parametrize("words", RETURNED)
def test_what_a_call_that_draws_returns_is_not_shown_beside_its_picture(words: str) -> None:
    """It is the last value of the cell, and says nothing to a reader; a figure of parts would count it as one."""
    value, picture = display("execute_result", text_plain=words), display(image_png="AA==")
    assert len(shown(value, picture).units) == 1
    assert len(shown({**value, "output_type": "display_data"}, picture).units) == 2
    assert len(shown(value).units) == (0 if words.startswith("[<") else 1)


@pytest.mark.parametrize("words", KEPT)
def test_any_other_value_is_shown_beside_a_picture(words: str) -> None:
    """What an author computed is never taken for what a call that draws returned."""
    value, picture = display("execute_result", text_plain=words), display(image_png="AA==")
    assert len(shown(value, picture).units) == 2
