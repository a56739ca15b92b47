"""Access to ICT: whom a figure describes."""

from __future__ import annotations

import pytest

from analysis import context_ict as topic
from analysis.published_statistics import PAKISTAN


@pytest.mark.parametrize(
    ("area", "sex", "words"),
    [
        ("total", "total", "Pakistan"),
        ("rural", "total", "Pakistan, rural"),
        ("urban", "female", "Pakistan, urban women"),
    ],
)
def test_the_table_of_access_says_whom_a_figure_describes(area: str, sex: str, words: str) -> None:
    """The geography always stands first."""
    assert topic._whom(PAKISTAN, area, sex) == words
