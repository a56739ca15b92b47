"""Coding B's overall judgement of the model of each intervention, against the rule.

In: the judgement, which looked at an intervention as a whole, and the models that the rules derive
from coding B's codes. Out: where the two agree and where not. It is a check on the rule by the
coding whose codes the rule uses, so agreement here is not agreement between codings.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value

from analysis.exhibits import base_line
from analysis.numbers import Number, count, percent
from analysis.readings import MODELS, RULE_SUFFIX, by_rule
from analysis.theme import book_table
from analysis.wording import compared

VISIBILITY = ("less visible than", "as visible as", "more visible than")
"""What is said of the participatory model beside the consultative, by their counts."""


def judgement_against_rule(
    interventions_model_judgement: pd.DataFrame, models_by_intervention: pd.DataFrame
) -> pd.DataFrame:
    """Coding B's overall judgement beside the models that the rules derive from its codes.

    One row per rule and intervention: rule, id, name, judged, derived, note (why it was so judged).
    """
    judged = interventions_model_judgement.rename(columns={"model": "judged", "model_note": "note"})
    derived = models_by_intervention.rename(columns={"model": "derived"})
    both = judged.merge(derived, on=["coder", "id"])
    return both[["rule", "id", "name", "judged", "derived", "note"]]


def _of_rule(judgement: pd.DataFrame, rule: str) -> pd.DataFrame:
    return judgement[judgement["rule"] == rule]


@parameterize(**by_rule("share_judgement_agrees"))
def share_judgement_agrees(judgement_against_rule: pd.DataFrame, rule: str) -> Number:
    """Share of interventions on which coding B's judgement agrees with the {rule} rule (%)."""
    rows = _of_rule(judgement_against_rule, rule)
    return percent((rows["judged"] == rows["derived"]).sum(), len(rows))


@parameterize(**by_rule("count_judgement_differs"))
def count_judgement_differs(judgement_against_rule: pd.DataFrame, rule: str) -> Number:
    """Interventions on which coding B's judgement differs from the {rule} rule."""
    rows = _of_rule(judgement_against_rule, rule)
    return count((rows["judged"] != rows["derived"]).sum(), n=len(rows))


@parameterize(**{f"count_judged_{model}": {"model": value(model)} for model in MODELS})
def count_judged(interventions_model_judgement: pd.DataFrame, model: str) -> Number:
    """Interventions that coding B's overall judgement calls {model}."""
    judged = interventions_model_judgement["model"]
    return count((judged == model).sum(), n=len(judged))


def visibility_judgement(interventions_model_judgement: pd.DataFrame) -> str:
    """How visible participatory is against consultative in coding B's judgement: words."""
    judged = interventions_model_judgement["model"]
    participatory, consultative = (judged == "participatory"), (judged == "consultative")
    return compared(participatory.sum(), consultative.sum(), VISIBILITY)


def direction_judgement_managerial(judgement_against_rule: pd.DataFrame) -> str:
    """Whether the judgement calls more or fewer interventions managerial than the stated rule."""
    rows = _of_rule(judgement_against_rule, "stated")
    judged, derived = ((rows[side] == "managerial").sum() for side in ("judged", "derived"))
    return compared(judged, derived, ("fewer than", "as many as", "more than"))


def tbl_judgement_against_rule(judgement_against_rule: pd.DataFrame) -> GT:
    """Coding B's judgement against the model derived from its codes, by both rules: counts."""
    rows = judgement_against_rule
    keys = pd.MultiIndex.from_product([RULE_SUFFIX, MODELS], names=["rule", "Judged as"])
    cross = pd.crosstab([rows["rule"], rows["judged"]], rows["derived"])
    cross = cross.reindex(index=keys, columns=list(MODELS), fill_value=0)
    shown = cross.rename(columns=str.capitalize).reset_index()
    shown["rule"] = shown["rule"].str.capitalize() + " rule"
    table = book_table(shown, rowname_col="Judged as", groupname_col="rule")
    table = table.tab_stubhead("Judged as")
    bases = rows.groupby("rule").size().reset_index(name="n")
    return table.tab_source_note(base_line(bases, "interventions"))


def tbl_judgement_differs(judgement_against_rule: pd.DataFrame) -> GT:
    """The interventions on which coding B's judgement differs from the stated rule, and why."""
    rows = _of_rule(judgement_against_rule, "stated")
    rows = rows[rows["judged"] != rows["derived"]].sort_values("name")
    shown = rows[["name", "judged", "derived", "note"]]
    table = book_table(shown, rowname_col="name").tab_stubhead("Intervention")
    table = table.cols_label(judged="Judgement", derived="Stated rule", note="Reason given")
    return table.tab_source_note(base_line(shown, "interventions"))
