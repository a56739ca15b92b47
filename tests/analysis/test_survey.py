"""Estimates of a survey: by hand, by R's `survey`, and by what must hold of any design."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis import survey
from analysis.association import association
from analysis.decomposition import decomposition
from analysis.dominance import cliffs_delta
from analysis.errors import DesignError
from analysis.estimates import as_number, row_of
from analysis.mediation import mediation
from analysis.ordinal import proportional_odds
from analysis.regression import linear
from analysis.scales import reliability

EXACT = 1e-6
"""How far we may be from R, as a share of its value."""

FOUR = pd.DataFrame(
    {
        "stratum": ["one"] * 4,
        "institution": ["a", "a", "b", "c"],
        "weight": [1.0, 1.0, 2.0, 4.0],
        "trust": [1, 3, 4, 5],
        "used": ["no", "yes", "yes", "yes"],
    }
)
"""Three clusters of one stratum; the weights add up to 8."""


def test_a_mean_and_its_error_by_hand() -> None:
    """Cluster totals of w (y - mean) / 8, each less their mean, which is 0; three clusters: 3/2.

    Mean: (1*1 + 1*3 + 2*4 + 4*5) / 8 = 4. Scores: a (-3 - 1) / 8, b 2*0 / 8, c 4*1 / 8.
    """
    row = survey.means(FOUR, "trust").iloc[0]
    assert row["estimate"] == (1 * 1 + 1 * 3 + 2 * 4 + 4 * 5) / 8
    assert row["se"] == pytest.approx(sqrt(3 / 2 * ((-4 / 8) ** 2 + 0**2 + (4 / 8) ** 2)))
    assert (row["n"], row["df"]) == (4, 3 - 1)


def test_a_share_by_hand() -> None:
    """Seven of eight by weight; scores w (y - 7/8) / 8 by cluster."""
    row = row_of(survey.shares(FOUR, "used"), answer="yes")
    a, b, c = (-7 / 8 + 1 / 8) / 8, 2 * (1 / 8) / 8, 4 * (1 / 8) / 8
    assert row["estimate"] == 7 / 8
    assert row["se"] == pytest.approx(sqrt(3 / 2 * (a**2 + b**2 + c**2)))


def test_a_total_by_hand() -> None:
    """Cluster totals 4, 8 and 20 differ from their mean, 32/3."""
    row = survey.totals(FOUR, "trust").iloc[0]
    spread = sum((total - 32 / 3) ** 2 for total in (1 + 3, 2 * 4, 4 * 5))
    assert row["estimate"] == 32
    assert row["se"] == pytest.approx(sqrt(3 / 2 * spread))


@pytest.mark.parametrize(
    ("key", "estimator", "item", "where"),
    [
        ("mean_item_1", survey.means, "item_1", None),
        ("mean_item_4", survey.means, "item_4", None),
        ("mean_item_1_rural", survey.means, "item_1", "rural"),
        ("total_item_1", survey.totals, "item_1", None),
        ("total_item_1_rural", survey.totals, "item_1", "rural"),
    ],
)
def test_means_and_totals_are_those_of_r(
    respondents: pd.DataFrame,
    r_says: Callable[[str], dict[str, Any]],
    key: str,
    estimator: Callable[..., pd.DataFrame],
    item: str,
    where: str | None,
) -> None:
    """Estimate, standard error, design effect, degrees of freedom and interval; with a domain, too."""
    inside = None if where is None else respondents["residence"] == where
    row = estimator(respondents, item, where=inside).iloc[0]
    expected = r_says("survey")[key]
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=EXACT)


def test_groups_are_the_domains_that_where_names(respondents: pd.DataFrame) -> None:
    """The same row, whether asked for by `by` or by `where`."""
    by = survey.means(respondents, "item_1", by="residence")
    for place in ("rural", "urban"):
        alone = survey.means(respondents, "item_1", where=respondents["residence"] == place)
        assert row_of(by, residence=place)[alone.columns].to_dict() == pytest.approx(
            alone.iloc[0].to_dict()
        )


def test_shares_are_those_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Estimates, errors, design effects; and the interval of R's `svyciprop` on the logit scale."""
    rows, expected = survey.shares(respondents, "used"), r_says("survey")
    for name in ("estimate", "se", "deff"):
        assert rows[name].tolist() == pytest.approx(expected["shares_used"][name], rel=EXACT)
    rural = survey.shares(respondents, "used", where=respondents["residence"] == "rural")
    for key, table in (("share_used_logit", rows), ("share_used_rural_logit", rural)):
        row = row_of(table, answer="yes")
        found = {name: row[name] for name in expected[key]}
        assert found == pytest.approx(expected[key], rel=EXACT)


def test_the_difference_of_groups_that_share_clusters_is_that_of_r(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """R's `svyglm` on a dummy has the same coefficient and error."""
    found = survey.differences(respondents, "item_1", by="residence", groups=("rural", "urban"))
    expected = r_says("survey")["difference_residence"]
    assert found.iloc[0][list(expected)].to_dict() == pytest.approx(expected, rel=EXACT)


def test_the_difference_of_independent_samples_adds_their_variances(
    respondents: pd.DataFrame, r_says: Callable[[str], dict[str, Any]]
) -> None:
    """Degrees of freedom: (v + w)^2 / (v^2 / 4 + w^2 / 4), with R's errors of the two sectors."""
    tables = [
        survey.means(respondents, "item_1", where=respondents["sector"] == sector)
        for sector in ("health", "education")
    ]
    row = survey.differences_between(*tables, on="item").iloc[0]
    first, second = (r_says("survey")["sectors"][side] for side in ("first", "second"))
    v, w = first["se"] ** 2, second["se"] ** 2
    assert row["estimate"] == pytest.approx(first["estimate"] - second["estimate"])
    assert row["se"] == pytest.approx(sqrt(v + w), rel=EXACT)
    assert row["df"] == pytest.approx((v + w) ** 2 / (v**2 / 4 + w**2 / 4), rel=EXACT)
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(row["estimate"] / row["se"]), row["df"]))


def test_lists_are_counted_by_term_and_an_empty_list_is_an_answer() -> None:
    """Of three who answered (weights 1, 1, 4) two named the first term, nobody the last."""
    named = FOUR.assign(aware=[["x"], [], None, ["x", "y"]])
    rows = survey.mentions(named, "aware", ["x", "y", "z"])
    assert rows["estimate"].tolist() == [(1 + 4) / 6, 4 / 6, 0]
    assert rows["n"].tolist() == [3, 3, 3]


answers = st.lists(st.integers(1, 5), min_size=4, max_size=30)


@settings(deadline=None)
@given(answers)
def test_equal_weights_and_single_respondents_give_the_classic_formulas(given: list[int]) -> None:
    """Each respondent a cluster of one stratum: s / sqrt(n), and n - 1 degrees of freedom."""
    frame = pd.DataFrame({"y": given, "stratum": "all", "institution": range(len(given))})
    row = survey.means(frame.assign(weight=1.0), "y").iloc[0]
    assert row["estimate"] == pytest.approx(np.mean(given))
    assert row["se"] == pytest.approx(np.std(given, ddof=1) / sqrt(len(given)))
    assert row["df"] == len(given) - 1


@settings(deadline=None, max_examples=25)
@given(st.floats(0.01, 1000), st.randoms(use_true_random=False))
def test_scaled_weights_and_shuffled_rows_change_nothing(
    respondents: pd.DataFrame, factor: float, random: Any
) -> None:
    """Weights count against each other only, and the order of rows says nothing."""
    order = random.sample(range(len(respondents)), len(respondents))
    other = respondents.assign(weight=respondents["weight"] * factor).iloc[order]
    for estimator in (survey.means, survey.shares):
        one, two = (estimator(d, "item_1", by="residence") for d in (respondents, other))
        pd.testing.assert_frame_equal(one, two)


def test_a_category_nobody_chose_has_a_share_of_nil_and_no_interval() -> None:
    """The sample does not show how rare it is; the row is there and says so."""
    row = survey.shares(FOUR, "used", answers=["perhaps"]).iloc[0]
    assert row["estimate"] == 0
    assert np.isnan(row["low"]) and "all answers are the same" in row["undefined"]
    number = as_number(row, "percent")
    assert number.printed == "0.0%"
    assert number.interval.printed.startswith("none: all answers are the same")


def test_a_group_without_answers_is_a_row_that_says_so() -> None:
    """Missing, with the reason; as a number it prints that reason."""
    frame = FOUR.assign(place=["town", "town", "village", "village"])
    frame["trust"] = frame["trust"].astype(float).where(frame["place"] == "town")
    row = row_of(survey.means(frame, "trust", by="place"), place="village")
    assert row["n"] == 0 and np.isnan(row["estimate"]) and np.isnan(row["se"])
    number = as_number(row, "index")
    assert number.printed == "not known: nobody in this group answered"
    assert number.interval.printed == number.printed


def test_an_item_that_nobody_answered_says_so() -> None:
    """In no group at all."""
    row = survey.means(FOUR.assign(trust=np.nan), "trust").iloc[0]
    assert row["n"] == 0 and row["undefined"] == "nobody in this group answered"


def test_a_group_in_one_cluster_has_an_estimate_and_no_interval() -> None:
    """No degree of freedom is left."""
    row = survey.means(FOUR, "trust", where=FOUR["institution"] == "a").iloc[0]
    assert (row["estimate"], row["df"]) == (2, 0)
    assert np.isnan(row["low"]) and "one cluster" in row["undefined"]


def test_a_stratum_with_one_cluster_stops_and_names_the_remedy() -> None:
    """Nothing shows how clusters differ in it."""
    frame = pd.concat([FOUR, FOUR.iloc[:1].assign(stratum="two")])
    with pytest.raises(DesignError, match=r"one institution only in stratum 'two': .* collapse it"):
        survey.means(frame, "trust")


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.inf])
def test_a_weight_that_is_no_positive_number_stops(wrong: float) -> None:
    """The message has the count, the value and the row."""
    frame = FOUR.assign(weight=[1.0, wrong, 1.0, 1.0])
    with pytest.raises(DesignError, match=rf"'weight' of 1 of 4 .* {wrong:g}, row 2"):
        survey.means(frame, "trust")


@pytest.mark.parametrize("column", ["stratum", "institution", "weight"])
def test_a_gap_in_the_design_stops(column: str) -> None:
    """Whoever has no place in the design cannot be counted, nor left out in silence."""
    frame = FOUR.assign(**{column: FOUR[column].where(FOUR.index > 0)})
    with pytest.raises(DesignError, match=f"'{column}' is missing for 1 of 4"):
        survey.means(frame, "trust")


def test_a_table_without_a_column_of_the_design_stops() -> None:
    """As a table of another study would be."""
    with pytest.raises(DesignError, match="no column 'weight'"):
        survey.means(FOUR.drop(columns="weight"), "trust")


def test_a_printed_share_is_a_percentage_with_its_interval_and_n() -> None:
    """7 of 8 by weight, of four respondents."""
    number = as_number(row_of(survey.shares(FOUR, "used"), answer="yes"), "percent")
    assert number.printed == "87.5%" and (number.n, number.cases) == (4, 3)
    assert 0 < number.low < 87.5 < number.high < 100


def test_an_estimate_is_asked_for_by_keys_that_fit_one_row() -> None:
    """Neither none nor several."""
    rows = survey.shares(FOUR, "used")
    with pytest.raises(LookupError, match="2 rows"):
        row_of(rows, item="used")
    with pytest.raises(LookupError, match="0 rows"):
        row_of(rows, answer="perhaps")


def test_who_has_no_value_in_the_column_of_groups_is_in_no_group() -> None:
    """One of four did not say; the others' shares rest on three, and the whole sample stays."""
    frame = FOUR.assign(place=["town", "town", "village", None])
    table = survey.means(frame, "trust", by="place")
    assert table["place"].tolist() == ["town", "village"]
    assert table["n"].tolist() == [2, 1]


EMPTY = "nobody in this group answered"


@pytest.mark.parametrize(
    "estimates",
    [
        lambda d: survey.means(d, "trust"),
        lambda d: survey.shares(d, "used", answers=["yes"]),
        lambda d: survey.mentions(d.assign(aware=None), "aware", ["x"]),
        lambda d: survey.totals(d, "trust"),
        lambda d: survey.differences(d, "trust", by="used", groups=("yes", "no")),
        lambda d: survey.differences_between(
            survey.means(d, "trust"), survey.means(FOUR, "trust"), "item"
        ),
        lambda d: cliffs_delta(d, "trust", by="used", groups=("yes", "no")),
        lambda d: reliability(d, {"scale": ["trust", "weight"]}),
        lambda d: linear(d, "trust", {"used": "no"}),
        lambda d: proportional_odds(d, "trust", {"weight": None}),
        lambda d: mediation(d, "trust", "weight", "trust"),
        lambda d: decomposition(d, "trust", {"weight": None}, by="used", groups=("yes", "no")),
        lambda d: association(d, "trust", "used"),
    ],
)
def test_an_export_without_rows_gives_rows_that_say_so(
    estimates: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    """Every estimator: no number, no error of arithmetic, the reason."""
    row = estimates(FOUR.iloc[:0]).iloc[0]
    assert row["undefined"] == EMPTY
    assert all(np.isnan(row[name]) for name in ("estimate", "se", "low", "p") if name in row)


def test_no_answers_and_no_groups_give_no_rows() -> None:
    """There is nothing to have a row for."""
    assert survey.shares(FOUR.iloc[:0], "used").empty
    assert survey.means(FOUR.iloc[:0], "trust", by="used").empty


def test_a_difference_from_a_group_that_is_not_there_is_undefined() -> None:
    """Neither difference nor error."""
    row = survey.differences(FOUR, "trust", by="used", groups=("yes", "perhaps")).iloc[0]
    assert np.isnan(row["estimate"]) and np.isnan(row["se"]) and row["undefined"] == EMPTY
