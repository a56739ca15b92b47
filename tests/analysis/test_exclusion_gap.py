"""The gap between town and country, on answers made here so that access explains all of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import exclusion_gap as topic
from analysis.estimates import row_of


def respondents() -> pd.DataFrame:
    """80 in eight clusters: three of four have access in town, one of four in the country; who has, uses."""
    rural = np.tile([0, 1], 40)
    place = np.arange(80) // 2 % 4
    access = np.where(rural == 1, place == 0, place != 0).astype(float)
    return pd.DataFrame(
        {
            "stratum": np.repeat(["one", "two"], 40),
            "institution": np.repeat(list("abcdefgh"), 10),
            "weight": 1.0,
            "residence": np.where(rural == 1, "rural", "urban"),
            "has_access": access,
            "skilled": np.tile([0.0, 0.0, 1.0, 1.0, 1.0], 16),
            "poor": np.tile([1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0], 12)[:80],
            "uses": access,
        }
    )


def test_access_explains_the_gap_that_it_makes() -> None:
    """Use is 3/4 in town and 1/4 in the country, and all of the half between goes with access."""
    rows = topic.use_gap_parts(respondents(), "students")
    parts = {
        name: row_of(rows, part=name, block="all")["estimate"] for name in rows["part"].unique()
    }
    assert parts["gap"] == pytest.approx(3 / 4 - 1 / 4)
    assert parts["explained"] == pytest.approx(3 / 4 - 1 / 4)
    assert parts["unexplained"] == pytest.approx(0, abs=1e-9)
    by_access = row_of(rows, part="explained", block="has_access")["estimate"]
    assert by_access == pytest.approx(3 / 4 - 1 / 4)


def test_the_table_names_every_part_in_the_words_of_a_reader() -> None:
    """Three parts and three explanations for each of the two groups; statsmodels knows the three parts."""
    rows = topic.use_gap_parts(respondents(), "students")
    plain = topic.use_gap_plain(respondents(), "students")
    html = topic.tbl_exclusion_decomposition(rows, rows, plain, plain).as_raw_html()
    words = ["Gap, urban less rural", "Explained", "… by access", "… by means", "Not explained"]
    assert [html.count(f">{name}<") for name in words] == [4, 4, 2, 2, 4]
    assert f">Students, {topic.LABELLED}<" in html and f">Patients, {topic.LABELLED}<" in html
