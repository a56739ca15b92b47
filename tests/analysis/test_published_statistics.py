"""A published statistic is found by what it measures, or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.published_statistics import CENSUS, KP, published

COLUMNS = ["indicator", "geography", "area", "sex", "year_label", "value"]
PEOPLE = pd.DataFrame(
    [
        ("Population", KP, "total", "total", CENSUS, 40.0),
        ("Population", KP, "rural", "total", CENSUS, 34.0),
    ],
    columns=COLUMNS,
)


def test_the_one_row_that_is_meant_is_found() -> None:
    """By the area, the whole unless another is named."""
    assert published(PEOPLE, "Population", KP, CENSUS) == 40
    assert published(PEOPLE, "Population", KP, CENSUS, area="rural") == 34


def test_a_statistic_that_is_not_there_is_an_error_and_not_another_one() -> None:
    """No urban row: the lookup must not fall back on a neighbour."""
    with pytest.raises(LookupError, match=r"0 rows, not one, hold Population, .*urban"):
        published(PEOPLE, "Population", KP, CENSUS, area="urban")


def test_a_statistic_that_is_there_twice_is_an_error() -> None:
    """Two rows with the same key cannot both be the figure."""
    with pytest.raises(LookupError, match="2 rows, not one"):
        published(pd.concat([PEOPLE, PEOPLE]), "Population", KP, CENSUS)
