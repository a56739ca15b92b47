"""Satisfaction of providers and users: pooled, by sector and by system, and turned with the answers."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import service_satisfaction as topic
from analysis.numbers import Number
from analysis.odds import words_proportional

INTERVENTIONS = pd.DataFrame({"id": ["card", "portal"], "name": ["The card", "The portal"]})


def asked(sector: str, prefix: str, answers: list[int], system: str) -> pd.DataFrame:
    """Respondents in turn in four clusters of two strata, all of whom speak of one system."""
    frame = pd.DataFrame({"satisfaction": pd.array(answers * 6, dtype="Int64")})
    place = [number % 4 for number in frame.index]
    return frame.assign(
        stratum=[f"{prefix}-{one % 2}" for one in place],
        institution=[f"{prefix}-{one}" for one in place],
        weight=1.0,
        sector=sector,
        main_service=system,
    )


@pytest.fixture
def pooled() -> pd.DataFrame:
    """Officials of both sectors, who speak of the portal and the card, beside their users."""
    officials = pd.concat(
        [
            asked("education", "a", [3, 4, 5, 4, 5], "portal"),
            asked("health", "b", [3, 3, 4], "card"),
        ]
    )
    students = asked("education", "c", [2, 3, 4, 3, 1], "portal")
    patients = asked("health", "d", [2, 3, 4, 3, 5], "card")
    return topic.provider_and_user(officials, students, patients)


def test_there_is_a_model_of_both_sectors_of_each_and_of_each_system(pooled: pd.DataFrame) -> None:
    """A system of which providers alone spoke has none."""
    alone = pooled["provider"].eq(0) & pooled["main_service"].eq("card")
    rows = topic.satisfaction_models(pooled, INTERVENTIONS)
    some = topic.satisfaction_models(
        pooled.assign(main_service=pooled["main_service"].mask(alone, "portal")), INTERVENTIONS
    )
    three = [topic.BOTH, "Education", "Health"]
    assert rows["model"].tolist() == [*three, "The card", "The portal"]
    assert some["model"].tolist() == [*three, "The portal"]
    assert set(rows["tests_in_family"]) == {5}


def test_the_odds_of_satisfaction_turn_with_the_answers(pooled: pd.DataFrame) -> None:
    """Officials answer higher than users of their sector, and lower once the scale is turned."""
    turned = pooled.assign(satisfaction=6 - pooled["satisfaction"])
    ratios = [
        topic.odds_ratio_provider(topic.satisfaction_models(frame, INTERVENTIONS)).value
        for frame in (pooled, turned)
    ]
    assert ratios[0] > 1 > ratios[1]
    assert ratios[0] * ratios[1] == pytest.approx(1, rel=1e-6)


def test_words_follow_the_interval_of_the_odds() -> None:
    """Below one, holding one, above it."""
    said = [
        topic.words_odds_provider(Number(1, "coefficient", 2, low=low, high=high))
        for low, high in ((0.2, 0.8), (0.8, 1.2), (1.2, 2.0))
    ]
    assert [words.split()[0] for words in said] == ["less", "neither", "more"]


def test_the_table_has_ratios_and_the_name_of_the_family(pooled: pd.DataFrame) -> None:
    """One row a model."""
    html = topic.tbl_service_delivery_satisfaction(
        topic.satisfaction_models(pooled, INTERVENTIONS)
    ).as_raw_html()
    assert "Adjusted together: both sectors" in html and html.count(">The card<") == 1


@pytest.mark.parametrize(
    ("whole", "alone", "expected"),
    [
        (0.01, 0.5, "is not borne out (F with 3 and 2 degrees of freedom)"),
        (
            0.5,
            0.01,
            "is not contradicted (F with 3 and 2 degrees of freedom, which finds only gross",
        ),
        (None, 0.5, "for use alone it is not contradicted (F with 3 and 2 degrees"),
        (None, 0.01, "for use alone it is not borne out (F with 3 and 2 degrees"),
        (None, None, "cannot be tested with these data"),
    ],
)
def test_where_all_terms_cannot_be_tested_the_main_one_is(
    whole: float | None, alone: float | None, expected: str
) -> None:
    """A large p does not speak for proportional odds, and few institutions speak only of one term."""
    rows = pd.DataFrame({"term": ["uses", "all terms"], "p": [alone, whole]}).astype({"p": float})
    assert expected in words_proportional(rows.assign(df1=3, df2=2), "uses", "use")


def test_a_test_of_fewer_differences_than_degrees_of_freedom_is_not_called_blunt() -> None:
    """Six differences on 32 degrees of freedom: what it does not find may be small."""
    rows = pd.DataFrame({"term": ["uses", "all terms"], "p": [0.5, 0.5], "df1": 6, "df2": 32})
    assert (
        words_proportional(rows, "uses", "use")
        == "is not contradicted (F with 6 and 32 degrees of freedom)"
    )
