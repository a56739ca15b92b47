"""The widths of columns of sentences, against tables of a few rows."""

from __future__ import annotations

import pytest

from press import pandoc
from press.pandoc import Node
from press.pdf import typst_of
from press.tree import text_of
from press.typst_columns import (
    BREAK,
    FEW,
    GAP,
    LINE,
    NARROW_LINE,
    SIZE,
    WIDE,
    _head,
    _length,
    fitted,
)

SENTENCE = (
    "a sentence that goes on and on until it takes more than one line of any table in a book "
)


def table(*rows: str) -> Node:
    """A table of Markdown whose columns have no widths of their own."""
    count = rows[0].count("|") + 1
    source = "\n".join([f"| {rows[0]} |", "|--" * count + "|", *(f"| {row} |" for row in rows[1:])])
    (node,) = pandoc.read(source)
    node["c"][2] = [[side, {"t": "ColWidthDefault"}] for side, _ in node["c"][2]]
    return node


def shares(node: Node) -> list[float]:
    """The share of each column."""
    return [width.get("c", 0) for _, width in fitted(node)["c"][2]]


def test_table_that_fits_on_a_line_is_left_as_it_is() -> None:
    """Typst makes each column as wide as what it holds."""
    small = table("a | b", "one | two")
    assert fitted(small) == small


def test_column_of_sentences_gets_what_short_columns_leave() -> None:
    """The column of numbers is as wide as they are, and torn nowhere."""
    interval = "0.39 to 0.77"
    number, words = shares(table("n | words", f"{interval} | {SENTENCE}"))
    assert len(interval) + GAP <= number * NARROW_LINE < len(interval) + GAP + 4
    assert words > 2 * number
    assert number + words <= 1


def test_interval_below_nought_is_on_one_line() -> None:
    """Its signs and figures are wider than letters are on average: by 23.2 of those that a line has."""
    interval = "−0.001 (−0.023 to 0.021)"
    number, *_ = shares(table("n | a | b | c", " | ".join([interval, *[SENTENCE] * 3])))
    assert number * LINE - GAP >= 23.2


def test_spaces_that_align_numbers_are_as_wide_as_what_they_stand_for() -> None:
    """And what keeps them on a line has no width."""
    aligned = "1\N{PUNCTUATION SPACE}\N{WORD JOINER}\N{FIGURE SPACE}"
    assert _length(text_of(pandoc.read(aligned))) == _length("1.2")


def test_longer_sentences_get_the_wider_column() -> None:
    """As much as saves lines, and no more than the line has."""
    short, long = shares(table("a | b", *[f"{SENTENCE} | {SENTENCE * 3}"] * 3))
    assert 0 < 1.5 * short < long
    assert short + long <= 1


def test_no_column_is_narrower_than_its_longest_word() -> None:
    """Where words can be broken, as after a hyphen, the longest part counts."""
    word = "participatory_representation"
    first, *_ = shares(table("a | b", f"{word} and so on, and so on | {SENTENCE * 9}"))
    assert first * NARROW_LINE - GAP >= len(word) - 0.1
    assert BREAK.split("well-known words") == ["well-", "known", "words"]


def test_table_of_many_columns_has_the_longer_line() -> None:
    """It reaches into the margins, and is marked so that its caption and notes do as well."""
    node = table(" | ".join("abcd"), " | ".join([SENTENCE] * FEW))
    widths = shares(node)
    assert sum(widths) <= 1
    assert min(widths) * LINE >= LINE // FEW - GAP
    assert fitted(node)["c"][0][1] == [WIDE]
    assert fitted(table("a | b", f"{SENTENCE} | {SENTENCE}"))["c"][0][1] == []


@pytest.mark.parametrize("width", [{"t": "ColWidthDefault"}, {"t": "ColWidth", "c": 1 / 15}])
def test_table_that_no_line_holds_is_in_smaller_text(width: dict[str, object]) -> None:
    """Nothing is torn, or printed over the next column, even where a table of Markdown has equal columns."""
    count, number = 15, "1234.56"
    node = table(" | ".join("x" * count), " | ".join([number] * count))
    node["c"][2] = [[side, width] for side, _ in node["c"][2]]
    ((name, size),) = fitted(node)["c"][0][2]
    assert name == SIZE
    assert 0.7 < float(size) < 0.9
    assert sum(shares(node)) <= 1
    assert min(shares(node)) * LINE >= float(size) * (len(number) - 0.1)
    assert f"#whole(wide: true, size: {size})[" in typst_of([node])


def test_head_takes_two_lines_before_a_table_reaches_into_the_margins() -> None:
    """Or before a cell below it is broken."""
    heads = [f"a long head of a number {n}" for n in "abcd"]
    node = table(" | ".join(heads), " | ".join(["12.5"] * 4))
    assert all(0 < width * NARROW_LINE < len(heads[0]) for width in shares(node))
    assert fitted(node)["c"][0][1] == []


def test_heads_of_two_rows_count_above_the_columns_that_they_name() -> None:
    """A head over several columns is none of a single one."""
    row = "<tr><td>a</td>" + "<td>1</td>" * 3 + "</tr>"
    heads = "<tr><th rowspan='2'>Judged as</th><th colspan='3'>The stated rule</th></tr>"
    named = "".join(f"<th>Participatory_{n}</th>" for n in range(3))
    (node,) = pandoc.read(
        f"<table><thead>{heads}<tr>{named}</tr></thead><tbody>{row}</tbody></table>", reader="html"
    )
    assert _head([cells for _, cells in node["c"][3][1]]) == [
        "Judged as",
        *(f"Participatory_{n}" for n in range(3)),
    ]


def test_widths_that_the_author_has_set_stay() -> None:
    """They were asked for."""
    node = table("a | b", f"{SENTENCE} | {SENTENCE}")
    node["c"][2][0][1] = {"t": "ColWidth", "c": 0.9}
    assert fitted(node) == node


def test_length_of_a_text_is_exact() -> None:
    """Python 3.12 sums more exactly than 3.11: a column would be wider under one, and the PDF another."""
    text = SENTENCE * 3 + "What was introduced, and when (C1, C2)"
    assert _length(text) == _length(text[::-1]) == _length("".join(sorted(text)))
