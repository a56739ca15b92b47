"""The people whom digital services are to reach: KP's population, schools and health services.

In: published statistics, most of them of Census 2023. Out: numbers, and a table of services. All are
census or published totals, so none carries an interval. Which ones the chapter prints as published is
declared in the table below. Districts are in `analysis.context_districts`, access to ICT in
`analysis.context_ict`, the country's place in the UN's surveys in `analysis.egovernment`.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT, loc, style
from hamilton.function_modifiers import parameterize, value

from analysis.exhibits import base_line
from analysis.numbers import Number, percent
from analysis.published_statistics import (
    CENSUS,
    FORMER_ICT,
    KP,
    PAKISTAN,
    SEXES,
    published,
    rate,
    statistic,
)
from analysis.theme import book_table

MISSING = "\N{EN DASH}"

LITERACY, POPULATION = "Literacy rate, age 10+", "Population"
OUT_OF_SCHOOL = "Out-of-school children, age 5-16"
GROWTH = "Average annual population growth 2017-2023"

EDUCATION_HEALTH = {
    "population_kp": statistic(POPULATION, KP, CENSUS),
    "population_kp_2017": statistic(POPULATION, KP, "2017 census"),
    "population_growth_kp": rate(GROWTH, KP, CENSUS, digits=2),
    "households_kp": statistic("Households", KP, CENSUS),
    "household_size_kp": statistic("Average household size", KP, CENSUS, unit="persons", digits=2),
    **{
        f"literacy_{place}_{sex}": rate(LITERACY, geography, CENSUS, sex=sex, digits=2)
        for place, geography in (("kp", KP), ("pakistan", PAKISTAN))
        for sex in ("total", *SEXES)
    },
    **{
        f"literacy_kp_{area}_{sex}": rate(LITERACY, KP, CENSUS, area=area, sex=sex, digits=2)
        for area in ("urban", "rural")
        for sex in SEXES
    },
    "out_of_school_kp": statistic(OUT_OF_SCHOOL, KP, CENSUS),
    "out_of_school_share_pakistan": rate("Out-of-school share, age 5-16", PAKISTAN, CENSUS),
    "out_of_school_share_statistics": rate("Out-of-school share", KP, "2022-23", digits=0),
    "schools_kp": statistic("Government schools", KP, FORMER_ICT),
    "hospitals_kp": statistic("Hospitals", KP, "2019"),
    "persons_per_doctor_kp": statistic("Persons per doctor", KP, "2019", unit="persons"),
    "persons_per_bed_kp": statistic("Persons per hospital bed", KP, "2019", unit="persons"),
    "families_sehat_card": statistic("Families registered, Sehat Card Plus", KP, "2021-12"),
}
"""Numbers that the table `education_health` holds as they are printed."""


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
    found = published(education_health, indicator, geography, period, area, sex)
    return Number(found, unit, digits)


def population_share_kp(education_health: pd.DataFrame) -> Number:
    """Share of Pakistan's population that lives in KP, Census 2023 (%)."""
    part, whole = (published(education_health, POPULATION, g, CENSUS) for g in (KP, PAKISTAN))
    return percent(part, whole)


def rural_share_kp(education_health: pd.DataFrame) -> Number:
    """Share of KP's population that is rural, Census 2023 (%)."""
    rural, whole = (
        published(education_health, POPULATION, KP, CENSUS, area) for area in ("rural", "total")
    )
    return percent(rural, whole)


@parameterize(
    literacy_gap_kp={"geography": value(KP)}, literacy_gap_pakistan={"geography": value(PAKISTAN)}
)
def literacy_gap(education_health: pd.DataFrame, geography: str) -> Number:
    """Literacy of men less that of women, age ten and over, {geography}, Census 2023."""
    men, women = (
        published(education_health, LITERACY, geography, CENSUS, sex=sex) for sex in SEXES
    )
    return Number(men - women, "percentage points", 2)


def out_of_school_share_census(education_health: pd.DataFrame) -> Number:
    """Share of KP's children aged 5 to 16 who are out of school, from the counts of Census 2023."""
    out = published(education_health, OUT_OF_SCHOOL, KP, CENSUS)
    return percent(out, published(education_health, "Children aged 5-16", KP, CENSUS))


def out_of_school_share_girls(education_health: pd.DataFrame) -> Number:
    """Share of girls among KP's out-of-school children aged 5 to 16, Census 2023 (%)."""
    girls, out = (
        published(education_health, OUT_OF_SCHOOL, KP, CENSUS, sex=sex)
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
        published(education_health, indicator, KP, FORMER_ICT, sex=sex)
        for sex in ("female", "total")
    )
    return percent(girls, whole)


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
        .tab_source_note(base_line(shown, "statistics"))
    )
