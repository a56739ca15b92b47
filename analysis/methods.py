"""What the chapter on methods reports about the evidence itself: tables, codebook, checks.

In: the data tables and their descriptions. Out: the table of tables, the codebook of the coding,
and the outcome of the checks by a second reader. That outcome is the one thing here that no
file can be asked for; it is copied below from the notes that came with the collected facts.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from great_tables import GT

from analysis.exhibits import base_line
from analysis.frames import rows_of
from analysis.numbers import Number, count
from analysis.sources import Package
from analysis.theme import book_table
from analysis.wording import listed

START_CONFIRMED = 34
START_CORRECTED = 2
START_UNCLEAR = ("telemedicine-five-districts", "tele-education-esef", "hmis-dhq")
"""What a second reader, who looked up the main source of every dated intervention again, found of
its year of launch (notes on the collected facts, "Checked")."""
FIGURES_FOUND_AGAIN = 31
"""Figures reported by programmes whose source the second reader found again (same notes)."""


def count_start_checked(interventions: pd.DataFrame) -> Number:
    """Dated interventions whose main source a second reader looked up again."""
    return _checked(interventions, START_CONFIRMED + START_CORRECTED + len(START_UNCLEAR))


def count_start_confirmed(interventions: pd.DataFrame) -> Number:
    """Dated interventions whose year of launch a second reader confirmed."""
    return _checked(interventions, START_CONFIRMED)


def count_start_corrected(interventions: pd.DataFrame) -> Number:
    """Dated interventions whose year of launch was corrected after the second reading."""
    return _checked(interventions, START_CORRECTED)


def count_start_unclear(interventions: pd.DataFrame) -> Number:
    """Dated interventions whose year of launch stayed unclear to a second reader."""
    return _checked(interventions, len(START_UNCLEAR))


def names_start_unclear(interventions: pd.DataFrame) -> str:
    """Names of the dated interventions whose year of launch stayed unclear to a second reader."""
    unclear = interventions["id"].isin(START_UNCLEAR)
    return listed(interventions.loc[unclear, "name"])


def count_figures_found_again(programme_figures: pd.DataFrame) -> Number:
    """Figures reported by programmes whose source a second reader found again."""
    return count(FIGURES_FOUND_AGAIN, n=len(programme_figures))


def _checked(interventions: pd.DataFrame, outcome: int) -> Number:
    return count(outcome, n=int(interventions["launch_year"].notna().sum()))


def tbl_methods_resources(
    un_egovernment: pd.DataFrame,
    ict_access: pd.DataFrame,
    education_health: pd.DataFrame,
    districts_census2023: pd.DataFrame,
    programme_figures: pd.DataFrame,
    interventions: pd.DataFrame,
    interventions_coding: pd.DataFrame,
    interventions_model_judgement: pd.DataFrame,
    students: pd.DataFrame,
    patients: pd.DataFrame,
    officials: pd.DataFrame,
    interview_codes: pd.DataFrame,
) -> GT:
    """The data tables of this book: what a row is, how many there are, which kind of evidence."""
    rows = {
        "un_egovernment": len(un_egovernment),
        "ict_access": len(ict_access),
        "education_health": len(education_health),
        "districts_census2023": len(districts_census2023),
        "programme_figures": len(programme_figures),
        "interventions": len(interventions),
        "interventions_coding": len(interventions_coding),
        "interventions_model_judgement": len(interventions_model_judgement),
        "students": len(students),
        "patients": len(patients),
        "officials": len(officials),
        "interview_codes": len(interview_codes),
    }
    package = Package()
    shown = pd.DataFrame(
        {
            "Table": [package.title(name) for name in rows],
            "One row per": [_grain(package.resource(name)["description"]) for name in rows],
            "Rows": list(rows.values()),
            "Evidence": [package.input(name).evidence for name in rows],
        }
    )
    table = book_table(shown, rowname_col="Table").tab_stubhead("Table")
    return table.tab_source_note(base_line(shown, "tables of data"))


def _grain(description: str) -> str:
    """What a row is: the first sentence of a table's description after "One row per"."""
    return description.split(". ", maxsplit=1)[0].removesuffix(".").removeprefix("One row per ")


def tbl_methods_respondents(
    students: pd.DataFrame,
    patients: pd.DataFrame,
    officials: pd.DataFrame,
    interview_codes: pd.DataFrame,
) -> GT:
    """Rows of the respondents' tables: in the file, excluded for each reason, and used.

    They count submissions, not answers, and are given whole, as a survey gives its response.
    """
    frames = {
        "students": students,
        "patients": patients,
        "officials": officials,
        "interview_codes": interview_codes,
    }
    counts = {name: rows_of(frame) for name, frame in frames.items()}
    shown = pd.DataFrame(
        {
            "Table": [Package().title(name) for name in counts],
            "Rows in the file": [rows.read for rows in counts.values()],
            "Excluded": [rows.read - rows.used for rows in counts.values()],
            "Why": [_reasons(rows.excluded) for rows in counts.values()],
            "Rows used": [rows.used for rows in counts.values()],
        }
    )
    table = book_table(shown, rowname_col="Table").tab_stubhead("Table")
    return table.tab_source_note(base_line(shown, "tables of data"))


def _reasons(excluded: Mapping[str, int]) -> str:
    """Why rows were excluded, with the number for each reason."""
    return ", ".join(f"{reason} ({n:,})" for reason, n in excluded.items()) or "none excluded"


def tbl_methods_codebook(interventions_coding: pd.DataFrame) -> GT:
    """The codebook of the coding: each code, what it says, its allowed values."""
    fields = Package().resource("interventions_coding")["schema"]["fields"]
    codes = interventions_coding.columns.drop(["coder", "id"])
    coded = [field for field in fields if field["name"] in codes]
    shown = pd.DataFrame(
        {
            "Code": [field["title"] for field in coded],
            "Meaning": [field["description"] for field in coded],
            "Values": [", ".join(_values(field)) for field in coded],
        }
    )
    table = book_table(shown, rowname_col="Code").tab_stubhead("Code")
    return table.tab_source_note(base_line(shown, "codes"))


def _values(field: dict) -> list[str]:
    return list(field.get("itemEnum") or field["constraints"]["enum"])
