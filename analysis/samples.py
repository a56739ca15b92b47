"""The three samples of the survey, as a reader has to know them before any estimate."""

from __future__ import annotations

import pandas as pd
from great_tables import GT

from analysis.exhibits import base_line
from analysis.linearisation import SURVEY
from analysis.theme import book_table


def sample_sizes(
    students: pd.DataFrame, patients: pd.DataFrame, officials: pd.DataFrame
) -> pd.DataFrame:
    """Size and design of each sample. One row per sample.

    Respondents, institutions, strata, degrees of freedom (institutions less strata) and the ratio of
    the largest weight to the smallest.
    """
    tables = {"Students": students, "Patients": patients, "Officials": officials}
    rows = []
    for name, table in tables.items():
        institutions = table[[SURVEY.stratum, SURVEY.cluster]].drop_duplicates()
        strata, weights = institutions[SURVEY.stratum].nunique(), table[SURVEY.weight]
        rows.append(
            {
                "sample": name,
                "respondents": len(table),
                "institutions": len(institutions),
                "strata": strata,
                "df": len(institutions) - strata,
                "weights": weights.max() / weights.min(),
            }
        )
    return pd.DataFrame(rows)


def words_lone_strata(
    students: pd.DataFrame, patients: pd.DataFrame, officials: pd.DataFrame
) -> str:
    """How strata of one institution are treated, if there are any: a sentence."""
    tables = (students, patients, officials)
    met = [t.groupby(SURVEY.stratum)[SURVEY.cluster].nunique() for t in tables]
    lone = sum(int(institutions.eq(1).sum()) for institutions in met)
    if not lone:
        return "In every stratum at least two institutions were met."
    return (
        f"Strata in which one institution alone was met: {lone}. It is set against the mean of its whole sample, "
        "which errs to the side of wider intervals."
    )


def tbl_methods_samples(sample_sizes: pd.DataFrame) -> GT:
    """Respondents, institutions, strata, degrees of freedom and spread of weights by sample."""
    labels = {"df": "Degrees of freedom", "weights": "Largest weight, in smallest ones"}
    named = {name: name.capitalize() for name in ("respondents", "institutions", "strata")}
    table = book_table(sample_sizes, rowname_col="sample").tab_stubhead("Sample")
    table = table.cols_label({**named, **labels}).fmt_number("weights", decimals=1)
    bases = base_line(sample_sizes.rename(columns={"respondents": "n"}), "respondents")
    return table.cols_align("right", list(sample_sizes.columns[1:])).tab_source_note(bases)
