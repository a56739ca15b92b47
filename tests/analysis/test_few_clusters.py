"""Errors where clusters are few: by dense matrices, on average, and where one cluster bears it all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import ordinal, regression
from analysis.few_clusters import corrected, information_by_cluster
from analysis.linearisation import OUTSIDE, Sample
from analysis.regression import terms_of


def made(clusters: int, strata: int = 1, each: int = 6, seed: int = 1) -> pd.DataFrame:
    """Single answers that nothing explains: `x` is of the respondent, `z` of the cluster."""
    random = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), each)
    frame = pd.DataFrame({"institution": cluster, "stratum": cluster % strata, "weight": 1.0})
    z = random.normal(size=clusters)[cluster]
    return frame.assign(x=random.normal(size=len(frame)), z=z, y=random.normal(size=len(frame)))


def test_a_mean_has_the_degrees_of_freedom_of_its_clusters() -> None:
    """Alike clusters in one stratum: one less than there are; in two strata, two less."""
    for strata in (1, 2):
        rows = regression.linear(made(8, strata).assign(one=1.0), "y", {})
        assert rows["df"].tolist() == pytest.approx([8 - strata])


def test_what_differs_between_few_clusters_has_fewer_than_what_differs_within() -> None:
    """Two of ten clusters are treated: hardly more than one degree, where clusters less strata say nine."""
    frame = made(10, each=40).assign(treated=lambda d: (d["institution"] < 2).astype(float))
    rows = regression.linear(frame, "y", {"treated": None, "x": None}).set_index("term")
    assert rows.loc["treated", "df"] < 2
    assert rows.loc["x", "df"] > 7


@pytest.mark.parametrize(("clusters", "strata", "seed"), [(6, 1, 1), (6, 3, 1), (4, 2, 17)])
def test_on_average_the_variance_is_right(clusters: int, strata: int, seed: int) -> None:
    """Under the working model; the plain sandwich of a coefficient of the clusters' is far too small.

    So it would be with the correction, too, by an eighth in the last, if that were not made good.
    """
    frame = made(clusters, strata, seed=seed)
    terms, sample = terms_of(frame, "y", {"z": None}), Sample.of(frame)
    bread = np.linalg.inv(terms.matrix.T @ terms.matrix)
    found, plain = [], []
    for draw in range(500):
        outcome = np.random.default_rng(draw).normal(size=len(frame))
        fitted = regression.weighted_least_squares(replace(terms, outcome=outcome))
        found.append(regression.errors_of(sample, terms, fitted)[0][1] ** 2)
        plain.append(regression.covariance_of(sample, terms, fitted.influence)[1, 1])
    assert 0.93 < np.mean(found) / bread[1, 1] < 1.15
    assert np.mean(plain) / bread[1, 1] < 0.75


def test_a_coefficient_that_rests_on_one_cluster_has_no_error() -> None:
    """Nothing shows how another such cluster would have answered; the other terms keep theirs."""
    frame = made(8).assign(first=lambda d: (d["institution"] == 0).astype(float))
    rows = regression.linear(frame, "y", {"first": None, "x": None}).set_index("term")
    assert np.isfinite(rows.loc["first", "estimate"])
    assert rows.loc["first", ["se", "df", "low", "p"]].isna().all()
    assert rows["undefined"].tolist() == ["", regression.ONE_CLUSTER, ""]
    assert rows.loc["x", "df"] > 1


def test_the_information_of_the_clusters_is_how_their_likelihood_bends() -> None:
    """Proportional odds: the scores of each cluster, by central differences."""
    frame = made(5).assign(y=lambda d: np.digitize(d["y"], [-0.5, 0.5]), trust=lambda d: d["y"])
    sample, terms = Sample.of(frame), terms_of(frame, "trust", {"x": None})
    fitted = ordinal.fitted_odds(terms)
    blocks = information_by_cluster(sample, terms.inside, fitted.information)
    x, answer, step = terms.matrix[:, 1:], terms.outcome.astype(int), 1e-5

    def scores(there: np.ndarray) -> np.ndarray:
        each = ordinal._likelihood(there, x, answer, terms.weight)[1]
        return np.array([each[sample.cluster == one].sum(axis=0) for one in range(5)])

    for place, axis in enumerate(np.eye(3)):
        bend = scores(fitted.value - step * axis) - scores(fitted.value + step * axis)
        assert blocks[:, :, place] == pytest.approx(bend / (2 * step), abs=1e-6)


def test_a_cluster_without_a_member_of_the_part_counts_as_nothing() -> None:
    """Half of the clusters are outside: they bear no error and add no degree of freedom."""
    frame = made(8, strata=2)
    inside = frame["institution"] < 4
    whole, cut = (
        regression.linear(d, "y", {"x": None}, where=w)
        for d, w in ((frame, inside), (frame[inside], None))
    )
    sample = Sample.of(frame)
    degrees = sample.degrees(np.where(inside, 0, OUTSIDE), 1)[0]
    assert whole["df"].max() < cut["df"].max() + 1 and degrees == 4 - 2
    assert corrected(sample, np.zeros((len(frame), 1)), np.ones((8, 1, 1)))[0][0] == 0
