"""Columns of printed numbers, aligned on the decimal mark, against columns typed here."""

from __future__ import annotations

import re

import pandas as pd
from great_tables import GT

from analysis.alignment import FIGURE, MARK, aligned, on_decimal


def test_numbers_lacking_decimals_get_spaces_as_wide_as_those() -> None:
    """A whole number also lacks the mark."""
    assert aligned(["0.58", "44.7", "19"]) == ["0.58", "44.7" + FIGURE, "19" + MARK + FIGURE * 2]


def test_no_line_ends_between_the_spaces() -> None:
    """Those behind the mark would stand on a line of their own, and the row be twice as high."""
    breaks = re.compile("\N{PUNCTUATION SPACE}(?!\N{WORD JOINER})")
    assert not any(map(breaks.search, aligned(["0.58", "19", "over 300"])))


def test_numbers_that_are_alike_stay_as_they_are() -> None:
    """A column with one number of decimals is aligned by standing on the right."""
    cells = ["0.58", "−0.22", "< 0.001"[:5] + "1", "1,234.50"]
    assert aligned(["0.58", "−0.22"]) == ["0.58", "−0.22"]
    assert aligned(cells)[3] == "1,234.50"


def test_sign_of_per_cent_stands_behind_the_figures() -> None:
    """The figures before the mark stand below one another, with the sign or without."""
    assert aligned(["94%", "6.7%", "30,000"]) == [
        "94%" + MARK + FIGURE,
        "6.7%",
        "30,000" + MARK + FIGURE * 2,
    ]


def test_both_ends_of_an_interval_are_aligned() -> None:
    """The lower one, too, although the upper one has fewer figures."""
    assert aligned(["0.39 to 0.77", "32.8 to 56.6"]) == [
        f"0.39 to {FIGURE}0.77",
        f"32.8{FIGURE} to 56.6{FIGURE}",
    ]


def test_an_estimate_and_its_interval_are_aligned_with_those_of_as_many_decimals() -> None:
    """Each of the three numbers; what has other decimals is in another unit, and lacks none."""
    assert aligned(["32.8 (9.5 to 56.6)", "71.7 (64.4 to 78.0)", "1.18 (1.03 to 1.34)", "–"]) == [
        f"32.8{FIGURE} (9.5 to 56.6)",
        "71.7 (64.4 to 78.0)",
        "1.18 (1.03 to 1.34)",
        "–",
    ]


def test_what_is_no_number_stays() -> None:
    """A withheld cell, a dash, an empty one."""
    assert aligned(["[c]", "–", "", "1.5"]) == ["[c]", "–", "", "1.5"]


def test_only_columns_on_the_right_are_aligned() -> None:
    """Words on the left may hold numbers as well."""
    frame = pd.DataFrame({"name": ["1.5", "2"], "value": ["1.5", "2"]})
    shown = on_decimal(
        GT(frame).cols_align("left", "name").cols_align("right", "value")
    ).as_raw_html()
    assert f">2{MARK}{FIGURE}</td>" in shown
    assert ">2</td>" in shown
