"""Who has a telephone, a computer, the internet: access to ICT in KP where published, else in Pakistan.

In: published statistics on access to ICT. Out: numbers as they were published, and the table of all.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from great_tables import GT, loc, style
from hamilton.function_modifiers import parameterize

from analysis.exhibits import base_line
from analysis.numbers import Number, count
from analysis.published_statistics import (
    FORMER_ICT,
    KP,
    LATEST_ICT,
    PAKISTAN,
    SEXES,
    published,
    rate,
)
from analysis.theme import book_table

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
    "internet_households_kp_latest": rate(INTERNET_HOME, KP, LATEST_ICT, digits=0),
    "internet_households_pakistan_latest": rate(INTERNET_HOME, PAKISTAN, LATEST_ICT, digits=0),
    "internet_households_pakistan_former": rate(INTERNET_HOME, PAKISTAN, FORMER_ICT, digits=0),
    "internet_use_pakistan_latest": rate(INTERNET_USE, PAKISTAN, LATEST_ICT, digits=0),
    "internet_use_pakistan_former": rate(INTERNET_USE, PAKISTAN, FORMER_ICT, digits=0),
    **{
        f"internet_use_pakistan_urban_{sex}": rate(
            INTERNET_USE, PAKISTAN, LATEST_ICT, area="urban", sex=sex, digits=0
        )
        for sex in SEXES
    },
    "phone_households_pakistan_latest": rate(PHONE_HOME, PAKISTAN, LATEST_ICT, digits=0),
    "phone_owners_pakistan_latest": rate(OWN_PHONE, PAKISTAN, LATEST_ICT, digits=0),
    **{
        f"phone_owners_pakistan_2017_{sex}": rate(
            OWN_PHONE_2017, PAKISTAN, "2017", sex=sex, digits=0
        )
        for sex in SEXES
    },
    **{
        f"computer_households_pakistan_{area}": rate(
            COMPUTER, PAKISTAN, "2019-20", area=area, digits=0
        )
        for area in ("total", "urban", "rural")
    },
}
"""Numbers that the table `ict_access` holds as they are printed."""


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
    found = published(ict_access, indicator, geography, period, area, sex)
    return Number(found, unit, digits)


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
    rows = statistics_in_order(ict_access, ICT_SHOWN)
    shown = rows[["group", "whom", "year_label", "value"]]
    return (
        book_table(shown, rowname_col="whom", groupname_col="group")
        .tab_stubhead("Of whom")
        .cols_label(year_label="Survey", value="%")
        .fmt_number("value", decimals=0)
        .cols_align("right", ["year_label", "value"])
        .tab_style(style.css("white-space: nowrap"), loc.body("year_label"))
        .tab_source_note(base_line(shown, "statistics"))
    )


AREAS = {"total": "", "urban": "urban", "rural": "rural"}
PEOPLE = {"total": "", "female": "women", "male": "men"}
"""How a row of the table of access says whom it describes, in the order of the rows."""


def statistics_in_order(ict_access: pd.DataFrame, shown: Mapping[str, str]) -> pd.DataFrame:
    """The statistics on the indicators in `shown`, with its words for them in `group`, and of `whom` each is."""
    rows = ict_access[ict_access["indicator"].isin(shown.keys())].assign(
        group=lambda r: pd.Categorical(r["indicator"].map(shown), list(shown.values())),
        area=lambda r: pd.Categorical(r["area"], list(AREAS)),
        sex=lambda r: pd.Categorical(r["sex"], list(PEOPLE)),
    )
    rows = rows.sort_values(["group", "geography", "area", "sex", "year_label"])
    rows["whom"] = [_whom(*of) for of in rows[["geography", "area", "sex"]].to_numpy()]
    return rows.astype({"group": str})


def _whom(geography: str, area: str, sex: str) -> str:
    """Whom a figure describes: "Pakistan", "Pakistan, rural", "Pakistan, urban women"."""
    of = f"{AREAS[area]} {PEOPLE[sex]}".strip()
    return f"{geography}, {of}" if of else geography


def count_ict_pakistan(ict_access: pd.DataFrame) -> Number:
    """Published statistics on access to ICT, among those collected, that describe all Pakistan."""
    return count((ict_access["geography"] == PAKISTAN).sum(), n=len(ict_access))
