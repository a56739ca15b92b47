"""Who is left out (claims C8 and C9): access, skills, awareness, and who uses a service at all.

In: the questionnaires of students and patients, two samples that are kept apart. Out: how many lack
access or know of no service, and how use differs with access, skills and circumstances, one by one and
held equal in a regression. Those who use a service and those who do not differ in more than was asked:
a gap is a gap, not what access alone would bring.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source

from analysis.answers import indicator
from analysis.disclosure import told, told_of_parts
from analysis.estimate_charts import estimate_forest
from analysis.estimates import as_number, row_of
from analysis.exhibits import Chart
from analysis.multiplicity import HELD_EQUAL, adjusted
from analysis.numbers import Number, tally
from analysis.printing import printed, tests_table
from analysis.regression import INTERCEPT, linear
from analysis.respondents import MIDPOINT, USERS, by_group, stacked
from analysis.scales import scores
from analysis.survey import differences, shares
from analysis.wording import leaning

SKILLS = ("skill_search", "skill_form", "skill_upload", "skill_payment")
TRAITS = {
    "has_access": ("With device and internet", "Without device or internet"),
    "skilled": ("Skills above the midpoint", "Skills not above it"),
    "female": ("Women and girls", "Men, boys and others"),
    "rural": ("Rural", "Urban"),
    "poor": ("Means not enough", "Means enough"),
}
"""Traits by which use is compared: what a reader calls those who have one, and those who have not."""
TRAIT_OF = {those: trait for trait, (those, _) in TRAITS.items()}
HOLDS = {
    "lack a device or are never online": "without_access",
    "know none of the services": "unaware",
    "have used one of the services": "uses",
}
"""The columns whose shares are printed, by what a reader calls those for whom they hold."""
MODEL = ("has_access", "skilled")
"""The traits that the regression holds equal: with more, ten hospitals would not bear the errors."""
GAPS = {"access": "has_access", "skills": "skilled", "gender": "female", "residence": "rural"}
"""The gaps in use that have numbers of their own; the first two decide C8 and C9."""
HELD = {end: trait for end, trait in GAPS.items() if trait in MODEL}
LESS_OR_MORE = (
    "were less likely to have used a service than",
    "were neither clearly less nor clearly more likely to have used a service than",
    "were more likely to have used a service than",
)
"""Words for a gap: its interval below zero, holding zero, above it."""


@parameterize(**by_group("circumstances", groups=USERS))
def circumstances(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The {group} with what bears on exclusion: 1, 0, or missing where a question was left out.

    One row per respondent: the columns of the table, then `without_access` (no device, or never
    online), `unaware` (knows none of the services), `uses` (has used one of them), and `TRAITS`.
    Access takes both answers, also of who lacks a device: one that shows a lack would count while one
    that shows none would not, and the share without access would be too large.
    """
    no_device = indicator(answers["access_device"], "none")
    offline = indicator(answers["access_internet"], "never")
    without = no_device.eq(1) | offline.eq(1)
    known = no_device.notna() & offline.notna()
    skills = scores(answers, {"skills": SKILLS})["skills"]
    return answers.assign(
        without_access=without.astype(float).where(known),
        has_access=(~without).astype(float).where(known),
        unaware=answers["aware_of"].map(len).eq(0).astype(float),
        uses=answers["used"].map(len).gt(0).astype(float),
        skilled=skills.gt(MIDPOINT).astype(float).where(skills.notna()),
        female=indicator(answers["gender"], "female"),
        rural=indicator(answers["residence"], "rural"),
        poor=indicator(answers["household_means"], "not enough"),
    )


@parameterize(
    **{
        name: which
        for end, said in zip(("without_access", "unaware", "using"), HOLDS, strict=True)
        for name, which in by_group(
            f"share_{end}", "circumstances_{group}", USERS, said=said
        ).items()
    }
)
def share_with(answers: pd.DataFrame, group: str, said: str) -> Number:
    """Share of the {group} who {said} (%)."""
    return as_number(shares(answers, HOLDS[said], answers=[1.0]).iloc[0], "percent")


@parameterize(**by_group("use_by_trait", "circumstances_{group}", USERS))
def use_by_trait(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Share of the {group} that used a service. One row per trait and side of it: trait, side."""
    using = {trait: shares(answers, "uses", by=trait, answers=[1.0]) for trait in TRAITS}
    tables = [_sides(table, trait) for trait, table in using.items()]
    return pd.concat(tables, ignore_index=True)


def _sides(table: pd.DataFrame, trait: str) -> pd.DataFrame:
    """`table`, by a trait of 1 and 0, under the words for these: who has it first."""
    names = dict(zip((1.0, 0.0), TRAITS[trait], strict=True))
    named = table.assign(trait=trait, side=table[trait].map(names)).sort_values(trait)
    return named.iloc[::-1].drop(columns=["item", "answer"])


@parameterize(**by_group("use_gaps", "circumstances_{group}", USERS))
def use_gaps(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Share of the {group} that uses a service, with a trait less without it. One row per trait."""
    tables = [differences(answers, "uses", by=t, groups=(1.0, 0.0)).assign(trait=t) for t in TRAITS]
    return told(pd.concat(tables, ignore_index=True))


@parameterize(
    **{
        name: which
        for end, trait in GAPS.items()
        for name, which in by_group(
            f"gap_use_by_{end}", "use_gaps_{group}", USERS, those=TRAITS[trait][0]
        ).items()
    }
)
def gap_use(answers: pd.DataFrame, group: str, those: str) -> Number:
    """Share that uses a service among the {group} of one side, less that of the others: {those}."""
    return as_number(row_of(answers, trait=TRAIT_OF[those]), "percentage points")


@parameterize(**by_group("use_model", "circumstances_{group}", USERS))
def use_model(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Linear probability model of use among the {group}. One row per trait of `MODEL` (`term`)."""
    table = linear(answers, "uses", dict.fromkeys(MODEL))
    return table[table["term"] != INTERCEPT].reset_index(drop=True)


@parameterize(
    **{
        name: which
        for end, trait in HELD.items()
        for name, which in by_group(
            f"gap_held_equal_{end}", "use_model_{group}", USERS, those=TRAITS[trait][0]
        ).items()
    }
)
def gap_held_equal(answers: pd.DataFrame, group: str, those: str) -> Number:
    """Share that uses a service among the {group} of one side, less that of the others, the other trait held equal: {those}."""
    return as_number(row_of(answers, term=TRAIT_OF[those]), "percentage points")


@parameterize(
    **{
        f"words_{prefix}_{end}_{group}": {"number": source(f"{prefix}_{end}_{group}")}
        for prefix, ends in {"gap_use_by": GAPS, "gap_held_equal": HELD}.items()
        for end in ends
        for group in USERS
    }
)
def words_gap(number: Number) -> str:
    """Whether those with the trait used less or more, as the interval of the gap allows: words."""
    return leaning(number, LESS_OR_MORE)


@parameterize(
    **{f"fig_exclusion_use_{group}": {"rows": source(f"use_by_trait_{group}")} for group in USERS}
)
def fig_exclusion_use(rows: pd.DataFrame) -> Chart:
    """Share that used a service, by trait, with 95% intervals."""
    rows = told_of_parts(rows, "trait")
    titles = {"has_access": "Access", "skilled": "Skills", "female": "Gender"}
    trait = rows["trait"].map({**titles, "rural": "Residence", "poor": "Means"}).rename("Trait")
    said = "Share that used a service, %"
    return estimate_forest(rows, rows["side"].rename("Who"), trait, value=said, percent=True)


@parameterize(**by_group("df_exclusion_model", "use_model_{group}", USERS))
def df_use_model(answers: pd.DataFrame, group: str) -> Number:
    """The least degrees of freedom of a coefficient of use among the {group}, in whole ones."""
    return tally(int(answers["df"].min()))


def tbl_exclusion_model(use_model_students: pd.DataFrame, use_model_patients: pd.DataFrame) -> GT:
    """Differences in use by access and skills, each held equal, in both groups."""
    rows = stacked({"students": use_model_students, "patients": use_model_patients})
    rows = adjusted(rows.assign(family=HELD_EQUAL))
    cells = printed(rows, "percentage points", name="Difference, points")
    named = rows["term"].map(lambda term: TRAITS[term][0])
    return tests_table(rows, named, cells, "Trait")
