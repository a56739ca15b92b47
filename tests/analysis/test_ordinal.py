"""The proportional-odds model: by hand, by R (`svyolr`, `MASS::polr`), by statsmodels; its test by R."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import ordinal
from analysis.estimates import row_of
from analysis.few_clusters import Products
from analysis.linearisation import Sample
from analysis.regression import COLLINEAR, NO_VARIATION, SEPARATION, covariance_of, terms_of

EXACT = 1e-6
ITERATIVE = 1e-6
"""How near R's optimiser, restarted where it stopped, comes to the maximum."""
PREDICTORS = {"used": "no", "residence": "urban", "item_1": None}


def tossed(answers: dict[str, list[int]]) -> pd.DataFrame:
    """Respondents of two groups, each a cluster of its own: the list of counts is of answers 1, 2, ..."""
    rows = [
        (group, answer)
        for group, counts in answers.items()
        for answer, n in enumerate(counts, start=1)
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["used", "trust"])
    return frame.assign(stratum="all", institution=range(len(frame)), weight=1.0)


def test_of_two_answers_it_is_the_log_odds_ratio() -> None:
    """Higher answers: 3 to 1 among users, 1 to 2 among the others; the threshold is the odds of less."""
    rows = ordinal.proportional_odds(tossed({"no": [4, 2], "yes": [2, 6]}), "trust", {"used": "no"})
    assert rows["term"].tolist() == ["used: yes", "threshold 1"]
    assert rows["estimate"].tolist() == pytest.approx([log(3 / 1) - log(1 / 2), log(2 / 1)])


def test_under_the_design_it_is_that_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Slopes, thresholds and errors of `svyolr`, the last from numerical derivatives."""
    terms = terms_of(respondents, "trust", PREDICTORS)
    fitted, expected = ordinal.fitted_odds(terms), r_says("models")["proportional_odds"]
    variance = np.diag(covariance_of(Sample.of(respondents), terms, fitted.influence))
    assert fitted.value.tolist() == pytest.approx(expected["estimate"], abs=ITERATIVE)
    assert np.sqrt(variance).tolist() == pytest.approx(expected["se"], rel=1e-5)
    rows = ordinal.proportional_odds(respondents, "trust", PREDICTORS)
    assert rows["estimate"].tolist() == fitted.value.tolist()
    assert set(rows["n"]) == {r_says("models")["n"]}


def test_its_errors_are_corrected_for_few_clusters_as_written_out_in_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Errors and degrees of freedom, with the observed information of each cluster by differences in R 4.2.2."""
    rows, expected = (
        ordinal.proportional_odds(respondents, "trust", PREDICTORS),
        r_says("few_clusters")["ordered"],
    )
    for column in ("estimate", "se", "df"):
        assert rows[column].tolist() == pytest.approx(expected[column], rel=1e-5)


def test_without_weights_it_is_that_of_mass_and_of_statsmodels(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """`polr` to six digits; the likelihood of statsmodels' `OrderedModel` has its maximum there."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    frame = respondents.assign(weight=1.0)
    found = ordinal.proportional_odds(frame, "trust", PREDICTORS)["estimate"].to_numpy()
    expected = r_says("models")["polr"]
    assert found == pytest.approx(expected["estimate"], abs=1e-5)
    terms = terms_of(frame, "trust", PREDICTORS)
    model = OrderedModel(terms.outcome, terms.matrix[:, 1:], distr="logit")
    here = np.concatenate([found[:4], np.log(np.diff(found[3:]))])
    assert -2 * model.loglike(here) == pytest.approx(expected["deviance"], rel=1e-9)
    assert np.abs(model.score(here)).max() < 1e-5


def test_the_derivatives_are_those_of_the_likelihood(respondents: pd.DataFrame) -> None:
    """Scores and information against central differences, away from the maximum."""
    terms = terms_of(respondents, "trust", PREDICTORS)
    answer = np.unique(terms.outcome, return_inverse=True)[1]
    x, here, step = terms.matrix[:, 1:], np.array([0.3, -0.2, 0.1, -1, 0, 1, 2]), 1e-5

    def at(coefficients: np.ndarray) -> tuple[float, np.ndarray, Products]:
        return ordinal._likelihood(coefficients, x, answer, terms.weight)

    around = [(at(here + step * axis), at(here - step * axis)) for axis in np.eye(7)]
    slope = [(up[0] - down[0]) / (2 * step) for up, down in around]
    bend = [(down[1] - up[1]).sum(axis=0) / (2 * step) for up, down in around]
    information = ordinal._Point.of(here, x, answer, terms.weight).information
    assert at(here)[1].sum(axis=0) == pytest.approx(slope, rel=EXACT)
    assert information == pytest.approx(np.array(bend), abs=1e-6)


def test_the_test_of_the_assumption_is_that_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """R stacks the cuts and fits all logits at once; F is (d - q + 1) / (d q) of its Wald statistic."""
    rows = ordinal.proportional_odds_test(respondents, "trust", PREDICTORS)
    d = 12 - 4
    for term, key in (("used: yes", "user"), ("residence: rural", "rural"), ("item_1", "item_1")):
        expected = r_says("models")["parallel"][key]
        row, q = row_of(rows, term=term), expected["constraints"]
        assert row["statistic"] == pytest.approx(
            (d - q + 1) / (d * q) * expected["wald"], rel=EXACT
        )
        assert row["p"] == pytest.approx(stats.f.sf(row["statistic"], q, d - q + 1), rel=EXACT)


def test_more_differences_than_degrees_of_freedom_are_not_tested(respondents: pd.DataFrame) -> None:
    """Three terms at four cuts are nine differences; the sample has eight degrees of freedom."""
    rows = ordinal.proportional_odds_test(respondents, "trust", PREDICTORS)
    row = row_of(rows, term=ordinal.ALL_TERMS)
    assert np.isnan(row["p"]) and row["undefined"] == ordinal.TOO_FEW_CLUSTERS


def test_odds_that_differ_from_cut_to_cut_are_found() -> None:
    """Users give 1 and 3 more often than the others, who say 2: no one slope fits both cuts."""
    apart = tossed({"no": [20, 60, 20], "yes": [45, 10, 45]})
    alike = tossed({"no": [40, 40, 20], "yes": [20, 40, 40]})
    p = [
        row_of(ordinal.proportional_odds_test(d, "trust", {"used": "no"}), term="all terms")["p"]
        for d in (apart, alike)
    ]
    assert p[0] < 0.001 and p[1] > 0.05


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"no": [4, 4, 0], "yes": [0, 0, 5]}, SEPARATION),
        ({"no": [0, 4], "yes": [0, 5]}, NO_VARIATION),
        ({"no": [3, 2, 4]}, COLLINEAR),
    ],
)
def test_no_coefficient_is_made_up_where_there_is_none(
    answers: dict[str, list[int]], reason: str
) -> None:
    """Users above all others; one answer only; one group only (its dummy follows from nothing)."""
    frame = tossed(answers).assign(group=lambda d: (d["used"] == "yes").astype(float))
    rows = ordinal.proportional_odds(frame, "trust", {"group": None})
    assert rows["estimate"].isna().all() and rows["se"].isna().all()
    assert set(rows["undefined"]) == {reason}


def test_scaled_weights_and_shuffled_rows_change_nothing(respondents: pd.DataFrame) -> None:
    """Weights count against each other only."""
    other = respondents.assign(weight=respondents["weight"] * 9).iloc[::-1]
    one, two = (ordinal.proportional_odds(d, "trust", PREDICTORS) for d in (respondents, other))
    pd.testing.assert_frame_equal(one, two)
