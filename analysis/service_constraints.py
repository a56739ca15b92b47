"""What users of a service still meet (claim C6): the constraints they name, ranked.

In: the questionnaires of students and patients; only those who used a service were asked. Out: the
share that named at least one constraint, and each constraint by how often it was named. One person may
name several, so that shares of constraints do not add up.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize, source

from analysis.estimate_charts import estimate_forest
from analysis.estimates import as_number
from analysis.exhibits import Chart
from analysis.numbers import Number
from analysis.respondents import USERS, by_group, stacked
from analysis.survey import mentions, shares
from analysis.wording import joined

CONSTRAINTS = {
    "no device": "No device",
    "no internet": "No internet",
    "electricity": "Failing electricity",
    "cost": "Cost",
    "language": "Language",
    "skills": "Skills",
    "not aware": "Did not know of it",
    "staff": "Staff",
    "system down": "Failing system",
}
"""Constraints as the codebook has them, and as a reader does."""
NAMED_FIRST = 3
"""How many of the constraints named most a sentence lists."""


@parameterize(**by_group("constrained", groups=USERS))
def constrained(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The {group} with `used_one` (has used a service) and `met_one` (names a constraint, of those).

    One row per respondent.
    """
    used = answers["used"].map(len).gt(0)
    met = answers["constraints"].map(len).gt(0).astype(float)
    return answers.assign(used_one=used, met_one=met.where(used))


@parameterize(
    **{f"share_{group}_constrained": {"answers": source(f"constrained_{group}")} for group in USERS}
)
def share_constrained(answers: pd.DataFrame) -> Number:
    """Share of those who used a service that name at least one constraint (%)."""
    return as_number(shares(answers, "met_one", answers=[1.0]).iloc[0], "percent")


@parameterize(**by_group("constraint_shares", "constrained_{group}", USERS))
def constraint_shares(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Share of the {group} that used a service and name each constraint, most often named first.

    One row per constraint (`answer`), as `mentions` gives them.
    """
    table = mentions(answers, "constraints", list(CONSTRAINTS), where=answers["used_one"])
    return table.sort_values(["estimate", "answer"], ascending=[False, True], ignore_index=True)


@parameterize(**by_group("names_constraints", "constraint_shares_{group}", USERS))
def names_constraints(answers: pd.DataFrame, group: str) -> str:
    """The constraints that the {group} name most often, in this order: words."""
    return joined([CONSTRAINTS[name].lower() for name in answers["answer"].head(NAMED_FIRST)])


def fig_service_delivery_constraints(
    constraint_shares_students: pd.DataFrame, constraint_shares_patients: pd.DataFrame
) -> Chart:
    """Share of users of a service that name each constraint, with 95% intervals, by group."""
    both = {"students": constraint_shares_students, "patients": constraint_shares_patients}
    rows = stacked(both)
    named = rows["answer"].map(CONSTRAINTS).rename("Constraint")
    group = rows["group"].str.capitalize().rename("Group")
    return estimate_forest(rows, named, group, value="Users who name it, %", percent=True)
