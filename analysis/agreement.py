"""How far the two independent codings agree.

In: both codings and the models derived from them. Out: Krippendorff's alpha for every code with an
interval, and raw agreement beside it, as `analysis.intercoder` computes them, with each
intervention a cluster of its own.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value
from plotnine import labs

from analysis.charts import forest
from analysis.exhibits import Chart, base_line
from analysis.intercoder import Pair, agreements
from analysis.intervention_codes import CLAIM_C3, CLAIM_C4
from analysis.numbers import MINUS, Number, count, percent
from analysis.readings import (
    ALL_ROWS,
    RULE_SUFFIX,
    SUBSET_SUFFIX,
    WITHOUT_HINTED,
    WITHOUT_LOW_CONFIDENCE,
    Parameters,
    by_rule,
)
from analysis.theme import book_table
from analysis.wording import compared, joined, listed

ALPHA_CUSTOMARY, ALPHA_TENTATIVE = 0.800, 0.667
"""What is customary to require, and the least for tentative conclusions: a convention."""

SINGLE_CODES = {
    "info_flow": "information flow",
    "citizen_role": "citizen role",
    "covid_related": "introduced for Covid-19",
}
MULTIPLE_CODES = {"functions": "Function", "stated_purposes": "Purpose"}
MODEL_BY = {rule: f"model, {rule} rule" for rule in RULE_SUFFIX}
GROUPS = ("Model", "Code", "Function", "Purpose")

NOT_GIVEN = "\N{EN DASH}"
WIDE = 1.0
"""An interval of alpha wider than this, half the scale, says nothing of how far the coders agree."""
LABELS_AT = 1.04
"""Where the figure writes the alphas: right of the largest that there can be."""


def coded_variables(
    interventions_coding: pd.DataFrame, models_by_intervention: pd.DataFrame
) -> pd.DataFrame:
    """Both codings side by side.

    One row per variable and intervention: group, variable, id, A, B. Of a code that takes several
    values each value is a variable, present or absent.
    """
    codes = interventions_coding.set_index(["coder", "id"])
    columns = {("Code", title): codes[name] for name, title in SINGLE_CODES.items()}
    for field, group in MULTIPLE_CODES.items():
        for term in sorted(set(codes[field].explode().dropna())):
            columns[group, term] = codes[field].map(lambda terms, term=term: term in terms)
    models = models_by_intervention.pivot(index=["coder", "id"], columns="rule", values="model")
    columns |= {("Model", MODEL_BY[rule]): models[rule] for rule in RULE_SUFFIX}
    names = ["group", "variable"]
    stacked = pd.concat({key: column.astype(str) for key, column in columns.items()}, names=names)
    sides = stacked.unstack("coder").dropna().rename_axis(columns=None)
    return sides.reset_index()


def coding_agreement(
    coded_variables: pd.DataFrame, intervention_subsets: pd.DataFrame
) -> pd.DataFrame:
    """Agreement between the codings, for every variable and set of rows.

    One row per subset and variable: subset, group, variable, n, agreeing (interventions with the
    same code), alpha, se, df, low and high (missing where no interval can be given).
    """
    tables = []
    for subset, members in intervention_subsets.groupby("subset", sort=True):
        kept = coded_variables[coded_variables["id"].isin(members["id"])].sort_values("id")
        unit, units = pd.factorize(kept["id"])
        groups = kept.assign(unit=unit).groupby(["group", "variable"], sort=True)
        pairs = [
            Pair(*(codes[side].to_numpy() for side in ("A", "B", "unit"))) for _, codes in groups
        ]
        keys = groups.size().index.to_frame(index=False)
        tables.append(keys.assign(subset=subset).join(agreements(pairs, len(units))))
    rows = pd.concat(tables, ignore_index=True)
    return rows[["subset", *rows.columns.drop("subset")]]


_VARIABLES = {
    **SINGLE_CODES,
    "monitoring": "monitoring",
    "data_dashboard": "data dashboard",
    "complaint": "complaint",
    "consultation": "consultation",
    **{f"model{suffix}": MODEL_BY[rule] for rule, suffix in RULE_SUFFIX.items()},
}
"""The variables that have numbers of their own: end of the number's name, name of the variable."""


def _by_variable(prefix: str) -> dict[str, Parameters]:
    return {
        f"{prefix}_{end}{suffix}": {"variable": value(variable), "subset": value(subset)}
        for end, variable in _VARIABLES.items()
        for subset, suffix in SUBSET_SUFFIX.items()
    }


@parameterize(**_by_variable("alpha"))
def alpha_of(coding_agreement: pd.DataFrame, variable: str, subset: str) -> Number:
    """Krippendorff's alpha (nominal) between the two codings: {variable}, {subset}."""
    row = _row(coding_agreement, variable, subset)
    bounds = None if pd.isna(row["low"]) else (float(row["low"]), float(row["high"]))
    low, high = bounds or (None, None)
    return Number(row["alpha"], "coefficient", 2, low=low, high=high, n=int(row["n"]))


@parameterize(**_by_variable("agreement"))
def agreement_of(coding_agreement: pd.DataFrame, variable: str, subset: str) -> Number:
    """Share of interventions that both codings code alike: {variable}, {subset} (%)."""
    row = _row(coding_agreement, variable, subset)
    return percent(row["agreeing"], row["n"])


def _row(agreement: pd.DataFrame, variable: str, subset: str) -> pd.Series:
    """The row of `coding_agreement`. Raises ValueError if neither coding uses the code at all."""
    found = agreement[(agreement["variable"] == variable) & (agreement["subset"] == subset)]
    if found.empty:
        raise ValueError(f"no agreement on {variable!r}: neither coding uses it")
    return found.iloc[0]


@parameterize(**by_rule("count_differing_model"))
def count_differing_model(coded_variables: pd.DataFrame, rule: str) -> Number:
    """Interventions to which the {rule} rule gives different models in codings A and B."""
    sides = coded_variables[coded_variables["variable"] == MODEL_BY[rule]]
    return count((sides["A"] != sides["B"]).sum(), n=len(sides))


@parameterize(**by_rule("names_differing_model"))
def names_differing_model(models_by_intervention: pd.DataFrame, rule: str) -> str:
    """Names of the interventions to which the {rule} rule gives different models in A and B."""
    rows = models_by_intervention[models_by_intervention["rule"] == rule]
    models = rows.groupby("name")["model"].nunique()
    return listed(models.index[models > 1])


def count_alphas_below_tentative(coding_agreement: pd.DataFrame) -> Number:
    """Coded functions and purposes with an alpha below the least for tentative conclusions."""
    rows = _terms(coding_agreement)
    return count((rows["alpha"] < ALPHA_TENTATIVE).sum(), n=len(rows))


def names_alphas_below_tentative(coding_agreement: pd.DataFrame) -> str:
    """The coded functions and purposes with an alpha below the least for tentative conclusions."""
    rows = _terms(coding_agreement)
    return listed(rows.loc[rows["alpha"] < ALPHA_TENTATIVE, "variable"])


def names_claimed_below_tentative(coding_agreement: pd.DataFrame) -> str:
    """The purposes named in C3 and C4 with an alpha below the least for tentative conclusions."""
    rows = _terms(coding_agreement)
    low = rows["variable"].isin([*CLAIM_C3, *CLAIM_C4]) & (rows["alpha"] < ALPHA_TENTATIVE)
    return joined(sorted(rows.loc[low, "variable"]))


def reach_alpha_model(coding_agreement: pd.DataFrame) -> str:
    """How the interval of the model's alpha (stated rule) stands to the least tentative: words."""
    low = _row(coding_agreement, MODEL_BY["stated"], ALL_ROWS)["low"]
    return compared(low, ALPHA_TENTATIVE, ("reaches below", "reaches down to", "stays above"))


def _terms(agreement: pd.DataFrame) -> pd.DataFrame:
    terms = agreement["group"].isin(list(MULTIPLE_CODES.values()))
    return agreement[terms & (agreement["subset"] == ALL_ROWS)]


def alpha_model_standing(coding_agreement: pd.DataFrame) -> str:
    """Where the alpha of the model (stated rule) stands against what is customary: words."""
    return _standing(_row(coding_agreement, MODEL_BY["stated"], ALL_ROWS)["alpha"])


def _standing(alpha: float) -> str:
    if alpha >= ALPHA_CUSTOMARY:
        return "at or above what is customary to require"
    if alpha >= ALPHA_TENTATIVE:
        return "between the least for tentative conclusions and what is customary to require"
    return "below the least for tentative conclusions"


def fig_agreement_alpha(coding_agreement: pd.DataFrame) -> Chart:
    """Krippendorff's alpha for each variable over all rows, with its interval."""
    rows = coding_agreement[coding_agreement["subset"] == ALL_ROWS].dropna(subset=["alpha"])
    rows = rows.assign(group=pd.Categorical(rows["group"], list(GROUPS)))
    rows = rows.sort_values(["group", "alpha", "variable"], ascending=[True, False, True])
    shown = {
        "group": "Kind",
        "variable": "Variable",
        "alpha": "Krippendorff's alpha",
        "low": "Low (95%)",
        "high": "High (95%)",
    }
    chart = forest(
        rows[list(shown)].rename(columns=shown),
        label="Variable",
        value="Krippendorff's alpha",
        low="Low (95%)",
        high="High (95%)",
        group="Kind",
        reference=(ALPHA_TENTATIVE, ALPHA_CUSTOMARY),
    )
    return chart + labs(caption=base_line(rows, "interventions"))


def tbl_agreement_codings(coding_agreement: pd.DataFrame) -> GT:
    """Raw agreement and alpha for each variable, over all rows and without the rows in doubt."""
    wide = coding_agreement.pivot(index=["group", "variable"], columns="subset", values="alpha")
    whole = coding_agreement[coding_agreement["subset"] == ALL_ROWS].set_index(
        ["group", "variable"]
    )
    shown = pd.DataFrame(
        {
            "Raw agreement, %": 100 * whole["agreeing"] / whole["n"],
            "Alpha": whole["alpha"],
            "Interval": list(map(_interval, whole["low"], whole["high"])),
            "Without hinted rows": wide[WITHOUT_HINTED],
            "Without low confidence": wide[WITHOUT_LOW_CONFIDENCE],
        }
    ).loc[list(GROUPS)]
    alphas = ["Alpha", "Without hinted rows", "Without low confidence"]
    bases = base_line(coding_agreement.rename(columns={"group": "kind", "subset": "group"}))
    return (
        book_table(shown.reset_index(), rowname_col="variable", groupname_col="group")
        .tab_stubhead("Variable")
        .fmt_number("Raw agreement, %", decimals=1)
        .fmt_number(alphas, decimals=2)
        .sub_missing(missing_text=NOT_GIVEN)
        .cols_align("right", list(shown.columns))
        .tab_spanner("All interventions", ["Raw agreement, %", "Alpha", "Interval"])
        .tab_spanner("Alpha", alphas[1:])
        .tab_source_note(bases)
        .tab_source_note(_untold(whole))
    )


def _untold(whole: pd.DataFrame) -> str:
    """What stands below the table of intervals so wide that they tell nothing, and of those that there are not."""
    wide = sorted(name for _, name in whole.index[whole["high"] - whole["low"] > WIDE])
    named = f" Wider than {WIDE:g}: {joined(wide)}." if wide else ""
    return (
        "Where nearly all interventions have the same value of a code, single ones decide its alpha, "
        f"and the interval may span most of the scale, which ends at one.{named} "
        f"{NOT_GIVEN}: the codings never differ, or the code is too rare for an interval."
    )


def _interval(low: float, high: float) -> str:
    return NOT_GIVEN if pd.isna(low) else f"{low:.2f} to {high:.2f}".replace("-", MINUS)
