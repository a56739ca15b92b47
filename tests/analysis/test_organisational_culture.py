"""What officials say of their offices: six of them typed here, in two clusters of one stratum."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import organisational_culture as topic
from analysis.numbers import Number
from analysis.respondents import items
from analysis.survey import means

ITEMS = [item for scale in topic.SCALES for item in items(scale)]


def officials(**answers: list[int | None]) -> pd.DataFrame:
    """Six officials who answer three to everything but what is given, by scale or column."""
    frame = pd.DataFrame({item: pd.array([3] * 6, dtype="Int64") for item in ITEMS})
    for name, given in answers.items():
        for column in items(name) if name in topic.SCALES else [name]:
            frame[column] = pd.array(given, dtype="Int64")
    return frame.assign(stratum="one", institution=["a", "b"] * 3, weight=1.0)


def test_leaning_is_a_score_above_the_midpoint() -> None:
    """Two of six answer four or five throughout; three is the midpoint itself."""
    found = topic.culture(officials(resistance_veiled=[4, 5, 3, 3, 2, 1]))
    number = topic.share_leaning(found, "resistance_veiled")
    assert number.value == pytest.approx(100 * 2 / 6)
    assert (number.n, number.cases) == (6, 2)


def test_veiled_and_open_resistance_are_compared_within_persons() -> None:
    """One who left the open items out is not compared."""
    found = topic.culture(
        officials(resistance_veiled=[4, 4, 4, 4, 4, 4], resistance_open=[1, 2, 3, 4, 5, None])
    )
    number = topic.difference_veiled_open(found)
    assert number.value == pytest.approx((3 + 2 + 1 + 0 - 1) / 5)
    assert number.n == 5


def test_four_and_five_are_agreement() -> None:
    """Two of five who answered."""
    table = officials(covid_push=[5, 4, 3, 2, 1, None])
    assert topic.share_covid_push(table).value == pytest.approx(100 * 2 / 5)


def test_turned_answers_turn_the_lead_of_evidence() -> None:
    """Evidence and control are changed for one another: what led now trails."""
    named = ["control", "control", "control", "evidence", "donors", "evidence"]
    turned = {"control": "evidence", "evidence": "control"}
    leads = []
    for answers in (named, [turned.get(name, name) for name in named]):
        table = officials().assign(driver_first=answers)
        leads.append(topic.driver_evidence_lead(topic.evidence_leads(table)).value)
    assert leads == [pytest.approx(100 * (2 - 3) / 6), pytest.approx(100 * (3 - 2) / 6)]


def test_drivers_are_listed_as_they_are_named() -> None:
    """Most named first; of equally often named ones by name, those that nobody names too."""
    table = officials().assign(driver_first=["donors"] * 3 + ["control"] * 2 + ["evidence"])
    rows = topic.drivers_named_first(table)
    assert topic.names_drivers(rows).startswith("donors, control, evidence, accessibility")
    assert rows["estimate"].sum() == pytest.approx(1)


def test_the_lead_of_evidence_allows_for_not_knowing_its_rival() -> None:
    """Two rivals are near: the interval is wider than that of the lead over the nearer alone."""
    named = ["control", "control", "control", "efficiency", "efficiency", "evidence"]
    table = pd.concat([officials()] * 4, ignore_index=True)
    table = table.assign(institution=[f"office-{place % 7}" for place in range(24)])
    table = table.assign(driver_first=named * 4)
    lead = table["driver_first"].eq("evidence").astype(float) - table["driver_first"].eq("control")
    alone = means(table.assign(lead=lead), "lead").iloc[0]
    number = topic.driver_evidence_lead(topic.evidence_leads(table))
    assert number.value == pytest.approx(100 * alone["estimate"])
    assert number.low is not None
    assert number.low < 100 * alone["low"]


def models(sign: int) -> pd.DataFrame:
    """One coefficient clearly away from zero, on this side, and eleven that hardly are."""
    rows = {"term": list(topic.CONDITIONS), "p": [0.001, 0.04, 0.5, 0.9], "n": 90, "undefined": ""}
    first = pd.DataFrame({**rows, "estimate": [sign * 0.5, sign * 0.3, 0.1, -0.1]})
    return topic.resistance_models(first, first.assign(p=0.5), first.assign(p=0.5))


@pytest.mark.parametrize("sign", [1, -1])
def test_only_conditions_that_stand_among_all_tests_are_named(sign: int) -> None:
    """A p of 0.04 is one of twelve and is not named; the side follows the coefficient."""
    rows = models(sign)
    assert topic.names_goes_with(rows, "resistance_open", sign) == "being monitored"
    assert topic.names_goes_with(rows, "resistance_open", -sign) == "none of them"
    assert topic.names_goes_with(rows, "scepticism", sign) == "none of them"


def test_the_model_finds_what_was_put_in() -> None:
    """Resistance is made of workload alone, and of twice as much if the effect is doubled."""
    generator = np.random.default_rng(12)
    scores = {name: generator.normal(3, 1, 240) for name in topic.CONDITIONS}
    noise = generator.normal(0, 0.1, 240)
    for effect in (0.5, 1.0):
        frame = pd.DataFrame({**scores, "scepticism": effect * scores["workload"] + noise})
        places = [f"place-{number % 12}" for number in range(240)]
        frame = frame.assign(stratum="one", institution=places, weight=1.0)
        found = topic.resistance_model(frame, "scepticism").set_index("term")["estimate"]
        assert found["workload"] == pytest.approx(effect, abs=0.03)
        assert found["benefit"] == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize(
    ("low", "high", "word"), [(-2, -1, "less"), (-1, 1, "neither"), (1, 2, "more")]
)
def test_words_on_veiled_resistance_follow_the_interval(low: float, high: float, word: str) -> None:
    """An interval that holds zero tells of neither."""
    assert topic.words_veiled_open(Number(0, "points", low=low, high=high)).startswith(word)


def test_answers_are_drawn_in_three_steps() -> None:
    """Tenfold: of sixty, twenty disagree, twenty say neither and twenty agree, on each of nine items."""
    one = officials(**{name: [1, 2, 3, 3, 4, 5] for name in topic.RESPONSES})
    drawn = topic.fig_organisational_culture_answers(pd.concat([one] * 10, ignore_index=True)).data
    assert len(drawn) == 9 * 3
    assert drawn["Share, %"].unique() == pytest.approx([100 / 3])
