"""A bare frame in a chapter's cell: no answer of a respondent, and no synthetic row without its mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import results as r
from analysis.bare_frames import bare
from analysis.errors import DisclosureError
from analysis.exhibits import STAND_IN_LINE
from analysis.numbers import Input, Lineage

ANSWERS = pd.DataFrame({"respondent_id": ["S1", "S2"], "remark": ["secret", "secret too"]})
PARTS: list[Callable[[pd.DataFrame], pd.DataFrame]] = [
    lambda frame: frame,
    lambda frame: frame.head(1),
    lambda frame: frame["remark"],
    lambda frame: frame.iloc[0],
    lambda frame: frame.groupby("remark").first(),
    lambda frame: frame["remark"].to_frame(),
    lambda frame: frame.T,
    lambda frame: frame.describe(),
    lambda frame: frame["remark"].value_counts(),
]
"""Ways in which a chapter may cut a frame."""


def lineage(evidence: str) -> Lineage:
    """That of a result with data of this kind upstream."""
    inputs = (Input("students", "data/students.csv", "ab12", evidence),)
    return Lineage("Answers.", "analysis.trust.answers", "analysis/trust.py", 41, inputs)


USES: list[Callable[[Any], object]] = [
    *PARTS[1:],
    lambda frame: frame.to_csv(),
    lambda frame: frame.to_numpy(),
    lambda frame: frame.style,
    list,
    len,
    pd.DataFrame,
    lambda frame: pd.crosstab(frame["remark"], frame["remark"]),
    np.asarray,
]
"""What a chapter might do with a frame, beside showing it."""


def test_answers_of_respondents_show_their_shape_alone() -> None:
    """In a page and in a notebook."""
    shown = bare(ANSWERS, lineage("collected"))
    for text in (repr(shown), str(shown), f"{shown}", f"{[shown]}"):
        assert "<answers of respondents, not shown: 2 x 2>" in text
    assert not any("secret" in str(getattr(shown, name, "")) for name in dir(shown))


@pytest.mark.parametrize("use", USES)
def test_a_chapter_computes_nothing_with_answers_of_respondents(
    use: Callable[[Any], object],
) -> None:
    """What it would compute would pass no disclosure control."""
    shown = bare(ANSWERS, lineage("collected"))
    with pytest.raises(DisclosureError, match="not computed with in a chapter"):
        use(shown)


@pytest.mark.parametrize("part", PARTS)
def test_synthetic_rows_say_so_wherever_they_show(
    part: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    """The rows are there, and the line below them."""
    shown = part(bare(ANSWERS, lineage("stand-in")))
    assert str(shown) == repr(shown)
    assert repr(shown).endswith(STAND_IN_LINE) and len(repr(shown)) > 2 * len(STAND_IN_LINE)
    if isinstance(shown, pd.DataFrame):
        html = shown._repr_html_()
        assert html is not None and STAND_IN_LINE in html


def test_public_figures_are_shown_as_any_frame_is() -> None:
    """Nothing is added."""
    shown = bare(ANSWERS, lineage("published"))
    assert type(shown) is pd.DataFrame and STAND_IN_LINE not in repr(shown)


def test_a_chapter_gets_the_synthetic_tables_of_this_book_so() -> None:
    """By their names among the results, and whatever rests on them."""
    assert repr(r.students.head(1)).endswith(STAND_IN_LINE)
    assert STAND_IN_LINE not in repr(r.districts_census2023.head(1))
