"""From coded interventions to Chadwick and May's models of government (claims C10 and C11).

In: the two independent codings (A and B) of the documented interventions. Out: each intervention as
managerial, consultative or participatory, counted by rule, coding and sector. The models are
those of Chadwick and May (2003); the rules are ours, and stand first, so that a reader who would
draw the line elsewhere can say where. What is counted is a list that was searched for: counts of it
carry no interval. How far the codings agree is in `analysis.agreement`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value
from plotnine import labs

from analysis.bars import model_bars
from analysis.exhibits import Chart, base_line
from analysis.numbers import Number, count, percent
from analysis.readings import (
    ALL_ROWS,
    ALL_SECTORS,
    CODERS,
    HINTED_ROWS,
    LOW_CONFIDENCE,
    MODELS,
    SECTORS,
    SUBSET_SUFFIX,
    WITHOUT_HINTED,
    WITHOUT_LOW_CONFIDENCE,
    by_coder,
    by_reading,
    reading,
    readings,
)
from analysis.theme import MODEL_COLOURS, book_table
from analysis.wording import listed


def _stated_rule(functions: tuple[str, ...], citizen_role: str) -> str:
    """Participatory: citizens deliberate or decide. Consultative: views are asked for and given."""
    if "deliberation" in functions or citizen_role == "co-decider":
        return "participatory"
    if "consultation" in functions and citizen_role == "consultee":
        return "consultative"
    return "managerial"


def _alternative_rule(functions: tuple[str, ...], citizen_role: str) -> str:
    """The stated rule, but a complaint counts as a view: complainants are consulted too."""
    model = _stated_rule(functions, citizen_role)
    if model == "managerial" and citizen_role == "complainant":
        return "consultative"
    return model


RULES: dict[str, Callable[[tuple[str, ...], str], str]] = {
    "stated": _stated_rule,
    "alternative": _alternative_rule,
}
"""The rules by the names that `readings.RULE_SUFFIX` has for them."""

PASSIVE_ROLES = ("none", "data subject")
"""Roles in which a citizen does nothing: the managerial model without a user."""


def models_by_intervention(
    interventions_coding: pd.DataFrame, interventions: pd.DataFrame
) -> pd.DataFrame:
    """The model that each rule gives each intervention.

    One row per coding, rule and intervention: coder, rule, id, name, sector,
    functions, citizen_role, model.
    """
    facts = interventions[["id", "name", "sector"]]
    coded = interventions_coding[["coder", "id", "functions", "citizen_role"]].merge(facts, on="id")
    by_rule = [
        coded.assign(rule=rule, model=list(map(derive, coded["functions"], coded["citizen_role"])))
        for rule, derive in RULES.items()
    ]
    return pd.concat(by_rule, ignore_index=True)


def intervention_subsets(interventions: pd.DataFrame) -> pd.DataFrame:
    """Which interventions are counted: all, without the hinted rows, without low confidence.

    One row per subset and intervention: subset (a key of `SUBSET_SUFFIX`), id.
    """
    keep = {
        ALL_ROWS: pd.Series(True, index=interventions.index),
        WITHOUT_HINTED: ~interventions["id"].isin(HINTED_ROWS),
        WITHOUT_LOW_CONFIDENCE: interventions["confidence"] != LOW_CONFIDENCE,
    }
    parts = [interventions.loc[keep[name], ["id"]].assign(subset=name) for name in keep]
    return pd.concat(parts, ignore_index=True)


def model_counts(
    models_by_intervention: pd.DataFrame, intervention_subsets: pd.DataFrame
) -> pd.DataFrame:
    """How many interventions each rule gives each model.

    One row per subset, coding, rule and sector (`ALL_SECTORS` for the total): a count for each
    model and their sum n.
    """
    rows = intervention_subsets.merge(models_by_intervention, on="id")
    rows = pd.concat([rows, rows.assign(sector=ALL_SECTORS)])
    keys = [rows[key] for key in ("subset", "coder", "rule", "sector")]
    counts = pd.crosstab(keys, rows["model"]).reindex(columns=list(MODELS), fill_value=0)
    return counts.assign(n=counts.sum(axis=1)).rename_axis(columns=None).reset_index()


@parameterize(
    **{
        name: {**which, "model": value(model), "sector": value(sector)}
        for model in MODELS
        for sector in (ALL_SECTORS, *SECTORS)
        for name, which in by_reading(
            f"count_{model}" + ("" if sector == ALL_SECTORS else "_" + sector.replace("-", "_"))
        ).items()
    }
)
def count_model(
    model_counts: pd.DataFrame, model: str, sector: str, coder: str, rule: str
) -> Number:
    """Interventions ({sector}) that are {model} by the {rule} rule in coding {coder}."""
    row = reading(model_counts, coder, rule, sector)
    return count(row[model], n=int(row["n"]))


@parameterize(
    **{
        name + suffix: {**which, "model": value(model), "subset": value(subset)}
        for model in MODELS
        for subset, suffix in SUBSET_SUFFIX.items()
        for name, which in by_reading(f"share_{model}").items()
    }
)
def share_model(
    model_counts: pd.DataFrame, model: str, coder: str, rule: str, subset: str
) -> Number:
    """Share of {model} interventions by the {rule} rule in coding {coder}, {subset} (%)."""
    row = reading(model_counts, coder, rule, subset=subset)
    return percent(row[model], row["n"])


@parameterize(
    **{
        name: {**which, "model": value(model)}
        for model in ("consultative", "participatory")
        for name, which in by_reading(f"names_{model}").items()
    }
)
def names_model(models_by_intervention: pd.DataFrame, model: str, coder: str, rule: str) -> str:
    """Names of the interventions that are {model} by the {rule} rule in coding {coder}."""
    rows = models_by_intervention
    at = (rows["coder"] == coder) & (rows["rule"] == rule) & (rows["model"] == model)
    return listed(rows.loc[at, "name"])


def names_hinted(interventions: pd.DataFrame) -> str:
    """Names of the interventions whose evidence text hints at a code."""
    return listed(interventions.loc[interventions["id"].isin(HINTED_ROWS), "name"])


def names_low_confidence(interventions: pd.DataFrame) -> str:
    """Names of the interventions whose evidence is of low confidence."""
    return listed(interventions.loc[interventions["confidence"] == LOW_CONFIDENCE, "name"])


@parameterize(**by_coder("count_consultation_complainant"))
def count_consultation_complainant(interventions_coding: pd.DataFrame, coder: str) -> Number:
    """Interventions with a consultation function and citizens as complainants, coding {coder}."""
    rows = interventions_coding[interventions_coding["coder"] == coder]
    consulting = rows["functions"].map(lambda functions: "consultation" in functions)
    return count((consulting & (rows["citizen_role"] == "complainant")).sum(), n=len(rows))


@parameterize(**by_coder("count_managerial_passive"))
def count_managerial_passive(models_by_intervention: pd.DataFrame, coder: str) -> Number:
    """Managerial interventions (stated rule, coding {coder}) in which citizens do nothing."""
    roles = models_by_intervention.set_index(["coder", "rule", "model"])["citizen_role"]
    managerial = roles[[(coder, "stated", "managerial")]]
    return count(managerial.isin(PASSIVE_ROLES).sum(), n=len(managerial))


def fig_models_by_sector(model_counts: pd.DataFrame) -> Chart:
    """Interventions by sector and model, for both codings and both rules, as counts."""
    at = (model_counts["subset"] == ALL_ROWS) & (model_counts["sector"] != ALL_SECTORS)
    rows = model_counts[at].assign(
        sector=pd.Categorical(model_counts.loc[at, "sector"], SECTORS),
        rule=pd.Categorical(model_counts.loc[at, "rule"], RULES),
    )
    rows = rows.sort_values(["rule", "coder", "sector"]).astype({"sector": str, "rule": str})
    bars = rows.melt(["rule", "coder", "sector"], list(MODELS), "Model", "Documented interventions")
    bars = bars.assign(
        Rule=bars["rule"].str.capitalize() + " rule",
        Coding="Coding " + bars["coder"],
        Sector=bars["sector"].str.capitalize(),
    )
    chart = model_bars(
        bars[["Rule", "Coding", "Sector", "Model", "Documented interventions"]],
        label="Sector",
        part="Model",
        count="Documented interventions",
        colours=MODEL_COLOURS,
        row="Rule",
        column="Coding",
    )
    whole = pd.DataFrame(readings(model_counts))
    return chart + labs(caption=base_line(whole, "interventions"))


def tbl_models_by_rule(model_counts: pd.DataFrame) -> GT:
    """Interventions by model for each rule and coding, with and without the rows in doubt."""
    rows = [
        reading(model_counts, coder, rule, subset=subset)
        for subset, rule, coder in product(SUBSET_SUFFIX, RULES, CODERS)
    ]
    counts = pd.DataFrame(rows)
    shown = pd.DataFrame(
        {
            "subset": counts["subset"].str.capitalize(),
            "reading": counts["rule"].str.capitalize() + " rule, coding " + counts["coder"],
            **{model.capitalize(): counts[model] for model in MODELS},
            "n": counts["n"],
            "Managerial, %": 100 * counts["managerial"] / counts["n"],
        }
    )
    return (
        book_table(shown, rowname_col="reading", groupname_col="subset")
        .tab_stubhead("Reading")
        .fmt_number("Managerial, %", decimals=1)
        .cols_align("right", list(shown.columns[2:]))
    )


def tbl_models_not_managerial(models_by_intervention: pd.DataFrame) -> GT:
    """Interventions that some coding and rule makes consultative or participatory."""
    rows = models_by_intervention.assign(
        reading=models_by_intervention["rule"] + models_by_intervention["coder"]
    )
    wide = rows.pivot(index=["sector", "name"], columns="reading", values="model")
    wide = wide[(wide != "managerial").any(axis=1)].sort_index()
    wide = wide.reindex(SECTORS, level="sector").rename_axis(columns=None)
    order = [rule + coder for rule, coder in product(RULES, CODERS)]
    shown = wide[order].reset_index()
    shown["sector"] = shown["sector"].str.capitalize()
    table = book_table(shown, rowname_col="name", groupname_col="sector")
    for rule in RULES:
        columns = [rule + coder for coder in CODERS]
        table = table.tab_spanner(f"{rule.capitalize()} rule", columns)
        table = table.cols_label({rule + coder: f"Coding {coder}" for coder in CODERS})
    return table.tab_stubhead("Intervention").tab_source_note(base_line(wide, "interventions"))
