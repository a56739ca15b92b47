"""What was not answered: counted by hand; Rubin's rules by hand and by R; imputation against a known truth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.imputation.mice import MICEData

from analysis import missing_data, survey
from analysis.chained_equations import Chain
from analysis.errors import AnalysisError
from analysis.estimates import row_of

FOUR = pd.DataFrame(
    {
        "place": ["town", "town", "village", "village"],
        "a": [1, 2, 3, None],
        "b": [1, None, 3, None],
        "c": [None, 2, 3, None],
    }
)
ITEMS = ["a", "b", "c"]


def test_each_item_has_its_share_of_gaps() -> None:
    """One, two and two of four."""
    table = missing_data.nonresponse(FOUR, ITEMS)
    assert table["missing"].tolist() == [1, 2, 2]
    assert table["estimate"].tolist() == [1 / 4, 2 / 4, 2 / 4]


def test_gaps_are_counted_by_group_among_those_asked() -> None:
    """In the village the one who was asked answered all."""
    table = missing_data.nonresponse(FOUR, ITEMS, by="place", where=FOUR["a"].notna())
    assert row_of(table, place="town", item="b")[["n", "missing"]].tolist() == [2, 1]
    assert row_of(table, place="village", item="b")[["n", "missing"]].tolist() == [1, 0]


def test_a_pattern_is_monotone_if_nothing_is_answered_after_the_first_gap() -> None:
    """In the order a, b, c of gaps: c alone and all three are, b alone is not."""
    table = missing_data.patterns(FOUR, ITEMS)
    monotone = dict(zip(table["items"], table["monotone"], strict=True))
    assert monotone == {(): True, ("b",): False, ("c",): True, ("a", "b", "c"): True}
    assert table["respondents"].sum() == 4


def estimates(values: list[float], errors: list[float], df: int) -> list[pd.DataFrame]:
    """One estimate of each imputed table."""
    return [
        pd.DataFrame([{"item": "a", "estimate": v, "se": e, "n": 9, "df": df, "undefined": ""}])
        for v, e in zip(values, errors, strict=True)
    ]


def test_rubins_rules_by_hand() -> None:
    """Three tables: W = (1 + 1 + 4) / 3 = 2, B = 1, T = 2 + (1 + 1/3) 1; fraction (4/3) / T."""
    row = missing_data.pooled(estimates([2, 3, 4], [1, 1, 2], df=20), "item").iloc[0]
    t = 2 + 4 / 3
    fraction = (4 / 3) / t
    observed = 21 / 23 * 20 * (1 - fraction)
    df = 1 / (1 / ((3 - 1) / fraction**2) + 1 / observed)
    assert (row["estimate"], row["n"]) == (3, 9)
    assert row["se"] == pytest.approx(sqrt(t))
    assert row["df"] == pytest.approx(df)
    assert row["high"] == pytest.approx(3 + stats.t.ppf(0.975, df) * sqrt(t))


def test_rubins_rules_are_those_of_r(r_says: Callable[[str], dict[str, Any]]) -> None:
    """`MIcombine` of package mitools, where a table without gaps would have all degrees of freedom."""
    expected = r_says("multiple_imputation")
    tables = estimates(expected["estimates"], expected["errors"], df=10**12)
    row = missing_data.pooled(tables, "item").iloc[0]
    for name in ("estimate", "se", "df"):
        assert row[name] == pytest.approx(expected[name], rel=1e-6)


def test_the_bound_on_degrees_of_freedom_is_that_of_r(
    r_says: Callable[[str], dict[str, Any]],
) -> None:
    """`pool.scalar` of package mice 3.15.0, where a table without gaps would have sixteen."""
    expected = r_says("multiple_imputation")
    tables = estimates(expected["estimates"], expected["errors"], df=16)
    row = missing_data.pooled(tables, "item").iloc[0]
    assert row["df"] == pytest.approx(expected["df_of_sixteen"], rel=1e-9)


def test_tables_that_agree_add_no_variance() -> None:
    """Nothing was missing: the error of any of them, and almost its degrees of freedom."""
    row = missing_data.pooled(estimates([2, 2], [1, 1], df=20), "item").iloc[0]
    assert (row["se"], row["missing_information"]) == (1, 0)
    assert row["df"] == pytest.approx(21 / 23 * 20)


@pytest.fixture(scope="module")
def gappy() -> pd.DataFrame:
    """600 respondents; those with a high answer to one item leave the other out more often."""
    random = np.random.default_rng(8)
    score = random.normal(size=600)
    answers = np.clip(np.round(3 + score[:, None] + random.normal(0, 0.5, (600, 2))), 1, 5)
    frame = pd.DataFrame(answers, columns=["known", "gappy"]).assign(whole=answers[:, 1])
    frame["gappy"] = frame["gappy"].where(random.random(600) > 0.1 + 0.6 * (frame["known"] > 3))
    frame["place"] = np.where(random.random(600) < 0.3, "town", "village")
    return frame.assign(stratum="all", institution=np.arange(600) // 10).assign(
        weight=random.uniform(1, 3, 600)
    )


def run(frame: pd.DataFrame, imputations: int = 5) -> pd.DataFrame:
    """The imputed mean of the second item."""
    estimator = partial(survey.means, items="gappy")
    return missing_data.imputed_estimates(
        frame, ["known", "gappy"], ["place"], estimator, "item", imputations=imputations
    )


def test_imputation_mends_what_the_gaps_bend(gappy: pd.DataFrame) -> None:
    """The answers given are lower than all; what is known of the others brings the mean back."""
    whole, given = (survey.means(gappy, item).iloc[0] for item in ("whole", "gappy"))
    row = run(gappy).iloc[0]
    assert given["estimate"] < whole["estimate"] - 0.2
    assert row["estimate"] == pytest.approx(whole["estimate"], abs=0.05)
    assert row["low"] < whole["estimate"] < row["high"]
    assert row["se"] > whole["se"] and 0 < row["missing_information"] < 0.6


def test_imputed_answers_are_answers_and_the_same_every_time(gappy: pd.DataFrame) -> None:
    """Whole numbers from 1 to 5; what was answered stays; the table handed in is left alone."""
    before = gappy.copy()
    tables = [
        list(missing_data.imputed(gappy, ["known", "gappy"], ["place"], imputations=2))
        for _ in range(2)
    ]
    first = tables[0][0]
    assert set(first["gappy"]) <= {1, 2, 3, 4, 5}
    given = gappy["gappy"].notna()
    assert first.loc[given, "gappy"].equals(gappy.loc[given, "gappy"])
    for one, two in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(one, two)
    assert not first.equals(tables[0][1])
    pd.testing.assert_frame_equal(gappy, before)


def test_the_chain_draws_what_statsmodels_draws(gappy: pd.DataFrame) -> None:
    """From one seed `MICEData` with its formulas fills every gap with the same answer."""
    data = gappy[["known", "gappy", "weight"]].assign(
        known=gappy["known"].where(gappy.index % 7 > 0), square=gappy["weight"] ** 2
    )
    own = data[["known", "gappy"]].groupby(gappy["institution"]).transform("mean")
    theirs = MICEData(data.join(own.add_prefix("own_")), k_pmm=10, rng=np.random.default_rng(4))
    theirs.set_imputer("known", "own_known + gappy + weight + square", k_pmm=10)
    theirs.set_imputer("gappy", "known + own_gappy + weight + square", k_pmm=10)
    ours = Chain(data, own, {}, k_pmm=10, rng=np.random.default_rng(4))
    for chain in (theirs, ours):
        chain.update_all(3)
    for item in ("known", "gappy"):
        assert ours.column(item).tolist() == theirs.data[item].tolist()


def test_a_gap_is_filled_from_answers_of_the_same_cluster() -> None:
    """Ten clusters answer at a level of their own that nothing else tells; the last leaves the half out."""
    random = np.random.default_rng(5)
    institution = np.repeat(np.arange(10), 30)
    level = np.where(institution == 9, 5.0, institution % 3 + 1.0)
    frame = pd.DataFrame({"institution": institution, "stratum": "one", "weight": 1.0})
    frame = frame.assign(place="town", trust=level - (random.random(300) < 0.1))
    silent = frame["institution"].eq(9) & (frame.index % 2 == 0)
    answers = frame.assign(trust=frame["trust"].mask(silent))
    for table in missing_data.imputed(answers, ["trust"], ["place"], imputations=2):
        assert table.loc[silent, "trust"].mean() == pytest.approx(5 - 0.1, abs=0.5)


def test_gaps_in_auxiliary_columns_are_filled_within_the_model_alone(gappy: pd.DataFrame) -> None:
    """A number that is missing for some explains the item where it is known, and keeps its gaps."""
    hint = gappy["whole"].where(gappy.index % 3 > 0)
    tables = missing_data.imputed(gappy.assign(hint=hint), ["gappy"], ["hint"], imputations=2)
    for table in tables:
        assert table["hint"].equals(hint)
        silent = gappy["gappy"].isna() & hint.notna()
        assert (table["gappy"] - gappy["whole"])[silent].abs().mean() < 0.5


def test_who_was_not_asked_keeps_the_gap_and_lends_no_answer(gappy: pd.DataFrame) -> None:
    """In town nobody was asked; the one answer that stands there all the same is in no other table."""
    asked = gappy["place"].ne("town")
    answers = gappy.assign(gappy=gappy["gappy"].where(asked, 9.0))
    items, asking = ["known", "gappy"], {"gappy": asked}
    for table in missing_data.imputed(answers, items, ["place"], asked=asking, imputations=2):
        assert table["gappy"].notna().tolist() == asked.tolist()
        assert table["gappy"].max() == 5


def test_an_item_that_nobody_answered_stops(gappy: pd.DataFrame) -> None:
    """There is nothing to learn it from."""
    with pytest.raises(AnalysisError, match="nobody answered gappy"):
        run(gappy.assign(gappy=np.nan))


def test_a_table_without_gaps_is_left_as_it_is(gappy: pd.DataFrame) -> None:
    """Every estimate is that of the answers."""
    frame = gappy.assign(gappy=gappy["whole"])
    row, plain = run(frame, imputations=2).iloc[0], survey.means(frame, "gappy").iloc[0]
    assert row[["estimate", "se"]].tolist() == pytest.approx(plain[["estimate", "se"]].tolist())


def test_respondents_in_every_pattern_add_up(respondents: pd.DataFrame) -> None:
    """However many items there are."""
    table: Callable[..., pd.DataFrame] = missing_data.patterns
    counted = table(respondents, ["used", "trust", "item_1", "item_2", "item_3"])
    assert counted["respondents"].sum() == len(respondents)
    assert counted["estimate"].sum() == pytest.approx(1)
