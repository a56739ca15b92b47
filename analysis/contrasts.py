"""The main contrasts of the survey side by side: adjusted within families, and what each could have found.

In: the differences that the chapters speak of, each with its error and degrees of freedom. Out: one table
with p-values adjusted within each family (Benjamini and Hochberg), and beside each estimate the smallest
true difference that such a sample finds four times in five (Bloom; `analysis.multiplicity` has both). A
chapter's words follow single intervals; here stands what is left of them when all are looked at together.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize

from analysis.estimates import detectable, p_value
from analysis.exclusion import GAPS
from analysis.experiences import LEADS
from analysis.multiplicity import LEVEL, adjusted
from analysis.numbers import Number, decimal, tally
from analysis.printing import NOT_GIVEN, as_p, printed
from analysis.respondents import USERS, by_group, stacked
from analysis.survey import differences, means
from analysis.theme import book_table
from analysis.trust import CONTRASTS, TRUST
from analysis.wording import listed

POINTS, HUNDREDTHS = "points of the scale", "percentage points"
SIDES = f"Providers less users, {POINTS}"
USE = f"Use of a service, {HUNDREDTHS}"
IN_TRUST = f"Trust in the province, {POINTS}"
MODELS = f"Models met, {HUNDREDTHS}"
RESISTANCE = f"Resistance of officials, {POINTS}"
SAID = {
    "has_access": "with access less without",
    "skilled": "skills above the midpoint less others",
    "female": "women and girls less others",
    "rural": "rural less urban",
    "uses": "users less others",
    "excluded": "excluded less others",
    "lead_managerial": "managerial less consultative",
    "lead_consultative": "consultative less participatory",
}
"""What the table calls each contrast within a group."""


@parameterize(**by_group("trust_contrasts", "trusting_{group}", USERS))
def trust_contrasts(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Trust of the {group}: users less others, the excluded less others. One row per contrast."""
    rows = [differences(answers, TRUST, by=by, groups=(1.0, 0.0)) for by in CONTRASTS.values()]
    return pd.concat(rows, ignore_index=True).assign(contrast=list(CONTRASTS.values()))


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
    """The main contrasts: one row per family, group and contrast, as estimates.

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
    tables = [table.assign(family=family) for family, table in families.items()]
    rows = pd.concat(tables, ignore_index=True)
    tested = rows.assign(p=p_value(rows["estimate"], rows["se"], rows["df"]))
    return adjusted(tested).assign(detectable=detectable(rows["se"], rows["df"]))


def _named(contrasts: pd.DataFrame) -> pd.Series:
    """What a reader calls each contrast: "Students: rural less urban"."""
    said = contrasts["contrast"].map(lambda name: SAID.get(name, name))
    return (contrasts["group"] + ": " + said).str.removeprefix(": ").str.capitalize()


def count_contrasts(contrasts: pd.DataFrame) -> Number:
    """Contrasts in the table."""
    return tally(len(contrasts))


def names_contrasts_lost(contrasts: pd.DataFrame) -> str:
    """Contrasts that differ from zero by themselves, and no longer in their family: words, or "none"."""
    lost = contrasts["p"].lt(LEVEL) & contrasts["p_adjusted"].ge(LEVEL)
    return listed(_named(contrasts[lost]))


def tbl_robustness_contrasts(contrasts: pd.DataFrame) -> GT:
    """The main contrasts: difference, interval, adjusted p, degrees of freedom, smallest detectable."""
    parts = [_cells(rows) for _, rows in contrasts.groupby("family", sort=False)]
    shown = pd.concat([contrasts[["family"]], pd.concat(parts).loc[contrasts.index]], axis=1)
    table = book_table(shown, rowname_col="Contrast", groupname_col="family")
    return table.tab_stubhead("Contrast").cols_align("right", list(shown.columns[2:]))


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one family as text, shares in percentage points."""
    hundred = rows["family"].iloc[0].endswith(HUNDREDTHS)
    unit, digits = (HUNDREDTHS, 1) if hundred else ("points", 2)
    found = (100 if hundred else 1) * rows["detectable"]
    least = [NOT_GIVEN if pd.isna(size) else decimal(size, digits) for size in found]
    cells = printed(rows, unit, digits, name="Difference").drop(columns="n")
    p, df = rows["p_adjusted"].map(as_p), rows["df"].map("{:.0f}".format)
    named = cells.assign(**{"p, adjusted": p, "df": df, "Detectable": least})
    named.insert(0, "Contrast", _named(rows))
    return named
