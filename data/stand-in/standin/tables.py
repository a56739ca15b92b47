"""The tables as files: their columns in order, and CSV of the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from standin.access import add_access, add_skills
from standin.culture import add_covid, add_culture, add_drivers
from standin.experience import add_constraints, add_experiences, add_quality, add_trust
from standin.gaps import add_gaps
from standin.interviews import interview_codes
from standin.people import People, people, population
from standin.services import add_services
from standin.truths import ITEMS_OF_A_SCALE, planted


def _items(*scales: str) -> list[str]:
    return [f"{name}_{item}" for name in scales for item in range(1, ITEMS_OF_A_SCALE + 1)]


DESIGN = ["respondent_id", "district", "stratum", "institution", "weight", "sector"]
BACKGROUND = {
    "students": ["level", "gender", "age_group", "residence", "household_means"],
    "patients": ["gender", "age_group", "residence", "education", "household_means"],
    "officials": ["cadre", "years_in_service", "gender", "age_group", "residence"],
}
ACCESS = ["access_device", "access_internet", "access_electricity"]
SKILLS = ["skill_search", "skill_form", "skill_upload", "skill_payment"]
SERVICES = ["aware_of", "used", "main_service", "constraints"]
EXPERIENCE = [
    *_items("efficiency", "transparency", "accessibility"),
    "managerial_service",
    "managerial_form",
    "consultative_asked",
    "consultative_gave",
    "participatory_discussed",
    "participatory_decided",
    "satisfaction",
]
TRUST = ["trust_department", "trust_province"]
CULTURE = [
    *_items("monitoring", "workload", "autonomy", "benefit"),
    *_items("resistance_open", "resistance_veiled", "scepticism"),
    "driver_evidence",
    "driver_efficiency",
    "driver_transparency",
    "driver_accessibility",
    "driver_control",
    "driver_donors",
    "driver_first",
    "covid_push",
    "covid_lasting",
]
MAY_BE_EMPTY = ["household_means", *ACCESS, *SKILLS, *EXPERIENCE, *TRUST, *CULTURE]
ID_DIGITS = 4


def respondents(group: str, seed: int, scale: int = 1, gaps: bool = True) -> pd.DataFrame:
    """The answers of `group` ("students", "patients", "officials"): one row per respondent.

    `gaps=False` leaves out item non-response: every question is answered that is asked.
    """
    asked = answered(people(group, seed, scale))
    if gaps:
        add_gaps(asked, [name for name in MAY_BE_EMPTY if name in asked.answers])
    return _table(asked)


def whole(group: str, seed: int, size: int) -> pd.DataFrame:
    """The answers of a population of `size` people of `group`, without gaps: one row each."""
    return _table(answered(population(group, seed, size)))


def _table(asked: People) -> pd.DataFrame:
    """The columns of the table, in order, with the numbers of the respondents."""
    prefix = planted()[asked.group]["design"]["prefix"]
    numbers = pd.Series(range(1, len(asked.answers) + 1)).astype(str).str.zfill(ID_DIGITS)
    asked.answers.insert(0, "respondent_id", prefix + numbers)
    return asked.answers[columns(asked.group)]


def answered(asked: People) -> People:
    """The same people with every answer that their questionnaire asks for."""
    add_access(asked)
    add_skills(asked)
    add_services(asked)
    add_constraints(asked)
    add_quality(asked)
    add_experiences(asked)
    add_trust(asked)
    if asked.group == "officials":
        add_culture(asked)
        add_drivers(asked)
        add_covid(asked)
    return asked


def columns(group: str) -> list[str]:
    """The columns of the table of `group`, in order."""
    common = [*DESIGN, *BACKGROUND[group], *ACCESS, *SKILLS, *SERVICES, *EXPERIENCE, *TRUST]
    return [*common, *CULTURE] if group == "officials" else common


TABLES: dict[str, Callable[[int, int], pd.DataFrame]] = {
    "students": lambda seed, scale: respondents("students", seed, scale),
    "patients": lambda seed, scale: respondents("patients", seed, scale),
    "officials": lambda seed, scale: respondents("officials", seed, scale),
    "interview_codes": interview_codes,
}
"""Name of each table, and what makes it from a seed and a scale."""


def write(table: pd.DataFrame, path: Path) -> None:
    """Write `table` as UTF-8 CSV: whole numbers without a point, weights with two digits."""
    text = table.copy()
    for name in text.select_dtypes("float32"):
        text[name] = text[name].astype("Int8")
    text.to_csv(path, index=False, lineterminator="\n", float_format="%.2f", encoding="utf-8")
