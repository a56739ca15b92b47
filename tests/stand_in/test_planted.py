"""What truths.toml says is what a large population has: shares, means, reliability, effects, agreement."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from standin.culture import covariances
from standin.interviews import copying, interview_codes
from standin.people import population
from standin.tables import answered, whole
from standin.truths import cut, cuts_for, loading, planted

PEOPLE = 60_000
GROUPS = ("students", "patients", "officials")
CLOSE = 0.01
"""How near a share of so many people must come; its standard error is 0.002."""


@cache
def everyone(group: str) -> pd.DataFrame:
    """A population that is large enough to read what is planted off it."""
    return whole(group, 3, PEOPLE)


def test_the_reliability_of_a_sum_of_items_is_the_one_planted() -> None:
    """Of three parallel items with loading l: 9 l^2 / (9 l^2 + 3 (1 - l^2))."""
    squared = loading(0.8) ** 2
    assert 9 * squared / (9 * squared + 3 * (1 - squared)) == pytest.approx(0.8)


def test_scores_are_cut_into_answers() -> None:
    """Four cuts, five answers."""
    assert cut(np.array([-2.0, 0.0, 0.7, 9.0]), [-1.5, -0.5, 0.5, 1.5]).tolist() == [1, 3, 4, 5]


def test_cuts_give_the_shares_in_a_mixture() -> None:
    """Half of the people one higher than the other half: the middle lies between them."""
    (middle,) = cuts_for([0.5, 0.5], np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    assert middle == pytest.approx(0.5)
    (low,) = cuts_for([0.2, 0.8], np.array([0.0]), np.array([1.0]))
    assert low == pytest.approx(norm.ppf(0.2))


@pytest.mark.parametrize("group", GROUPS)
def test_access_has_the_shares_planted(group: str) -> None:
    """Those of the published figures among them."""
    for column, shares in planted()["access"]["shares"][group].items():
        found = everyone(group)[column].value_counts(normalize=True)
        assert found.to_dict() == pytest.approx(shares, abs=CLOSE)


@pytest.mark.parametrize("group", GROUPS)
def test_experiences_have_the_shares_planted(group: str) -> None:
    """Of users; providers answer alike."""
    role = "providers" if group == "officials" else "users"
    for column, planted_share in planted()["experiences"][role].items():
        answers = everyone(group)[column].dropna()
        assert (answers == "yes").mean() == pytest.approx(planted_share, abs=CLOSE)


@pytest.mark.parametrize("group", GROUPS)
def test_as_many_know_a_service_as_planted(group: str) -> None:
    """In the sector in which it is asked about."""
    table = everyone(group)
    for name, service in planted()[group]["services"].items():
        here = table[table["sector"] == service["sector"]] if "sector" in service else table
        knows = (";" + here["aware_of"] + ";").str.contains(f";{name};", regex=False)
        assert knows.mean() == pytest.approx(service["knows"], abs=0.02)


def test_a_mean_of_zero_is_an_answer_of_three() -> None:
    """Means of unseen scores are those of the answers, less what the ends of the scale cut off."""
    asked = answered(population("officials", 3, PEOPLE))
    for name, scale in planted()["culture"]["scales"].items():
        expected = 5 - norm.cdf(np.array(planted()["cuts"]) - scale["mean"]).sum()
        assert asked.answers[f"{name}_1"].mean() == pytest.approx(expected, abs=0.02)
        assert asked.unseen[name].std() == pytest.approx(1, abs=0.01)


def test_unseen_scores_have_the_covariances_of_the_planted_effects() -> None:
    """A path model: the effect of monitoring goes through autonomy as well."""
    scales = planted()["culture"]["scales"]
    known = covariances(scales)
    veiled, autonomy = scales["resistance_veiled"], scales["autonomy"]
    assert known["resistance_veiled", "monitoring"] == pytest.approx(
        veiled["monitoring"] + veiled["autonomy"] * autonomy["monitoring"]
    )
    asked = answered(population("officials", 3, PEOPLE))
    found = np.cov(asked.unseen["resistance_veiled"], asked.unseen["monitoring"])[0, 1]
    assert found == pytest.approx(known["resistance_veiled", "monitoring"], abs=0.02)


def test_skills_have_no_effect_on_use() -> None:
    """Among people who are alike in access and background, users know no more than others."""
    asked = answered(population("students", 3, PEOPLE))
    unseen = pd.DataFrame({"skill": asked.unseen["skill_own"], "used": asked.unseen["used"]})
    means = unseen.groupby("used")["skill"].mean()
    assert means[True] == pytest.approx(means[False], abs=0.03)


def test_coders_agree_as_planted() -> None:
    """Krippendorff's alpha of two coders: 1 less observed over expected disagreement."""
    codes = interview_codes(3, scale=60)
    for name, code in planted()["interviews"]["codes"].items():
        given = (";" + codes["codes"] + ";").str.contains(f";{name};", regex=False)
        sides = given.to_numpy().reshape(-1, 2)  # a segment's coders stand in neighbouring rows
        values = sides.size
        ones = int(sides.sum())
        expected = 2 * ones * (values - ones) / (values * (values - 1))
        alpha = 1 - (sides[:, 0] != sides[:, 1]).mean() / expected
        assert alpha == pytest.approx(code["agreement"], abs=0.04), name


def test_both_coders_code_every_segment() -> None:
    """Two rows a segment, and the planted number of interviews and segments."""
    codes, truths = interview_codes(3), planted()["interviews"]
    sides = Counter(zip(codes["interview_id"], codes["segment"], strict=True))
    assert set(sides.values()) == {2}
    low, high = truths["segments"]
    assert codes.groupby("interview_id")["segment"].max().between(low, high).all()
    groups = codes.drop_duplicates("interview_id")["respondent_group"].value_counts()
    assert groups.to_dict() == dict.fromkeys(truths["groups"], truths["each_group"])


def test_an_agreement_that_cannot_be_is_refused() -> None:
    """Coders who do not look agree by the groups alone; less than that cannot be planted."""
    with pytest.raises(ValueError, match="prevalence differs too much"):
        copying({"agreement": 0.05, "prevalence": [0.9, 0.9, 0.1, 0.1]}, clumping=8.0)
