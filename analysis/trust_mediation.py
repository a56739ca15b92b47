"""How much of what goes with more use runs through perceived service: a division, and its words.

In: students and patients who used a service, with the quality that they perceive. Out: the parts of the
difference in trust between those who used several services and those who used one: through perceived
quality, and beside it. `analysis.mediation` has the method, and says what it cannot show.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source, value

from analysis.estimates import as_number, row_of
from analysis.mediation import mediation
from analysis.multiplicity import PATHS, adjusted
from analysis.numbers import Number
from analysis.printing import NOT_GIVEN, P_ADJUSTED, adjusted_p, family_note, printed
from analysis.respondents import USERS, by_group, stacked
from analysis.theme import book_table
from analysis.without_design import LABELLED, mediation_without_design
from analysis.wording import leaning

PARTS = {"mediated": "indirect", "direct": "direct"}
"""What the results' names call each part, and what the estimator does."""
ROWS = {"indirect": "Through perceived quality", "direct": "Beside it", "total": "Together"}
"""What a reader calls the effects in the table."""
SAID = (
    "More use goes with less trust through perceived quality.",
    "No path through perceived quality can be told from none.",
    "More use goes with more trust through perceived quality.",
)
"""Sentences for the part that is mediated: its interval below zero, holding zero, above it."""


@parameterize(**by_group("using_several", "quality_{group}", USERS))
def using_several(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The {group} with `several`: 1 for users of several services, 0 for users of one.

    One row per respondent; missing for who uses none.
    """
    services = answers["used"].map(len)
    return answers.assign(several=services.gt(1).astype(float).where(services.gt(0)))


@parameterize(**by_group("trust_paths", "using_several_{group}", USERS))
def trust_paths(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Parts of the difference in trust by use of several services among {group} who use one at all.

    One row per effect, in points of the scale of trust, as `mediation` gives them.
    """
    return mediation(answers, "trust_province", "quality", "several")


@parameterize(**by_group("trust_paths_plain", "using_several_{group}", USERS))
def trust_paths_plain(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The same parts for the {group} by statsmodels, without weights and clusters. One row per effect."""
    return mediation_without_design(answers, "trust_province", "quality", "several")


def trust_mediation(
    trust_paths_students: pd.DataFrame, trust_paths_patients: pd.DataFrame
) -> pd.DataFrame:
    """The parts of both groups, with p adjusted as one family. One row per group and effect of `ROWS`."""
    rows = stacked({"students": trust_paths_students, "patients": trust_paths_patients})
    shown = rows[rows["effect"].isin(ROWS)].reset_index(drop=True)
    return adjusted(shown.assign(family=PATHS))


def tbl_trust_mediation(
    trust_mediation: pd.DataFrame,
    trust_paths_plain_students: pd.DataFrame,
    trust_paths_plain_patients: pd.DataFrame,
) -> GT:
    """Parts of the difference in trust by use of several services, ours and those of statsmodels."""
    plain = stacked(
        {"students": trust_paths_plain_students, "patients": trust_paths_plain_patients}
    )
    tables = {"": trust_mediation, f", {LABELLED}": plain}
    rows = pd.concat([t.assign(way=way) for way, t in tables.items()], ignore_index=True)
    rows = rows.sort_values(["group", "way"], ascending=[False, True], kind="stable")
    cells = printed(rows, "points", 2, name="Points")
    p = adjusted_p(trust_mediation).reindex(rows.index, fill_value=NOT_GIVEN)
    group = rows["group"].str.capitalize() + rows["way"]
    named = pd.DataFrame({"group": group, "Part": rows["effect"].map(ROWS)})
    shown = pd.concat([named, cells, p], axis=1)
    table = book_table(shown, rowname_col="Part", groupname_col="group").tab_stubhead("Part")
    table = table.cols_align("right", [*cells.columns, P_ADJUSTED])
    return table.tab_source_note(family_note(trust_mediation))


@parameterize(
    **{
        f"{part}_trust_{group}": {"rows": source(f"trust_paths_{group}"), "effect": value(effect)}
        for part, effect in PARTS.items()
        for group in USERS
    }
)
def trust_part(rows: pd.DataFrame, effect: str) -> Number:
    """The {effect} part of the difference in trust by use of several services, in points of 1 to 5."""
    return as_number(row_of(rows, effect=effect), "points", 2)


@parameterize(
    **{
        f"words_mediation_{group}": {"mediated": source(f"mediated_trust_{group}")}
        for group in USERS
    }
)
def words_mediation(mediated: Number) -> str:
    """Whether trust runs through perceived quality, as the interval allows: a sentence."""
    return leaning(mediated, SAID)
