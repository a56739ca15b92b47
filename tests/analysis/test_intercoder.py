"""Agreement between two coders: alpha by hand and by the package, by cluster, by code."""

from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.inter_rater import fleiss_kappa

from analysis import intercoder
from analysis.errors import AnalysisError
from analysis.estimates import row_of
from analysis.intercoder import Pair, agreement_by_code, agreements

FIRST = np.array(["yes", "yes", "no"])
SECOND = np.array(["yes", "no", "no"])


def apart(first: np.ndarray, second: np.ndarray) -> Pair:
    """Each unit a cluster of its own."""
    return Pair(first, second, np.arange(len(first)))


def alpha(pair: Pair) -> float:
    """Alpha of the sample itself, by the closed form."""
    counts = intercoder.coincidences(pair, len(pair.first))
    return intercoder.nominal_alpha(counts.sum(axis=0, keepdims=True))[0]


def test_alpha_is_that_of_the_coincidence_matrix() -> None:
    """Three units give six values, three of each; one unit differs, which fills two cells.

    Coincidences: yes-yes 2, no-no 2, yes-no 1, no-yes 1. Observed disagreement 2 / 6; expected
    (3 * 3 + 3 * 3) / (6 * 5).
    """
    by_hand = 1 - (2 / 6) / ((3 * 3 + 3 * 3) / (6 * 5))
    pair = apart(FIRST, SECOND)
    assert alpha(pair) == pytest.approx(by_hand)
    assert intercoder.published_alpha(pair) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_alpha_is_that_of_published_examples(first: str, second: str, published: float) -> None:
    """Krippendorff (2011), "Computing Krippendorff's alpha-reliability", examples A and B, two observers."""
    pair = apart(np.array(list(first)), np.array(list(second)))
    assert alpha(pair) == pytest.approx(published, abs=0.0005)
    assert intercoder.published_alpha(pair) == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize("categories", [2, 4])
def test_alpha_follows_from_the_kappa_of_statsmodels(categories: int) -> None:
    """Fleiss' (1971) kappa of two coders has the same disagreement, with chance drawn with replacement.

    So 1 - alpha = (1 - kappa) (n - 1) / n, with n = 2 * 50 values.
    """
    first, second = np.random.default_rng(8).integers(categories, size=(2, 50))
    second = np.where(np.arange(50) % 3 == 0, second, first)
    table = np.stack([(first == c).astype(int) + (second == c) for c in range(categories)], axis=1)
    kappa = fleiss_kappa(table)
    assert 1 - alpha(apart(first, second)) == pytest.approx((1 - kappa) * 99 / 100, rel=1e-12)


@pytest.mark.parametrize("categories", [2, 3, 6])
def test_the_closed_form_equals_the_package_without_any_cluster(categories: int) -> None:
    """Ten clusters of four units, each left out in turn, unrolled for the package."""
    random = np.random.default_rng(1)
    first, second = random.integers(categories, size=(2, 40))
    cluster = np.repeat(np.arange(10), 4)
    expected = [
        krippendorff.alpha(
            np.stack([first[cluster != out], second[cluster != out]]),
            level_of_measurement="nominal",
        )
        for out in range(10)
    ]
    counts = intercoder.coincidences(Pair(first, second, cluster), 10)
    assert intercoder.nominal_alpha(counts.sum(axis=0) - counts) == pytest.approx(expected)


def test_the_error_is_that_of_the_jackknife_by_hand() -> None:
    """Of a mean, the jackknife's error is that of the mean: alpha stands for it where chance is fixed.

    Three units, one of which differs: without it alpha is 1; without a unit that agrees, 0.
    """
    without = np.array([1 - (4 - 1) * 2 / (4**2 - 10), 1.0, 1 - (4 - 1) * 2 / (4**2 - 10)])
    change = without - without.mean()
    se, df = intercoder.jackknifed(intercoder.coincidences(apart(FIRST, SECOND), 3))
    assert se == pytest.approx((2 / 3 * (change**2).sum()) ** 0.5)
    assert df == pytest.approx(min(2, 2 / ((change**4).sum() / (change**2).sum() ** 2 - 1 / 3)))


def test_a_few_clusters_that_bear_the_variance_leave_few_degrees_of_freedom() -> None:
    """One disagreement among forty interviews, or one in every second one."""
    first = np.tile([True, False], 80)
    places = {"one": [0], "every second": list(range(0, 160, 8))}
    found = {}
    for name, at in places.items():
        second = first.copy()
        second[at] = ~second[at]
        found[name] = agreements([Pair(first, second, np.arange(160) // 4)], 40).iloc[0]["df"]
    assert found["one"] < 3
    assert found["every second"] == 39


def test_alpha_is_undefined_where_every_code_is_the_same() -> None:
    """Without variation nothing can be expected by chance: 0 / 0 and not 1."""
    same = np.array(["no", "no", "no"])
    assert np.isnan(alpha(apart(same, same)))
    assert np.isnan(intercoder.published_alpha(apart(same, same)))


def test_no_interval_is_given_where_the_coders_never_differ() -> None:
    """No change in alpha shows what a disagreement would do."""
    record = agreements([apart(FIRST, FIRST)], 3).iloc[0]
    assert record["alpha"] == 1
    assert np.isnan(record["low"]) and np.isnan(record["high"])


def test_no_interval_is_given_where_a_code_is_gone_without_one_cluster() -> None:
    """A code used once, by one coder: without that unit there is no alpha."""
    first = np.array(["no"] * 30)
    second = np.array(["yes"] + ["no"] * 29)
    record = agreements([apart(first, second)], 30).iloc[0]
    assert record["alpha"] == pytest.approx(0) and np.isnan(record["low"])


def test_the_interval_holds_the_alpha_and_is_the_same_every_time() -> None:
    """Nothing is drawn."""
    first, second = np.tile(FIRST, 10), np.tile(SECOND, 10)
    second[:6] = first[:6]
    one, again = (agreements([apart(first, second)], 30) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    assert one["low"].iloc[0] < one["alpha"].iloc[0] < one["high"].iloc[0]


def test_units_of_one_cluster_widen_the_interval() -> None:
    """Coders who differ on all segments of an interview or on none: ten clusters tell what ten do."""
    first, second = np.tile([True, False], 50), np.tile([True, False], 50)
    second[:30] = ~second[:30]
    single, clustered = (
        agreements([Pair(first, second, cluster)], 100).iloc[0]
        for cluster in (np.arange(100), np.arange(100) // 10)
    )
    width = [row["high"] - row["low"] for row in (single, clustered)]
    assert single["alpha"] == clustered["alpha"]
    assert width[1] > 2 * width[0]


CODES = pd.DataFrame(
    [
        ("I01", 1, "A", ("control", "trust")),
        ("I01", 1, "B", ("control",)),
        ("I01", 2, "A", ()),
        ("I01", 2, "B", ("control",)),
        ("I02", 1, "A", ("trust",)),
        ("I02", 1, "B", ()),
        ("I02", 2, "A", ("control",)),
        ("I02", 2, "B", ("control",)),
        ("I02", 3, "A", ("control",)),
    ],
    columns=["interview_id", "segment", "coder", "codes"],
)


def test_each_code_is_given_to_a_segment_or_not() -> None:
    """Four segments of both coders; the fifth has one coder and is counted as unpaired."""
    rows = agreement_by_code(CODES, ["control", "trust", "scepticism"])
    control = row_of(rows, code="control")
    assert control[["n", "agreeing", "first", "second", "unpaired"]].tolist() == [4, 3, 2, 3, 1]
    assert control["estimate"] == pytest.approx(1 - (2 / 8) / ((3 * 5 + 5 * 3) / (8 * 7)))
    assert row_of(rows, code="trust")[["agreeing", "first", "second"]].tolist() == [2, 2, 0]


def test_a_code_that_nobody_gave_has_no_alpha_and_says_why() -> None:
    """Every segment is without it."""
    row = row_of(agreement_by_code(CODES, ["control", "scepticism"]), code="scepticism")
    assert np.isnan(row["estimate"]) and row["undefined"] == intercoder.ONE_CODE


def test_the_order_of_rows_does_not_matter() -> None:
    """Segments are matched by their place, not by their row."""
    one, two = (agreement_by_code(d, ["control", "trust"]) for d in (CODES, CODES.iloc[::-1]))
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        (CODES["coder"] == "A", "those of A: have a second person"),
        (CODES["coder"] == "C", "those of none"),
        ((CODES["coder"] == "A") == (CODES["segment"] == 1), "A and B have no segment in common"),
    ],
)
def test_without_two_coders_on_the_same_segments_it_stops(kept: pd.Series, message: str) -> None:
    """One coder; no row at all; each coder on segments of their own."""
    with pytest.raises(AnalysisError, match=message):
        agreement_by_code(CODES[kept], ["control"])


def test_three_coders_are_not_two() -> None:
    """The closed form is for two; nobody is left out in silence."""
    third = CODES.iloc[:1].assign(coder="C")
    with pytest.raises(AnalysisError, match="needs two coders; the codes are those of A, B, C"):
        agreement_by_code(pd.concat([CODES, third]), ["control"])
