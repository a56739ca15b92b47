"""Providers and users on the same questions, a few of each typed here."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import service_delivery as topic
from analysis.numbers import Number

ITEMS = [item for scale in topic.SCALES.values() for item in scale]


def respondents(sector: str, prefix: str, *answers: int | None) -> pd.DataFrame:
    """Respondents who answer all nine items alike, in turn in two clusters of one stratum."""
    frame = pd.DataFrame({item: pd.array(list(answers), dtype="Int64") for item in ITEMS})
    places = [f"{prefix}-{number % 2}" for number in range(len(answers))]
    return frame.assign(
        stratum=prefix,
        institution=places,
        weight=1.0,
        sector=sector,
        satisfaction=pd.array(list(answers), dtype="Int64"),
    )


OFFICIALS = pd.concat(
    [respondents("education", "office", 4, 5, 5, 4), respondents("health", "bureau", 2, 3, 3, 2)],
    ignore_index=True,
)
STUDENTS = respondents("education", "school", 2, 3, 3, 4)
PATIENTS = respondents("health", "hospital", 2, 3, 2, 3)


@pytest.fixture
def scored() -> dict[str, pd.DataFrame]:
    """All three groups with their scores."""
    tables = {"officials": OFFICIALS, "students": STUDENTS, "patients": PATIENTS}
    return {group: topic.quality(table, group) for group, table in tables.items()}


def test_a_quality_is_seen_above_the_midpoint_and_not_at_it(
    scored: dict[str, pd.DataFrame],
) -> None:
    """Of four students one answers four; the two who answer three are at the midpoint."""
    number = topic.share_seeing(scored["students"], "students", "efficiency")
    assert number.value == 100 * 1 / 4
    assert number.cases == 1


def test_a_score_needs_two_of_three_items() -> None:
    """One answer of three is none; two are averaged."""
    gaps = STUDENTS.assign(
        efficiency_1=pd.array([None, None, 3, 4], dtype="Int64"),
        efficiency_2=pd.array([None, 5, 3, 4], dtype="Int64"),
    )
    found = topic.quality(gaps, "students")["efficiency"]
    assert found.isna().tolist() == [True, False, False, False]
    assert found[1] == (5 + 3) / 2


def test_officials_are_set_against_the_users_of_their_sector(
    scored: dict[str, pd.DataFrame],
) -> None:
    """Education: 4.5 less 3; health: 2.5 less 2.5."""
    education = topic.quality_differences(scored["officials"], scored["students"], "education")
    health = topic.quality_differences(scored["officials"], scored["patients"], "health")
    assert topic.quality_apart(education, "efficiency", "points").value == 4.5 - 3
    assert topic.quality_apart(health, "efficiency", "points").value == 2.5 - 2.5
    assert topic.quality_apart(health, "efficiency", "points").n == 4 + 4


def test_delta_counts_pairs(scored: dict[str, pd.DataFrame]) -> None:
    """Of 16 pairs the official's answer is above in 14, level in 2 (four and four)."""
    deltas = topic.quality_deltas(scored["officials"], scored["students"], "education")
    assert topic.quality_apart(deltas, "efficiency", "coefficient").value == pytest.approx(14 / 16)


def test_turned_answers_turn_the_words() -> None:
    """Words follow the interval of the difference."""
    said = {(-0.9, -0.1): 0, (-0.1, 0.9): 1, (0.1, 0.9): 2}
    for (low, high), place in said.items():
        number = Number((low + high) / 2, "points", 2, low=low, high=high)
        assert topic.words_difference(number) == topic.APART[place]


def test_the_quality_that_most_officials_see_is_named(scored: dict[str, pd.DataFrame]) -> None:
    """Half see each; with all fives on transparency, all see that one."""
    seen = scored["officials"].assign(transparency_seen=1.0)
    rows = topic.providers_seeing(seen)
    assert topic.names_quality_seen_most(rows) == "transparency"
    assert topic.share_quality_seen_most(rows).value == 100
    turned = topic.providers_seeing(seen.assign(transparency_seen=0.0))
    assert topic.names_quality_seen_most(turned) == "accessibility"
    assert topic.tbl_service_delivery_providers(rows).as_raw_html().count(">100.0<") == 1


def test_exhibits_have_a_row_for_each_sector_and_quality(scored: dict[str, pd.DataFrame]) -> None:
    """Two sectors by three qualities, and two sides of each in the figure."""
    rows = topic.quality_means(scored["officials"], scored["students"], scored["patients"])
    assert len(topic.fig_service_delivery_sides(rows).data) == 2 * 3 * 2
    differences = topic.quality_differences(scored["officials"], scored["students"], "education")
    deltas = topic.quality_deltas(scored["officials"], scored["students"], "education")
    html = topic.tbl_service_delivery_sides(differences, differences, deltas, deltas).as_raw_html()
    assert html.count(">Transparency<") == 2
