"""The setting: statistics are found by what they measure, and shares are arithmetic."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import context, sources
from analysis.context import CENSUS, KP, PAKISTAN
from analysis.numbers import Number


def statistics(*rows: tuple[str, str, str, str, str, float]) -> pd.DataFrame:
    """Published statistics: indicator, geography, area, sex, period, value."""
    columns = ["indicator", "geography", "area", "sex", "year_label", "value"]
    return pd.DataFrame(rows, columns=columns)


def districts(**columns: list[float]) -> pd.DataFrame:
    """Three districts with literacy of both sexes, men and women."""
    plain: dict[str, list[Any]] = {
        "district": ["Bee", "Ay", "Cee"],
        "literacy_total": [50.0, 20.0, 70.0],
        "literacy_male": [70.0, 25.0, 80.0],
        "literacy_female": [30.0, 15.0, 60.0],
    }
    return context.district_literacy(pd.DataFrame(plain | columns))


PEOPLE = statistics(
    ("Population", KP, "total", "total", CENSUS, 40.0),
    ("Population", KP, "rural", "total", CENSUS, 34.0),
    ("Population", PAKISTAN, "total", "total", CENSUS, 200.0),
)


def test_shares_of_the_population_are_part_of_whole() -> None:
    """40 of 200 live in KP; 34 of these 40 in rural areas."""
    assert context.population_share_kp(PEOPLE).value == pytest.approx(100 * 40 / 200)
    assert context.rural_share_kp(PEOPLE).value == pytest.approx(100 * 34 / 40)


def test_a_statistic_that_is_not_there_is_an_error_and_not_another_one() -> None:
    """No urban row: the lookup must not fall back on a neighbour."""
    with pytest.raises(LookupError, match=r"0 rows, not one, hold Population, .*urban"):
        context._published(PEOPLE, "Population", KP, CENSUS, area="urban")


def test_a_statistic_that_is_there_twice_is_an_error() -> None:
    """Two rows with the same key cannot both be the figure."""
    with pytest.raises(LookupError, match="2 rows, not one"):
        context._published(pd.concat([PEOPLE, PEOPLE]), "Population", KP, CENSUS)


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


def test_districts_stand_in_order_of_their_literacy() -> None:
    """Lowest first; the gap is men less women."""
    rates = districts()
    assert rates["district"].tolist() == ["Ay", "Bee", "Cee"]
    assert rates["gap"].tolist() == [25 - 15, 70 - 30, 80 - 60]


def test_districts_are_counted_below_a_half() -> None:
    """Under 50% in Ay and Bee; under half of the men's rate in Bee alone (30 < 70 / 2)."""
    assert context.count_districts_women_minority(districts()).value == 2
    assert context.count_districts_women_half(districts()).value == 1
    assert context.count_districts(districts()).value == 3


def test_extremes_name_their_district_and_its_value() -> None:
    """The widest gap is Bee's; of equal lowest rates the first by name is named."""
    assert context.name_district_extreme(districts(), "gap", "highest") == "Bee"
    assert context.district_literacy_extreme(districts(), "gap", "highest").value == 70 - 30
    tied = districts(literacy_total=[20.0, 20.0, 70.0])
    assert context.name_district_extreme(tied, "total", "lowest") == "Ay"


@pytest.mark.parametrize(
    ("area", "sex", "words"),
    [
        ("total", "total", "Pakistan"),
        ("rural", "total", "Pakistan, rural"),
        ("urban", "female", "Pakistan, urban women"),
    ],
)
def test_the_table_of_access_says_whom_a_figure_describes(area: str, sex: str, words: str) -> None:
    """The geography always stands first."""
    assert context._whom(PAKISTAN, area, sex) == words


def test_the_census_figures_are_those_that_were_checked() -> None:
    """Literacy 51.09 / 64.57 / 37.15 and 4,924,121 children, 37.5%, as the facts' notes say."""
    data = sources.education_health()

    def rate(sex: str) -> float:
        return context._published(data, context.LITERACY, KP, CENSUS, sex=sex)

    assert [rate(sex) for sex in ("total", "male", "female")] == [51.09, 64.57, 37.15]
    assert context._published(data, context.OUT_OF_SCHOOL, KP, CENSUS) == 4_924_121
    assert context.out_of_school_share_census(data).printed == "37.5%"


def test_the_districts_add_up_to_the_province() -> None:
    """Population and out-of-school children of the two tables agree."""
    by_district, province = sources.districts_census2023(), sources.education_health()
    population = context._published(province, context.POPULATION, KP, CENSUS)
    out = context._published(province, context.OUT_OF_SCHOOL, KP, CENSUS)
    assert by_district["pop_2023"].sum() == population
    assert by_district["out_of_school_5_16"].sum() == out


def test_every_declared_statistic_is_in_the_data() -> None:
    """Each name leads to one row, and that row has the unit that the name declares."""
    tables = (
        (context.EDUCATION_HEALTH, sources.education_health()),
        (context.ICT_ACCESS, sources.ict_access()),
    )
    for declared, data in tables:
        for name, parameters in declared.items():
            given = {key: held.value for key, held in parameters.items()}
            unit, digits = given.pop("unit"), given.pop("digits")
            found = context._published(data, **given)
            assert found == round(found, max(digits, 2)), name
            rows = data[(data["indicator"] == given["indicator"]) & (data["value"] == found)]
            assert set(rows["unit"]) <= {unit, "ratio"}, name
