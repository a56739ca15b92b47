"""Trust in the provincial government (claim C14): by use, by exclusion, by satisfaction.

In: the questionnaires of students and patients. Out: how trust differs between those who use a service,
those who do not, and those who lack access besides; and between users who are satisfied and others. Trust
may lead to use, or to a kind judgement of it, as well as follow from them, and a cross-section cannot part the
two. What is left of the differences with the others held equal is in `analysis.trust_models`, and how much of
one runs through perceived service in `analysis.trust_mediation`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nan

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source, value

from analysis.disclosure import told
from analysis.dominance import cliffs_delta
from analysis.estimate_charts import answer_bars
from analysis.estimates import as_number, row_of
from analysis.exhibits import Chart
from analysis.multiplicity import IN_TRUST, adjusted
from analysis.numbers import Number
from analysis.printing import INTERVAL, printed, tests_table, with_interval
from analysis.respondents import AGREE, USERS, by_group, stacked
from analysis.survey import differences, means, shares
from analysis.wording import leaning

TRUST = "trust_province"
OBJECTS = {"trust_province": "provincial government", "trust_department": "department"}
ANSWERS = {1: "1: none", 2: "2", 3: "3", 4: "4", 5: "5: full"}
CONTRASTS = {
    "trust_use": ("uses", "trust_province"),
    "trust_exclusion": ("excluded", "trust_province"),
    "trust_satisfaction": ("satisfied", "trust_province"),
    "department_satisfaction": ("satisfied", "trust_department"),
}
"""The comparisons of trust: who has what, less who has not, and in whom the trust is."""
COMPARED = {
    "trust_use": "users less others",
    "trust_exclusion": "excluded less others",
    "trust_satisfaction": "satisfied less other users",
    "department_satisfaction": "satisfied less other users, department",
}
"""What a reader calls each; the trust is in the provincial government where nothing else is said."""
CONTRAST_OF = {compared: contrast for contrast, compared in COMPARED.items()}
DELTA = "Cliff's delta"
LESS_OR_MORE = ("less than", "neither clearly less nor clearly more than", "more than")
"""Words for a difference in trust: its interval below zero, holding zero, above it."""


@parameterize(**by_group("trusting", "circumstances_{group}", USERS))
def trusting(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The {group} with `excluded` and `satisfied`, each 1 or 0.

    Excluded is who uses no service and lacks a device or internet: missing where use or access is not
    known. Satisfied is who answers 4 or 5, and not 1 to 3: missing for who was not asked, as users are.
    One row per respondent.
    """
    known = answers["uses"].eq(1) | answers["without_access"].notna()
    excluded = answers["uses"].eq(0) & answers["without_access"].eq(1)
    asked, satisfied = answers["satisfaction"].notna(), answers["satisfaction"].isin(AGREE)
    return answers.assign(
        excluded=excluded.astype(float).where(known), satisfied=satisfied.astype(float).where(asked)
    )


@parameterize(**by_group("trust_contrasts", "trusting_{group}", USERS))
def trust_contrasts(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Trust of the {group}, with a trait less without it, in points of 1 to 5. One row per contrast."""
    return told(_of_contrasts(answers, differences))


@parameterize(**by_group("trust_deltas", "trusting_{group}", USERS))
def trust_deltas(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Cliff's delta of the same comparisons among the {group}, which asks for the order of answers alone."""
    return _of_contrasts(answers, cliffs_delta)


def _of_contrasts(answers: pd.DataFrame, compared: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """What an estimator makes of who has a trait less who has not: one row per contrast."""
    tables = [
        compared(answers, item, by=trait, groups=(1.0, 0.0)) for trait, item in CONTRASTS.values()
    ]
    return pd.concat(tables, ignore_index=True).assign(contrast=list(CONTRASTS))


@parameterize(
    **{
        f"difference_{contrast}_{group}": {
            "rows": source(f"trust_contrasts_{group}"),
            "compared": value(compared),
        }
        for contrast, compared in COMPARED.items()
        for group in USERS
    }
)
def difference_trust(rows: pd.DataFrame, compared: str) -> Number:
    """Mean trust in the provincial government, or where it says so the department, in points of 1 to 5: {compared}."""
    return as_number(row_of(rows, contrast=CONTRAST_OF[compared]), "points", 2)


@parameterize(
    **{
        f"detectable_trust_{group}": {"number": source(f"difference_trust_use_{group}")}
        for group in USERS
    }
)
def detectable_trust(number: Number) -> Number:
    """Smallest difference in trust by use that such a sample finds four times in five.

    In points of 1 to 5; Bloom (1995), from the standard error and degrees of freedom of the difference.
    """
    least = nan if number.detectable is None else number.detectable
    return replace(number, value=least, low=None, high=None)


@parameterize(
    **{
        f"words_{contrast}_{group}": {"number": source(f"difference_{contrast}_{group}")}
        for contrast in CONTRASTS
        for group in USERS
    }
)
def words_trust(number: Number) -> str:
    """Whether the first trust less or more, as the interval of the difference allows: words."""
    return leaning(number, LESS_OR_MORE)


@parameterize(
    **{
        f"mean_{name}_{group}": {"answers": source(f"trusting_{group}"), "name": value(name)}
        for name in OBJECTS
        for group in USERS
    }
)
def mean_trust(answers: pd.DataFrame, name: str) -> Number:
    """Mean of {name}, from 1 to 5."""
    return as_number(means(answers, name).iloc[0], "index", 2)


def fig_trust_answers(students: pd.DataFrame, patients: pd.DataFrame) -> Chart:
    """Answers on trust in the department and in the provincial government, by group, with the means."""
    groups = {"Students": students, "Patients": patients}
    tables = {
        name: shares(table, list(OBJECTS), answers=list(ANSWERS)) for name, table in groups.items()
    }
    rows = stacked(tables)
    named = rows["item"].map(OBJECTS).str.capitalize().rename("Trust in the")
    summary = stacked({name: means(table, list(OBJECTS)) for name, table in groups.items()})
    group = rows["group"].rename("Group")
    return answer_bars(rows, named, ANSWERS, group, summary=summary, summed="Mean", digits=2)


def tbl_trust_differences(
    trust_contrasts_students: pd.DataFrame,
    trust_contrasts_patients: pd.DataFrame,
    trust_deltas_students: pd.DataFrame,
    trust_deltas_patients: pd.DataFrame,
) -> GT:
    """Differences in trust, by group and contrast, with adjusted p, and Cliff's delta, both with intervals."""
    rows = stacked({"students": trust_contrasts_students, "patients": trust_contrasts_patients})
    rows = adjusted(rows.assign(family=IN_TRUST))
    deltas = stacked({"students": trust_deltas_students, "patients": trust_deltas_patients})
    compared = rows["contrast"].map(COMPARED).str.capitalize()
    delta = printed(deltas, "coefficient", 2, name=DELTA)
    cells = printed(rows, "points", 2, name="Points")
    cells[f"{DELTA} ({INTERVAL})"] = with_interval(delta[DELTA], delta[INTERVAL])
    return tests_table(rows, compared, cells, "Compared")
