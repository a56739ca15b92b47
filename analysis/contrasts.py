"""The main contrasts of the survey side by side: adjusted within families, and what each could have found.

In: the differences and coefficients that the chapters speak of, each with its error and degrees of freedom. Out: one table
with p-values adjusted within each family (Benjamini and Hochberg), and beside each estimate the smallest
true difference that such a sample finds four times in five (Bloom; `analysis.multiplicity` has both). A
chapter's words follow single intervals; here stands what is left of them when all are looked at together.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source

from analysis.estimates import detectable, p_value
from analysis.exclusion import GAPS
from analysis.experiences import LEADS
from analysis.multiplicity import (
    BY_CONDITIONS,
    HELD_EQUAL,
    HUNDREDTHS,
    IN_TRUST,
    LEVEL,
    MODELS,
    PATHS,
    RESISTANCE,
    SATISFACTION,
    SATISFIED_MODEL,
    SIDES,
    TRUST_MODEL,
    USE,
    adjusted,
)
from analysis.numbers import Number, decimal, tally
from analysis.organisational_culture import SCALES
from analysis.printing import NOT_GIVEN, P_ADJUSTED, adjusted_p, family_note, printed
from analysis.respondents import stacked
from analysis.survey import means
from analysis.theme import book_table
from analysis.trust import COMPARED
from analysis.wording import listed

SAID = {
    "has_access": "with access less without",
    "skilled": "skills above the midpoint less others",
    "female": "women and girls less others",
    "rural": "rural less urban",
    **COMPARED,
    "uses": "users less others",
    "excluded": "excluded less others",
    "satisfied_user": "satisfied users less others",
    "other_user": "users who are not satisfied less others",
    "lead_managerial": "managerial less consultative",
    "lead_consultative": "consultative less participatory",
    "indirect": "through perceived quality",
    "direct": "beside perceived quality",
    "total": "users of several services less users of one",
}
"""What the table calls each contrast within a group."""


def sides_contrasts(
    quality_differences_education: pd.DataFrame, quality_differences_health: pd.DataFrame
) -> pd.DataFrame:
    """Providers less users of their sector. One row per sector and quality."""
    sectors = {"education": quality_differences_education, "health": quality_differences_health}
    rows = stacked(sectors)
    return rows.assign(contrast=rows["item"])


def use_contrasts(use_gaps_students: pd.DataFrame, use_gaps_patients: pd.DataFrame) -> pd.DataFrame:
    """The gaps in use that have numbers of their own. One row per group and trait."""
    rows = stacked({"students": use_gaps_students, "patients": use_gaps_patients})
    return rows[rows["trait"].isin(GAPS.values())].assign(contrast=lambda gaps: gaps["trait"])


def model_contrasts(
    experiences_students: pd.DataFrame,
    experiences_patients: pd.DataFrame,
    experiences_officials: pd.DataFrame,
) -> pd.DataFrame:
    """One model of government less the next. One row per group and lead."""
    tables = {
        "students": experiences_students,
        "patients": experiences_patients,
        "officials": experiences_officials,
    }
    rows = stacked({group: means(table, list(LEADS)) for group, table in tables.items()})
    return rows.assign(contrast=rows["item"])


def contrasts(
    sides_contrasts: pd.DataFrame,
    use_contrasts: pd.DataFrame,
    trust_contrasts_students: pd.DataFrame,
    trust_contrasts_patients: pd.DataFrame,
    model_contrasts: pd.DataFrame,
    culture: pd.DataFrame,
) -> pd.DataFrame:
    """The main differences: one row per family, group and contrast, as estimates.

    `p_adjusted` within the family; `detectable` is the smallest true difference that is mostly found.
    """
    resistance = means(culture, "veiled_less_open").assign(group="", contrast="veiled less open")
    trust = {"students": trust_contrasts_students, "patients": trust_contrasts_patients}
    families = {
        SIDES: sides_contrasts,
        USE: use_contrasts,
        IN_TRUST: stacked(trust),
        MODELS: model_contrasts,
        RESISTANCE: resistance,
    }
    rows = _families(families)
    return _tested(rows.assign(p=p_value(rows["estimate"], rows["se"], rows["df"])))


def coefficients(
    use_model_students: pd.DataFrame,
    use_model_patients: pd.DataFrame,
    trust_model_students: pd.DataFrame,
    trust_model_patients: pd.DataFrame,
    trust_satisfaction_model_students: pd.DataFrame,
    trust_satisfaction_model_patients: pd.DataFrame,
    trust_mediation: pd.DataFrame,
    satisfaction_models: pd.DataFrame,
    resistance_models: pd.DataFrame,
) -> pd.DataFrame:
    """The coefficients of the models: one row per family, group and term, as estimates.

    Their p, adjusted within the family, are those of the chapters; `detectable` as for `contrasts`.
    """
    use = {"students": use_model_students, "patients": use_model_patients}
    trust = {"students": trust_model_students, "patients": trust_model_patients}
    satisfied = {
        "students": trust_satisfaction_model_students,
        "patients": trust_satisfaction_model_patients,
    }
    responses = resistance_models["group"].map(SCALES)
    families = {
        HELD_EQUAL: stacked(use),
        TRUST_MODEL: stacked(trust),
        SATISFIED_MODEL: stacked(satisfied),
        PATHS: trust_mediation.assign(term=trust_mediation["effect"]),
        SATISFACTION: satisfaction_models.assign(group="", term=satisfaction_models["model"]),
        BY_CONDITIONS: resistance_models.assign(group=responses),
    }
    rows = _families(families)
    return _tested(rows.assign(contrast=rows["term"]))


def _families(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The tests of several families, one below the other, with the name of the family."""
    named = [table.assign(family=family) for family, table in tables.items()]
    return pd.concat(named, ignore_index=True)


def _tested(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with p adjusted within the family, and what each could have found."""
    tests = adjusted(rows)
    return tests.assign(detectable=detectable(tests["se"], tests["df"]))


def _named(contrasts: pd.DataFrame) -> pd.Series:
    """What a reader calls each contrast: "Students: rural less urban"."""
    said = contrasts["contrast"].map(lambda name: SAID.get(name, name))
    named = (contrasts["group"] + ": " + said).str.removeprefix(": ")
    return named.str.slice(0, 1).str.upper() + named.str.slice(1)


def count_contrasts(contrasts: pd.DataFrame) -> Number:
    """Contrasts in the table."""
    return tally(len(contrasts))


@parameterize(
    names_contrasts_lost={"tests": source("contrasts")},
    names_coefficients_lost={"tests": source("coefficients")},
)
def names_lost(tests: pd.DataFrame) -> str:
    """What differs from zero by itself, and no longer in its family: words, or "none"."""
    lost = tests["p"].lt(LEVEL) & tests["p_adjusted"].ge(LEVEL)
    return listed(_named(tests[lost]))


@parameterize(
    tbl_robustness_contrasts={"tests": source("contrasts")},
    tbl_robustness_coefficients={"tests": source("coefficients")},
)
def tbl_tests(tests: pd.DataFrame) -> GT:
    """Tests by family: estimate, interval, adjusted p, degrees of freedom, smallest detectable."""
    parts = [_cells(rows) for _, rows in tests.groupby("family", sort=False)]
    shown = pd.concat([tests[["family"]], pd.concat(parts).loc[tests.index]], axis=1)
    table = book_table(shown, rowname_col="Contrast", groupname_col="family")
    table = table.tab_stubhead("Contrast").cols_align("right", list(shown.columns[2:]))
    return table.tab_source_note(family_note(tests))


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one family as text: shares in percentage points, whole degrees of freedom, as sentences say them."""
    family = rows["family"].iloc[0]
    hundred = family.endswith(HUNDREDTHS)
    unit, digits = (HUNDREDTHS, 1) if hundred else ("coefficient", 2)
    found = (100 if hundred else 1) * rows["detectable"]
    least = [NOT_GIVEN if pd.isna(size) else decimal(size, digits) for size in found]
    cells = printed(rows, unit, digits, name="Estimate")
    df = [NOT_GIVEN if pd.isna(number) else str(int(number)) for number in rows["df"]]
    named = cells.assign(**{P_ADJUSTED: adjusted_p(rows), "df": df, "Detectable": least})
    named.insert(0, "Contrast", _named(rows))
    return named
