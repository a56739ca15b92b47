"""Literacy in the districts of KP: who stands lowest and highest, and how far men and women lie apart.

In: the districts of Census 2023. Out: numbers, names and the figure of all districts. A census has no
sampling error, so nothing here carries an interval.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize, value
from plotnine import labs

from analysis.charts import dumbbell, references
from analysis.exhibits import Chart, base_line
from analysis.numbers import Number, count
from analysis.published_statistics import SEXES
from analysis.readings import Parameters
from analysis.theme import PAIR_COLOURS

RATE = "Literate at age ten and over, %"
SEX_COLOURS = dict(zip(SEXES, PAIR_COLOURS, strict=True))


def district_literacy(districts_census2023: pd.DataFrame) -> pd.DataFrame:
    """Literacy at age ten and over in the districts of KP, Census 2023, lowest first.

    One row per district: district, total, male, female (%), gap (male less female, percentage
    points).
    """
    columns = {f"literacy_{sex}": sex for sex in ("total", *SEXES)}
    rates = districts_census2023[["district", *columns]].rename(columns=columns)
    rates["gap"] = rates["male"] - rates["female"]
    return rates.sort_values(["total", "district"], ignore_index=True)


def count_districts(district_literacy: pd.DataFrame) -> Number:
    """Districts of KP in the tables of Census 2023."""
    return count(len(district_literacy))


def count_districts_women_minority(district_literacy: pd.DataFrame) -> Number:
    """Districts of KP where fewer than half of women and girls aged ten and over are literate."""
    return count((district_literacy["female"] < 50).sum(), n=len(district_literacy))


def count_districts_women_half(district_literacy: pd.DataFrame) -> Number:
    """Districts of KP in which the literacy of women is less than half that of men."""
    half = district_literacy["female"] < district_literacy["male"] / 2
    return count(half.sum(), n=len(district_literacy))


def _extremes(prefix: str) -> dict[str, Parameters]:
    """Node names `prefix_total_lowest`, `prefix_total_highest`, ..., `prefix_gap_highest`."""
    return {
        f"{prefix}_{column}_{end}": {"column": value(column), "end": value(end)}
        for column in ("total", "female", "gap")
        for end in ("lowest", "highest")
    }


@parameterize(**_extremes("district_literacy"))
def district_literacy_extreme(district_literacy: pd.DataFrame, column: str, end: str) -> Number:
    """The {end} {column} literacy of any district of KP, Census 2023 (gap: men less women)."""
    unit = "percentage points" if column == "gap" else "percent"
    return Number(_extreme_row(district_literacy, column, end)[column], unit, 2)


@parameterize(**_extremes("name_district"))
def name_district_extreme(district_literacy: pd.DataFrame, column: str, end: str) -> str:
    """Name of the district of KP with the {end} {column} literacy, Census 2023."""
    return str(_extreme_row(district_literacy, column, end)["district"])


def _extreme_row(rates: pd.DataFrame, column: str, end: str) -> pd.Series:
    """The row with the lowest or highest value; of equal ones, the first by name."""
    ordered = rates.sort_values([column, "district"], ascending=[end == "lowest", True])
    return ordered.iloc[0]


def fig_context_literacy_districts(
    district_literacy: pd.DataFrame, literacy_kp_male: Number, literacy_kp_female: Number
) -> Chart:
    """Literacy of women and of men in each district of KP, Census 2023, ordered by the total."""
    rates = district_literacy.sort_values(["total", "district"], ascending=False)
    points = rates.melt("district", list(SEXES), "sex", RATE).replace(
        {"sex": {sex: name.capitalize() for sex, name in SEXES.items()}}
    )
    points = points.rename(columns={"district": "District", "sex": "Group"})
    chart = dumbbell(
        points,
        label="District",
        group="Group",
        value=RATE,
        colours=[SEX_COLOURS[sex] for sex in SEXES],
    )
    for sex, rate in (("male", literacy_kp_male), ("female", literacy_kp_female)):
        look = {"color": SEX_COLOURS[sex], "linetype": "dashed"}
        chart += references(chart.plot.data, [rate.value], **look)
    order = "Districts in order of their literacy, both sexes."
    bases = base_line(rates.assign(n=len(rates)), "districts")
    return chart + labs(caption=f"{bases} Dashed lines: the province. {order}")
