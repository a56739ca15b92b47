"""Trust as an ordered answer (claim C14): proportional odds by use, exclusion and satisfaction, held equal.

In: students and patients as `analysis.trust` has them. Out: two models for each group. The first is about use
and exclusion; the second parts the users by their satisfaction. Who is satisfied is known of users only, so
that both kinds of users are set against those who use none and have access. Satisfaction may lie on the way from use
to trust: with it the model no longer tells what use goes with, and says nothing of what brings what.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source, value

from analysis.estimates import as_number, row_of
from analysis.multiplicity import SATISFIED_MODEL, TRUST_MODEL, adjusted
from analysis.numbers import Number
from analysis.odds import as_ratio, words_proportional
from analysis.ordinal import proportional_odds, proportional_odds_test
from analysis.printing import printed, tests_table
from analysis.respondents import USERS, by_group, stacked
from analysis.trust import LESS_OR_MORE, TRUST
from analysis.wording import leaning

USE = {"uses": "Uses a service"}
SATISFACTION = {
    "satisfied_user": "Uses a service and is satisfied",
    "other_user": "Uses a service and is not",
}
ELSE = {"excluded": "Uses none and lacks access", "rural": "Rural"}
MODELS = {"trust_model": {**USE, **ELSE}, "trust_satisfaction_model": {**SATISFACTION, **ELSE}}
"""The terms of each model, and what a reader calls them. All are 0 or 1."""
ALIKE = "all who answered are alike in this"
ABOUT = {
    "trust_model": ("uses", "the use of a service"),
    "trust_satisfaction_model": ("satisfied_user", "satisfied users"),
}
"""The term that each model is about, for the test of its assumption where all cannot be tested at once."""


@parameterize(**by_group("users_parted", "trusting_{group}", USERS))
def users_parted(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The {group} with `satisfied_user` and `other_user`, 1 or 0: one row per respondent.

    Both are 0 for who uses no service, and missing for a user whose satisfaction is not known.
    """
    satisfied, uses = answers["satisfied"], answers["uses"]
    return answers.assign(
        satisfied_user=satisfied.where(uses.eq(1), uses.where(uses.eq(0))),
        other_user=(1 - satisfied).where(uses.eq(1), uses.where(uses.eq(0))),
    )


def _of_each(prefix: str = "") -> dict[str, dict[str, Any]]:
    """Node names of what is made of each model and group: `prefix`, the model and the group."""
    return {
        name: which
        for model in MODELS
        for name, which in by_group(
            f"{prefix}{model}", "users_parted_{group}", USERS, model=model
        ).items()
    }


@parameterize(**_of_each())
def ordered_trust(answers: pd.DataFrame, group: str, model: str) -> pd.DataFrame:
    """Proportional-odds model of trust of the {group} on the terms of {model}: one row per term, in log odds.

    A term in which nobody differs is left out of the model, which then holds the others equal.
    """
    terms = _parting(answers, model)
    table = proportional_odds(answers, TRUST, dict.fromkeys(terms)).set_index("term")
    alike = {"undefined": ALIKE, "n": table["n"].max()}
    rows = table.reindex(list(MODELS[model]))
    rows.loc[~rows.index.isin(terms), list(alike)] = list(alike.values())
    return rows.reset_index().astype({"n": int})


def _parting(answers: pd.DataFrame, model: str) -> list[str]:
    """The terms of `model` in which those who answered all that it asks are not all alike."""
    known = answers.dropna(subset=[TRUST, *MODELS[model]])
    return [term for term in MODELS[model] if known[term].max() > known[term].min()]


@parameterize(**_of_each("assumption_"))
def ordered_assumption(answers: pd.DataFrame, group: str, model: str) -> pd.DataFrame:
    """Brant's test of {model} among the {group}: a row per term and one for all together."""
    return proportional_odds_test(answers, TRUST, dict.fromkeys(_parting(answers, model)))


@parameterize(
    **{
        f"words_assumption_{model}_{group}": {
            "answers": source(f"assumption_{model}_{group}"),
            "model": value(model),
        }
        for model in MODELS
        for group in USERS
    }
)
def words_assumption(answers: pd.DataFrame, model: str) -> str:
    """What Brant's test says of proportional odds in {model}: words."""
    return words_proportional(answers, *ABOUT[model])


@parameterize(
    **{
        f"odds_{term}_{group}": {"rows": source(f"{model}_{group}"), "term": value(term)}
        for model, terms in {"trust_model": USE, "trust_satisfaction_model": SATISFACTION}.items()
        for term in terms
        for group in USERS
    }
)
def odds_of_trust(rows: pd.DataFrame, term: str) -> Number:
    """Odds of a higher answer on trust with {term}, as a multiple of those of who uses none and has access."""
    return as_number(as_ratio(row_of(rows, term=term)), "coefficient", 2)


@parameterize(
    **{
        f"words_odds_{term}_{group}": {"number": source(f"odds_{term}_{group}")}
        for term in {**USE, **SATISFACTION}
        for group in USERS
    }
)
def words_odds(number: Number) -> str:
    """Whether the odds of a higher answer are less or more, as the interval allows: words."""
    return leaning(number, LESS_OR_MORE, reference=1)


@parameterize(
    tbl_trust_model={
        "students": source("trust_model_students"),
        "patients": source("trust_model_patients"),
        "model": value("trust_model"),
        "family": value(TRUST_MODEL),
    },
    tbl_trust_satisfaction={
        "students": source("trust_satisfaction_model_students"),
        "patients": source("trust_satisfaction_model_patients"),
        "model": value("trust_satisfaction_model"),
        "family": value(SATISFIED_MODEL),
    },
)
def tbl_of_model(students: pd.DataFrame, patients: pd.DataFrame, model: str, family: str) -> GT:
    """Odds ratios of a higher answer on trust, by group and term, with intervals and adjusted p."""
    rows = stacked({"students": students, "patients": patients})
    rows = adjusted(rows.assign(family=family))
    ratios = pd.DataFrame([as_ratio(row) for _, row in rows.iterrows()])
    cells = printed(ratios, "coefficient", 2, name="Odds ratio")
    return tests_table(rows, rows["term"].map(MODELS[model]), cells, "Term")
