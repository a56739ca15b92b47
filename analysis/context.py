"""The people whom digital services are to reach: KP's population, literacy, schools and access.

In: published statistics, most of them of Census 2023. Out: numbers, a figure of the districts, and
tables of services and of access to ICT. All are census or published totals, so none carries an
interval. A statistic is looked up by what it measures, of whom and when, never by its place in a
file; which ones the chapter prints is declared in the two tables below. The country's place in the
UN's surveys is in `analysis.egovernment`.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT, loc, style
from hamilton.function_modifiers import parameterize, value
from plotnine import (
    geom_vline,
    labs,
)

from analysis.charts import dumbbell
from analysis.exhibits import Chart
from analysis.numbers import Number, count, percent
from analysis.readings import Parameters
from analysis.theme import PAIR_COLOURS, book_table

KP, PAKISTAN = "Khyber Pakhtunkhwa", "Pakistan"
CENSUS = "2023 census"
LATEST_ICT, FORMER_ICT = "2024-25", "2018-19"
"""The latest survey of access to ICT, and the one that its press release compares it with."""
MISSING = "\N{EN DASH}"

LITERACY, POPULATION = "Literacy rate, age 10+", "Population"
OUT_OF_SCHOOL = "Out-of-school children, age 5-16"
GROWTH = "Average annual population growth 2017-2023"
SEXES = {"male": "men and boys", "female": "women and girls"}
RATE = "Literate at age ten and over, %"
SEX_COLOURS = dict(zip(SEXES, PAIR_COLOURS, strict=True))


def _statistic(
    indicator: str,
    geography: str,
    period: str,
    *,
    area: str = "total",
    sex: str = "total",
    unit: str = "count",
    digits: int = 0,
) -> Parameters:
    """Which row of a table of published statistics a number is, and how it is printed."""
    return {name: value(given) for name, given in locals().items()}


def _rate(indicator: str, geography: str, period: str, *, digits: int = 1, **of: str) -> Parameters:
    return _statistic(indicator, geography, period, unit="percent", digits=digits, **of)


EDUCATION_HEALTH = {
    "population_kp": _statistic(POPULATION, KP, CENSUS),
    "population_kp_2017": _statistic(POPULATION, KP, "2017 census"),
    "population_growth_kp": _rate(GROWTH, KP, CENSUS, digits=2),
    "households_kp": _statistic("Households", KP, CENSUS),
    "household_size_kp": _statistic("Average household size", KP, CENSUS, unit="persons", digits=2),
    **{
        f"literacy_{place}_{sex}": _rate(LITERACY, geography, CENSUS, sex=sex, digits=2)
        for place, geography in (("kp", KP), ("pakistan", PAKISTAN))
        for sex in ("total", *SEXES)
    },
    **{
        f"literacy_kp_{area}_{sex}": _rate(LITERACY, KP, CENSUS, area=area, sex=sex, digits=2)
        for area in ("urban", "rural")
        for sex in SEXES
    },
    "out_of_school_kp": _statistic(OUT_OF_SCHOOL, KP, CENSUS),
    "out_of_school_share_pakistan": _rate("Out-of-school share, age 5-16", PAKISTAN, CENSUS),
    "out_of_school_share_statistics": _rate("Out-of-school share", KP, "2022-23", digits=0),
    "schools_kp": _statistic("Government schools", KP, FORMER_ICT),
    "hospitals_kp": _statistic("Hospitals", KP, "2019"),
    "persons_per_doctor_kp": _statistic("Persons per doctor", KP, "2019", unit="persons"),
    "persons_per_bed_kp": _statistic("Persons per hospital bed", KP, "2019", unit="persons"),
    "families_sehat_card": _statistic("Families registered, Sehat Card Plus", KP, "2021-12"),
}
"""Numbers that the table `education_health` holds as they are printed."""

INTERNET_HOME, INTERNET_USE = (
    "Households with internet access",
    "Individuals 10+ who used the internet",
)
OWN_PHONE = "Individuals 10+ who own a mobile phone or smartphone"
OWN_PHONE_2017 = "Individuals 15-65 who own a mobile phone"
COMPUTER = "Households with a computer, laptop or tablet"
PHONE_HOME = "Households with a mobile phone or smartphone"
BROADBAND = "Broadband subscriptions per 100 people"
ICT_ACCESS = {
    "internet_households_kp_latest": _rate(INTERNET_HOME, KP, LATEST_ICT, digits=0),
    "internet_households_pakistan_latest": _rate(INTERNET_HOME, PAKISTAN, LATEST_ICT, digits=0),
    "internet_households_pakistan_former": _rate(INTERNET_HOME, PAKISTAN, FORMER_ICT, digits=0),
    "internet_use_pakistan_latest": _rate(INTERNET_USE, PAKISTAN, LATEST_ICT, digits=0),
    "internet_use_pakistan_former": _rate(INTERNET_USE, PAKISTAN, FORMER_ICT, digits=0),
    **{
        f"internet_use_pakistan_urban_{sex}": _rate(
            INTERNET_USE, PAKISTAN, LATEST_ICT, area="urban", sex=sex, digits=0
        )
        for sex in SEXES
    },
    "phone_households_pakistan_latest": _rate(PHONE_HOME, PAKISTAN, LATEST_ICT, digits=0),
    "phone_owners_pakistan_latest": _rate(OWN_PHONE, PAKISTAN, LATEST_ICT, digits=0),
    **{
        f"phone_owners_pakistan_2017_{sex}": _rate(
            OWN_PHONE_2017, PAKISTAN, "2017", sex=sex, digits=0
        )
        for sex in SEXES
    },
    **{
        f"computer_households_pakistan_{area}": _rate(
            COMPUTER, PAKISTAN, "2019-20", area=area, digits=0
        )
        for area in ("total", "urban", "rural")
    },
}
"""Numbers that the table `ict_access` holds as they are printed."""


@parameterize(**EDUCATION_HEALTH)
def education_health_statistic(
    education_health: pd.DataFrame,
    indicator: str,
    geography: str,
    period: str,
    area: str,
    sex: str,
    unit: str,
    digits: int,
) -> Number:
    """{indicator}: {geography}, area {area}, sex {sex}, {period}, as published."""
    found = _published(education_health, indicator, geography, period, area, sex)
    return Number(found, unit, digits)


@parameterize(**ICT_ACCESS)
def ict_access_statistic(
    ict_access: pd.DataFrame,
    indicator: str,
    geography: str,
    period: str,
    area: str,
    sex: str,
    unit: str,
    digits: int,
) -> Number:
    """{indicator}: {geography}, area {area}, sex {sex}, {period}, as published."""
    found = _published(ict_access, indicator, geography, period, area, sex)
    return Number(found, unit, digits)


def _published(
    statistics: pd.DataFrame,
    indicator: str,
    geography: str,
    period: str,
    area: str = "total",
    sex: str = "total",
) -> float:
    """The value of the one row that is meant. Raises LookupError unless there is exactly one."""
    meant = {
        "indicator": indicator,
        "geography": geography,
        "year_label": period,
        "area": area,
        "sex": sex,
    }
    at = pd.concat([statistics[column] == name for column, name in meant.items()], axis=1).all(
        axis=1
    )
    if at.sum() != 1:
        raise LookupError(f"{at.sum()} rows, not one, hold {', '.join(meant.values())}")
    return float(statistics.loc[at, "value"].iloc[0])


def population_share_kp(education_health: pd.DataFrame) -> Number:
    """Share of Pakistan's population that lives in KP, Census 2023 (%)."""
    part, whole = (_published(education_health, POPULATION, g, CENSUS) for g in (KP, PAKISTAN))
    return percent(part, whole)


def rural_share_kp(education_health: pd.DataFrame) -> Number:
    """Share of KP's population that is rural, Census 2023 (%)."""
    rural, whole = (
        _published(education_health, POPULATION, KP, CENSUS, area) for area in ("rural", "total")
    )
    return percent(rural, whole)


@parameterize(
    literacy_gap_kp={"geography": value(KP)}, literacy_gap_pakistan={"geography": value(PAKISTAN)}
)
def literacy_gap(education_health: pd.DataFrame, geography: str) -> Number:
    """Literacy of men less that of women, age ten and over, {geography}, Census 2023."""
    men, women = (
        _published(education_health, LITERACY, geography, CENSUS, sex=sex) for sex in SEXES
    )
    return Number(men - women, "percentage points", 2)


def out_of_school_share_census(education_health: pd.DataFrame) -> Number:
    """Share of KP's children aged 5 to 16 who are out of school, from the counts of Census 2023."""
    out = _published(education_health, OUT_OF_SCHOOL, KP, CENSUS)
    return percent(out, _published(education_health, "Children aged 5-16", KP, CENSUS))


def out_of_school_share_girls(education_health: pd.DataFrame) -> Number:
    """Share of girls among KP's out-of-school children aged 5 to 16, Census 2023 (%)."""
    girls, out = (
        _published(education_health, OUT_OF_SCHOOL, KP, CENSUS, sex=sex)
        for sex in ("female", "total")
    )
    return percent(girls, out)


def out_of_school_conflict(
    out_of_school_share_census: Number, out_of_school_share_statistics: Number
) -> Number:
    """KP's out-of-school share by the census less that by the education statistics of 2022-23."""
    points = out_of_school_share_census.value - out_of_school_share_statistics.value
    return Number(points, "percentage points", 1)


@parameterize(
    share_girls_schools_kp={"indicator": value("Government schools")},
    share_girls_students_kp={"indicator": value("Students enrolled in government schools")},
)
def share_girls(education_health: pd.DataFrame, indicator: str) -> Number:
    """Share that is for girls, or girls: {indicator}, KP, 2018-19 (%)."""
    girls, whole = (
        _published(education_health, indicator, KP, FORMER_ICT, sex=sex)
        for sex in ("female", "total")
    )
    return percent(girls, whole)


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
        chart += geom_vline(xintercept=rate.value, linetype="dashed", color=SEX_COLOURS[sex])
    return chart + labs(
        caption="Dashed lines: the province. Districts in order of their literacy, both sexes."
    )


SERVICES = {
    "Schools (government)": {
        "Schools": ("Government schools", FORMER_ICT),
        "of these, primary": ("Government schools, primary", FORMER_ICT),
        "of these, middle": ("Government schools, middle", FORMER_ICT),
        "of these, high": ("Government schools, high", FORMER_ICT),
        "of these, higher secondary": ("Government schools, higher secondary", FORMER_ICT),
        "Students": ("Students enrolled in government schools", FORMER_ICT),
        "Teachers (settled districts)": ("Working teachers in government schools", "2017-18"),
    },
    "Health": {
        "Hospitals": ("Hospitals", "2019"),
        "Dispensaries": ("Dispensaries", "2019"),
        "Mother and child health centres": ("Mother and child health centres", "2019"),
        "Doctors in hospitals": ("Doctors in hospitals", "2019"),
        "Nurses": ("Nurses", "2019"),
        "Persons per hospital bed": ("Persons per hospital bed", "2019"),
        "Persons per doctor": ("Persons per doctor", "2019"),
    },
}
"""What the table of services shows, by group: label, indicator and period."""


def tbl_context_services(education_health: pd.DataFrame) -> GT:
    """Schools, students, teachers, and health services of KP, with the year of each figure."""
    known = education_health[education_health["geography"] == KP]
    by_sex = known.pivot_table("value", ["indicator", "year_label"], "sex", observed=True)
    rows = [
        {"group": group, "label": label, "As of": period, **by_sex.loc[(indicator, period)]}
        for group, labels in SERVICES.items()
        for label, (indicator, period) in labels.items()
    ]
    shown = pd.DataFrame(rows)[["group", "label", "total", "male", "female", "As of"]]
    return (
        book_table(shown, rowname_col="label", groupname_col="group")
        .tab_stubhead("Statistic")
        .cols_label(total="All", male="Boys, men", female="Girls, women")
        .fmt_number(["total", "male", "female"], decimals=0)
        .sub_missing(missing_text=MISSING)
        .cols_align("right", ["total", "male", "female", "As of"])
        .tab_style(style.css("white-space: nowrap"), loc.body("As of"))
    )


ICT_SHOWN = {
    PHONE_HOME: "Households with a mobile telephone",
    INTERNET_HOME: "Households with access to the internet",
    COMPUTER: "Households with a computer, laptop or tablet",
    OWN_PHONE: "People aged 10 and over who own a mobile telephone",
    OWN_PHONE_2017: "People aged 15 to 65 who own a mobile telephone (not official)",
    INTERNET_USE: "People aged 10 and over who used the internet",
}
"""Which indicators the table of access shows, in this order, and in which words."""


def tbl_context_ict(ict_access: pd.DataFrame) -> GT:
    """Access to telephones, computers and the internet: KP where published, else Pakistan."""
    rows = ict_access[ict_access["indicator"].isin(ICT_SHOWN)].assign(
        group=lambda r: pd.Categorical(r["indicator"].map(ICT_SHOWN), list(ICT_SHOWN.values())),
        area=lambda r: pd.Categorical(r["area"], list(AREAS)),
        sex=lambda r: pd.Categorical(r["sex"], list(PEOPLE)),
    )
    rows = rows.sort_values(["group", "geography", "area", "sex", "year_label"])
    rows["whom"] = [_whom(*of) for of in rows[["geography", "area", "sex"]].to_numpy()]
    shown = rows[["group", "whom", "year_label", "value"]].astype({"group": str})
    return (
        book_table(shown, rowname_col="whom", groupname_col="group")
        .tab_stubhead("Of whom")
        .cols_label(year_label="Survey", value="%")
        .fmt_number("value", decimals=0)
        .cols_align("right", ["year_label", "value"])
        .tab_style(style.css("white-space: nowrap"), loc.body("year_label"))
    )


AREAS = {"total": "", "urban": "urban", "rural": "rural"}
PEOPLE = {"total": "", "female": "women", "male": "men"}
"""How a row of the table of access says whom it describes, in the order of the rows."""


def _whom(geography: str, area: str, sex: str) -> str:
    """Whom a figure describes: "Pakistan", "Pakistan, rural", "Pakistan, urban women"."""
    of = f"{AREAS[area]} {PEOPLE[sex]}".strip()
    return f"{geography}, {of}" if of else geography


def count_ict_pakistan(ict_access: pd.DataFrame) -> Number:
    """Published statistics on access to ICT, among those collected, that describe all Pakistan."""
    return count((ict_access["geography"] == PAKISTAN).sum(), n=len(ict_access))
