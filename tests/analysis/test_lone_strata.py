"""A stratum of which fieldwork brought home one cluster: refused, or adjusted as R's `survey` adjusts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import linearisation, survey
from analysis.dominance import cliffs_delta
from analysis.linearisation import ADJUSTED, Sample
from analysis.ordinal import proportional_odds
from analysis.regression import linear
from analysis.variance_share import omega_squared

FIVE = pd.DataFrame(
    {
        "stratum": ["one"] * 4 + ["two"],
        "institution": ["a", "a", "b", "c", "d"],
        "weight": [1.0, 1.0, 2.0, 4.0, 2.0],
        "trust": [1, 3, 4, 5, 1],
    }
)
"""Three clusters of one stratum and one of another; the weights add up to 10, and the mean is 3.4."""


@pytest.fixture
def adjusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is chosen."""
    monkeypatch.setattr(linearisation, "LONE_STRATA", ADJUSTED)


@pytest.fixture
def left(respondents: pd.DataFrame) -> pd.DataFrame:
    """The small survey with one cluster of its last stratum."""
    last = respondents["stratum"].eq(respondents["stratum"].max())
    kept = respondents.loc[last, "institution"].min()
    return respondents[~last | respondents["institution"].eq(kept)].reset_index(drop=True)


@pytest.mark.usefixtures("adjusted")
def test_the_lone_cluster_is_set_against_nought_by_hand() -> None:
    """Scores w (y - 3.4) / 10: clusters a -0.28, b 0.12, c 0.64 about their mean; d -0.48 squared as it is."""
    row = survey.means(FIVE, "trust").iloc[0]
    a, b, c = (1 * (1 - 3.4) + 1 * (3 - 3.4)) / 10, 2 * (4 - 3.4) / 10, 4 * (5 - 3.4) / 10
    d, mean = 2 * (1 - 3.4) / 10, (a + b + c) / 3
    variance = 3 / 2 * ((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) + d**2
    assert (row["estimate"], row["df"]) == (pytest.approx(3.4), 4 - 2)
    assert row["se"] == pytest.approx(variance**0.5)


@pytest.mark.usefixtures("adjusted")
@pytest.mark.parametrize(
    ("key", "estimator", "where"),
    [
        ("mean_item_1", survey.means, None),
        ("total_item_1", survey.totals, None),
        ("mean_item_1_rural", survey.means, "rural"),
    ],
)
def test_estimates_are_those_of_r(
    left: pd.DataFrame,
    r_says: Callable[[str], dict[str, Any]],
    key: str,
    estimator: Callable[..., pd.DataFrame],
    where: str | None,
) -> None:
    """With `survey.lonely.psu = "adjust"`, of a part of the sample too."""
    inside = None if where is None else left["residence"].eq(where)
    row, expected = estimator(left, "item_1", where=inside).iloc[0], r_says("lone_strata")[key]
    assert row[["estimate", "se"]].tolist() == pytest.approx(
        [expected["estimate"], expected["se"]], rel=1e-6
    )
    assert row["df"] == expected["df"]


@pytest.mark.usefixtures("adjusted")
def test_a_difference_is_that_of_r(
    left: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Both sides share the lone cluster."""
    sides = {"by": "residence", "groups": ("rural", "urban")}
    row = survey.differences(left, "item_1", **sides).iloc[0]
    expected = r_says("lone_strata")["difference_residence"]
    assert [row["estimate"], row["se"]] == pytest.approx(
        [expected["estimate"], expected["se"]], rel=1e-6
    )


@pytest.mark.usefixtures("adjusted")
def test_every_estimator_takes_it_in(left: pd.DataFrame) -> None:
    """Models, Cliff's delta and the jackknife have finite errors, and degrees of freedom that the others give."""
    frame = left.assign(rural=left["residence"].eq("rural").astype(float))
    rows = [
        linear(frame, "item_1", {"rural": None}).iloc[1],
        proportional_odds(frame, "item_1", {"rural": None}).iloc[0],
        cliffs_delta(frame, "item_1", by="rural", groups=(1.0, 0.0)).iloc[0],
        omega_squared(frame, "item_1", "residence"),
    ]
    for row in rows:
        assert np.isfinite(row["low"]) and row["se"] > 0
        assert 0 < row["df"] < frame["institution"].nunique()


@pytest.mark.usefixtures("adjusted")
def test_other_strata_are_as_they_were(respondents: pd.DataFrame) -> None:
    """Where no stratum has one cluster, the remedy changes nothing."""
    sample, scores = Sample.of(respondents), respondents[["weight"]].to_numpy()
    totals = sample.centred(np.arange(12.0)[:, None])
    assert sample.growth.tolist() == [3 / 2] * 4
    assert np.bincount(sample.stratum, totals[:, 0]) == pytest.approx(np.zeros(4))
    assert sample.variances(np.zeros(len(respondents), dtype=int), 1, scores)[0, 0] > 0
