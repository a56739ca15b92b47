"""Which models of government people meet: what users and officials did with the service they use most.

In: the three questionnaires, each with two yes-or-no questions a model, asked of those who have used a
service. Out: the share of these in each group that met a model through it, and leads of one model over another within the same persons, with
intervals that the design allows. Beside it in the chapter stands what the inventory documents: a
feature that is offered and a feature that is met are different things, and are not added up.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source, value

from analysis.disclosure import few_behind, withhold
from analysis.estimate_charts import estimate_forest
from analysis.estimates import as_number
from analysis.exhibits import Chart
from analysis.numbers import Number
from analysis.printing import printed
from analysis.readings import MODELS
from analysis.respondents import GROUPS, YES, by_group, stacked
from analysis.survey import means, shares
from analysis.theme import book_table
from analysis.wording import extent, leaning

EXPERIENCES = {
    "managerial": ("managerial_service", "managerial_form"),
    "consultative": ("consultative_asked", "consultative_gave"),
    "participatory": ("participatory_discussed", "participatory_decided"),
}
"""The questions about each model; who says yes to one of them has met it."""
LEADS = {
    "lead_managerial": ("managerial", "consultative"),
    "lead_consultative": ("consultative", "participatory"),
}
"""Which model is set against which: claims C10 and C11."""

MORE_OR_LESS = (
    "less often than",
    "neither clearly less nor clearly more often than",
    "more often than",
)
"""Words for a lead: the interval below zero, holding it, above it."""


@parameterize(**by_group("experiences"))
def experiences(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Whether each of the {group} met each model in the service used most: 1, 0, or missing without an answer.

    One row per respondent: the columns of the table, and one for each of `MODELS`. One yes of two is enough,
    but both must have been answered: a lone yes would count while a lone no would not, and shares be too large.
    """
    met = {}
    for model, questions in EXPERIENCES.items():
        given = answers[list(questions)]
        met[model] = given.eq(YES).any(axis=1).astype(float).where(given.notna().all(axis=1))
    leads = {name: met[first] - met[second] for name, (first, second) in LEADS.items()}
    return answers.assign(**met, **leads)


@parameterize(**by_group("experience_shares", "experiences_{group}"))
def experience_shares(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Shares of the {group} that met each model, as `survey.shares` gives them: a row per model."""
    return shares(answers, list(MODELS), answers=[1.0])


@parameterize(
    **{
        name: {**which, "first": value(first), "second": value(second)}
        for lead, (first, second) in LEADS.items()
        for name, which in by_group(lead, "experiences_{group}").items()
    }
)
def lead_of_model(answers: pd.DataFrame, group: str, first: str, second: str) -> Number:
    """Share of the {group} that met the {first} model, less the share that met the {second}, of who answered on both."""
    lead = next(name for name, pair in LEADS.items() if pair == (first, second))
    return as_number(means(answers, lead).iloc[0], "percentage points")


@parameterize(
    **{f"words_{name}": {"number": source(name)} for lead in LEADS for name in by_group(lead)}
)
def words_lead(number: Number) -> str:
    """How often the one model was met, set against the next: words, from the interval of the lead."""
    return leaning(number, MORE_OR_LESS)


@parameterize(
    **{
        f"extent_{lead}": {f"of_{group}": source(f"{lead}_{group}") for group in GROUPS}
        for lead in LEADS
    }
)
def extent_lead(of_students: Number, of_patients: Number, of_officials: Number) -> str:
    """In how many of the groups the one model was clearly met more often than the next: words."""
    leads = (of_students, of_patients, of_officials)
    return extent([lead.low is not None and lead.low > 0 for lead in leads])


def experiences_by_group(
    experience_shares_students: pd.DataFrame,
    experience_shares_patients: pd.DataFrame,
    experience_shares_officials: pd.DataFrame,
) -> pd.DataFrame:
    """The shares of all groups. One row per group and model: group, item, and the estimate.

    The leads of one model over the next are told as well, so that a share which tells of few would follow
    from the others of its group: they are withheld with it.
    """
    tables = (experience_shares_students, experience_shares_patients, experience_shares_officials)
    rows = stacked(dict(zip(GROUPS, tables, strict=True)))
    hidden = few_behind(rows["n"], rows["cases"]).groupby(rows["group"]).transform("any")
    return withhold(rows, hidden)


def fig_models_experiences(experiences_by_group: pd.DataFrame) -> Chart:
    """Share of users in each group that met each model in their main service, with 95% intervals."""
    rows = experiences_by_group
    model, group = rows["item"].str.capitalize(), rows["group"].str.capitalize()
    said = "Share that met it, %"
    named = (model.rename("Model"), group.rename("Group"))
    return estimate_forest(rows, *named, value=said, percent=True)


def tbl_models_experiences(experiences_by_group: pd.DataFrame) -> GT:
    """Share of each group that met each model, with its interval and n."""
    rows = experiences_by_group
    named = rows[["group", "item"]].map(str.capitalize)
    shown = pd.concat([named, printed(rows, "percent", name="Share, %")], axis=1)
    table = book_table(shown, rowname_col="item", groupname_col="group").tab_stubhead("Model")
    return table.cols_align("right", list(shown.columns[2:]))
