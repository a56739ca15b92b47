"""The corrected chi-square: by R's `svychisq`, by scipy where there is no design, and by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.association import association

EXACT = 1e-6


def answers(table: list[list[int]]) -> pd.DataFrame:
    """Respondents that make a table of counts, each a cluster of its own in one stratum."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    frame = pd.DataFrame(pairs, columns=["one", "other"])
    return frame.assign(stratum="all", institution=range(len(pairs)), weight=1.0)


def test_both_corrections_are_those_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Statistic, degrees of freedom and p of the second order, p of the first; five answers by two."""
    row = association(respondents, "trust", "used").iloc[0]
    second, first = (r_says("survey")[f"chisq_{order}_order"] for order in ("second", "first"))
    assert row["statistic"] == pytest.approx(second["statistic"], rel=EXACT)
    assert row[["df1", "df2"]].tolist() == pytest.approx(second["parameter"], rel=EXACT)
    assert row["p"] == pytest.approx(second["p"], rel=EXACT)
    assert row["p_first_order"] == pytest.approx(first["p"], rel=EXACT)
    assert row["n"] == respondents[["trust", "used"]].notna().all(axis=1).sum()


def test_the_strength_of_an_association_by_hand() -> None:
    """Shares 0.3, 0.2, 0.1, 0.4: each cell is 0.1 off what is expected (0.2, 0.3, 0.2, 0.3)."""
    row = association(answers([[3, 2], [1, 4]]), "one", "other").iloc[0]
    assert row["v"] == pytest.approx(sqrt(0.1**2 * (1 / 0.2 + 1 / 0.3 + 1 / 0.2 + 1 / 0.3)))


def test_without_a_design_the_first_order_is_almost_pearson() -> None:
    """Of 400 single respondents n / (n - 1) and the spread within cells are all that differs."""
    table = [[60, 50, 90], [70, 60, 70]]
    row = association(answers(table), "one", "other").iloc[0]
    assert row["p_first_order"] == pytest.approx(stats.chi2_contingency(table).pvalue, rel=0.05)


def test_an_empty_cell_and_the_order_of_answers_do_not_matter() -> None:
    """Nobody gave this pair of answers; rows shuffled, categories first met in another order."""
    frame = answers([[0, 5, 3], [4, 2, 6]])
    one, two = (association(d, "one", "other") for d in (frame, frame.iloc[::-1]))
    pd.testing.assert_frame_equal(one, two)
    assert np.isfinite(one["p"].iloc[0])


def test_a_question_with_one_answer_is_undefined_and_says_why() -> None:
    """Nothing varies, so nothing can go together."""
    row = association(answers([[4, 5]]), "one", "other").iloc[0]
    assert np.isnan(row["p"]) and "the same answer" in row["undefined"]


def test_a_part_without_answers_is_undefined_and_says_why() -> None:
    """Nobody is left."""
    frame = answers([[3, 2], [1, 4]])
    row = association(frame, "one", "other", where=frame["one"] > 5).iloc[0]
    assert row["n"] == 0 and row["undefined"] == "nobody in this group answered"


def test_a_part_in_one_cluster_is_undefined_and_says_why() -> None:
    """There is a table, yet nothing to hold it against."""
    frame = answers([[3, 2], [1, 4]]).assign(institution=[0] * 9 + [1])
    row = association(frame, "one", "other", where=frame["institution"] == 0).iloc[0]
    assert np.isnan(row["p"]) and row["v"] > 0 and "too few" in row["undefined"]
