"""The setting: statistics are found by what they measure, and shares are arithmetic."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import context, context_ict, sources
from analysis.numbers import Number
from analysis.published_statistics import CENSUS, KP, PAKISTAN, published


def statistics(*rows: tuple[str, str, str, str, str, float]) -> pd.DataFrame:
    """Published statistics: indicator, geography, area, sex, period, value."""
    columns = ["indicator", "geography", "area", "sex", "year_label", "value"]
    return pd.DataFrame(rows, columns=columns)


PEOPLE = statistics(
    ("Population", KP, "total", "total", CENSUS, 40.0),
    ("Population", KP, "rural", "total", CENSUS, 34.0),
    ("Population", PAKISTAN, "total", "total", CENSUS, 200.0),
)


def test_shares_of_the_population_are_part_of_whole() -> None:
    """40 of 200 live in KP; 34 of these 40 in rural areas."""
    assert context.population_share_kp(PEOPLE).value == pytest.approx(100 * 40 / 200)
    assert context.rural_share_kp(PEOPLE).value == pytest.approx(100 * 34 / 40)


def test_the_literacy_gap_is_men_less_women() -> None:
    """In percentage points."""
    rates = statistics(
        (context.LITERACY, KP, "total", "male", CENSUS, 64.0),
        (context.LITERACY, KP, "total", "female", CENSUS, 37.5),
    )
    gap = context.literacy_gap(rates, KP)
    assert (gap.value, gap.unit) == (64.0 - 37.5, "percentage points")


def test_out_of_school_shares_come_from_the_counts() -> None:
    """30 of 80 children are out of school, 18 of these 30 are girls; another source says 30%."""
    out = context.OUT_OF_SCHOOL
    counts = statistics(
        (out, KP, "total", "total", CENSUS, 30.0),
        (out, KP, "total", "female", CENSUS, 18.0),
        ("Children aged 5-16", KP, "total", "total", CENSUS, 80.0),
    )
    census = context.out_of_school_share_census(counts)
    other = Number(30, "percent")
    assert census.value == pytest.approx(100 * 30 / 80)
    assert context.out_of_school_share_girls(counts).value == pytest.approx(100 * 18 / 30)
    assert context.out_of_school_conflict(census, other).value == pytest.approx(37.5 - 30)


def test_the_census_figures_are_those_that_were_checked() -> None:
    """Literacy 51.09 / 64.57 / 37.15 and 4,924,121 children, 37.5%, as the facts' notes say."""
    data = sources.education_health()

    def rate(sex: str) -> float:
        return published(data, context.LITERACY, KP, CENSUS, sex=sex)

    assert [rate(sex) for sex in ("total", "male", "female")] == [51.09, 64.57, 37.15]
    assert published(data, context.OUT_OF_SCHOOL, KP, CENSUS) == 4_924_121
    assert context.out_of_school_share_census(data).printed == "37.5%"


def test_the_districts_add_up_to_the_province() -> None:
    """Population and out-of-school children of the two tables agree."""
    by_district, province = sources.districts_census2023(), sources.education_health()
    population = published(province, context.POPULATION, KP, CENSUS)
    out = published(province, context.OUT_OF_SCHOOL, KP, CENSUS)
    assert by_district["pop_2023"].sum() == population
    assert by_district["out_of_school_5_16"].sum() == out


def test_every_declared_statistic_is_in_the_data() -> None:
    """Each name leads to one row, and that row has the unit that the name declares."""
    tables = (
        (context.EDUCATION_HEALTH, sources.education_health()),
        (context_ict.ICT_ACCESS, sources.ict_access()),
    )
    for declared, data in tables:
        for name, parameters in declared.items():
            given = {key: held.value for key, held in parameters.items()}
            unit, digits = given.pop("unit"), given.pop("digits")
            found = published(data, **given)
            assert found == round(found, max(digits, 2)), name
            rows = data[(data["indicator"] == given["indicator"]) & (data["value"] == found)]
            assert set(rows["unit"]) <= {unit, "ratio"}, name
