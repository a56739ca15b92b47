"""A chapter's source taken apart: what is a cell, what is text, and on which line it stands."""

from __future__ import annotations

import pytest

from press.errors import BookError
from press.parse import Cell, Chapter, Inline, Text, parse


def chapter(source: str) -> Chapter:
    """The chapter in `source`, with the defaults of a book that sets none."""
    return parse("chapters/x.qmd", source, {})


def inlines(source: str) -> list[tuple[str, int]]:
    """The inline expressions in `source`, with their lines."""
    return [(part.code, part.line) for part in chapter(source).parts if isinstance(part, Inline)]


def test_cell_knows_the_lines_of_its_fence_and_of_its_code() -> None:
    """Options and empty lines stand between the two."""
    (cell,) = chapter("# X\n\n```{python}\n#| label: a\n#| echo: false\n\nx = 1\n```\n").cells
    assert (cell.line, cell.code_line) == (3, 7)
    assert cell.code == "x = 1"
    assert (cell.options.label, cell.options.echo) == ("a", False)


def test_lines_are_those_of_the_file_behind_front_matter() -> None:
    """Front matter of three lines moves everything below it by three."""
    parsed = chapter("---\ntitle: X\n---\nText `{python} a`.\n\n```{python}\nb\n```\n")
    assert parsed.title == "X"
    assert [part.line for part in parsed.parts if not isinstance(part, Text)] == [4, 6]


def test_front_matter_sets_the_defaults_of_cells_and_cells_override_them() -> None:
    """Book, then chapter, then cell: the nearest wins."""
    source = "---\nexecute:\n  echo: false\n---\n```{python}\n1\n```\n\n```{python}\n#| echo: true\n1\n```\n"
    first, second = parse("x.qmd", source, {"echo": True, "warning": False}).cells
    assert (first.options.echo, second.options.echo) == (False, True)
    assert (first.options.warning, second.options.warning) == (False, False)


def test_every_inline_expression_has_its_line() -> None:
    """Two on one line, one on the next."""
    assert inlines("`{python} a` and `{python} b`,\n`{python} c`") == [("a", 1), ("b", 1), ("c", 2)]


def test_inline_expression_may_be_broken_over_two_lines() -> None:
    """An editor that wraps lines does not turn a number into code; its line is the first."""
    assert inlines("Text `{python}\nr.share` and `{python} f(1,\n  2)`.") == [
        ("r.share", 1),
        ("f(1, 2)", 2),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "`` `{python} a` ``",
        r"\`{python} a\`",
        "`python a`",
        "<!-- `{python} a` -->",
        "```\n`{python} a`\n```",
        "~~~ text\n`{python} a`\n~~~",
        "-   item\n\n    ```\n    `{python} a`\n    ```",
    ],
)
def test_code_that_is_shown_is_not_run(source: str) -> None:
    """Inside other code, a comment or behind a backslash it is text."""
    assert inlines(source) == []


def test_comment_that_is_opened_in_code_hides_nothing() -> None:
    """Only what Pandoc takes for a comment is one; nor is a comment that is never closed."""
    assert inlines("`<!--` and `{python} a`") == [("a", 1)]
    assert inlines("1 <!-- 2 and `{python} a`") == [("a", 1)]


def test_what_follows_a_cell_that_is_shown_stands_on_its_line() -> None:
    """A fence is put around it, and braces are taken away, which moves nothing."""
    source = "```{{python}}\n1 / 0\n```\n`{{python}} a` `{python} a`\n\n`{python} b`\n"
    assert inlines(source) == [("a", 4), ("b", 6)]


def test_stray_backtick_in_a_fence_does_not_hide_what_follows() -> None:
    """Marks do not pair across the end of a block."""
    assert inlines("```\nit`s\n```\nText `{python} a`.") == [("a", 4)]


@pytest.mark.parametrize(
    "source",
    [
        "<!--\n```{python}\n1\n```\n-->\n",
        "a <!-- b\n\n```{python}\n1\n```\n--> c\n",
        "<!-- one --><!--\n```{python}\n1\n```\n-->\n",
        "````markdown\n```{python}\n1\n```\n````\n",
        "~~~ markdown\n```{python}\n1\n```\n~~~\n",
        "```python\n1\n```\n",
        "``` {.python}\n1\n```\n",
        "```{=html}\n<b>1</b>\n```\n",
        "Text ```{python} 1``` more.\n",
    ],
)
def test_fence_that_is_no_cell_stays_text(source: str) -> None:
    """Comments, longer fences, other languages and raw blocks are Pandoc's."""
    parsed = chapter(source)
    assert parsed.cells == []
    assert "".join(part.text for part in parsed.parts if isinstance(part, Text)) == source


def test_cell_is_found_after_a_comment_or_a_block_ends() -> None:
    """What hides a cell ends where it ends."""
    for before in ("<!-- x -->", "<!--\nx\n-->", "````\n```{python}\n````", "`<!--`"):
        (cell,) = chapter(f"{before}\n\n```{{python}}\n1\n```\n").cells
        assert cell.line == before.count("\n") + 3


def test_cell_in_a_list_loses_the_indent_of_its_fence() -> None:
    """The code runs as if it stood at the margin; deeper lines keep their own indent."""
    (cell,) = chapter("-   item\n\n    ```{python}\n    if 1:\n        2\n    ```\n").cells
    assert cell.code == "if 1:\n    2"
    assert (cell.indent, cell.code_line) == ("    ", 4)


def test_fence_is_closed_by_one_as_long_or_longer_of_its_own_kind() -> None:
    """Three tildes do not close backticks, nor do three backticks close four."""
    (cell,) = chapter("````{python}\n'''\n```\n~~~~\n'''\n`````\n").cells
    assert cell.code == "'''\n```\n~~~~\n'''"


def test_windows_line_ends_in_code_do_not_reach_the_parser() -> None:
    """`read_text` has made them plain; the parser splits on plain ends alone."""
    (cell,) = chapter("```{python}\nx = '\f\x0b'\n```\n").cells
    assert cell.code == "x = '\f\x0b'"


def test_chapter_without_code_needs_no_kernel() -> None:
    """Nor does one whose cells are not to be run."""
    assert not chapter("# X\n").executable
    assert not chapter("```{python}\n#| eval: false\n1\n```\n").executable
    assert chapter("`{python} 1`").executable


def test_every_fault_of_a_chapter_is_found_at_once() -> None:
    """A bad option does not hide a bad language further down."""
    with pytest.raises(BookError) as caught:
        chapter("```{python}\n#| ecko: 1\n```\n\n```{julia}\n```\n\n```{python .x}\n```\n")
    assert [problem.line for problem in caught.value.problems] == [2, 5, 8]


def test_option_that_quarto_knows_and_press_does_not_is_a_warning_with_its_line() -> None:
    """The cell is run; the reader is told."""
    parsed = chapter("```{python}\n#| label: a\n#| column: margin\n1\n```\n")
    (warning,) = parsed.warnings
    assert str(warning) == (
        "chapters/x.qmd:3: `column` is not honoured by press; the real Quarto will use it"
    )


def test_attribute_that_press_does_not_honour_is_a_warning() -> None:
    """Of a Div, a picture or a fence; not one in code that shows how it is written, or in a comment."""
    source = (
        '# X\n\n::: {#fig-a layout-ncol=2 layout-align="left"}\n:::\n\n'
        '![A](a.svg){fig-alt="a" fig-link="b"}\n![B](b.svg){fig-cap-location="top"}\n```{.md code-line-numbers="true"}\n![](a){fig-pos="h"}\n```\n'
        '`![](a){#fig-b fig-pos="h"}`\n\n<!--\n![](a){#fig-c fig-pos="h"}\n\n-->\n\n![](a){#fig-d\nfig-pos="h"}\n'
    )
    assert [(one.line, one.what.split("`")[1]) for one in chapter(source).warnings] == [
        (3, "layout-align"),
        (6, "fig-link"),
        (7, "fig-cap-location"),
        (8, "code-line-numbers"),
        (19, "fig-pos"),
    ]


def test_caption_of_code_that_has_no_label_is_a_warning() -> None:
    """Quarto prints none either; one with a label is a listing."""
    source = (
        '# X\n\n```{.sql lst-cap="A query."}\n```\n\n```{#lst-a .sql lst-cap="A query."}\n```\n\n'
        "```{python}\n#| echo: true\n#| lst-cap: A cell.\n```\n\n"
        "```{python}\n#| lst-cap: A cell.\n#| lst-label: lst-b\n```\n"
    )
    warnings = [str(one) for one in chapter(source).warnings]
    said = "a `lst-cap` without a label is not printed, nor is it by the real Quarto"
    remedy = "label it `#lst-…`, in a cell `lst-label: lst-…`"
    assert warnings == [f"chapters/x.qmd:{line}: {said}\n  What next: {remedy}" for line in (3, 11)]


def test_parts_put_together_are_the_source() -> None:
    """Nothing of the text is lost or said twice between cells and expressions."""
    source = "# X\n\na `{python} b` c\n\n```{python}\nd\n```\n\ne `{python} f`\n"
    pieces = []
    for part in chapter(source).parts:
        if isinstance(part, Text):
            pieces.append(part.text)
        elif isinstance(part, Inline):
            pieces.append(f"`{{python}} {part.code}`")
        elif isinstance(part, Cell):
            pieces.append(f"```{{python}}\n{part.code}\n```\n")
    assert "".join(pieces) == source


def test_options_of_cells_may_stand_at_the_top_of_a_chapter() -> None:
    """As Quarto takes them, beside those under `execute`."""
    source = "---\necho: false\nexecute: {warning: false}\n---\n```{python}\n1\n```\n"
    (cell,) = parse("x.qmd", source, {}).cells
    assert (cell.options.echo, cell.options.warning) == (False, False)
