"""The ways of reading the list of interventions: by which coding, which rule, over which rows.

The vocabulary that the modules on models of government share: their words, the endings of the
results' names that follow from them (`share_managerial_b_alternative`), and how to find one reading
among the counts. The rules themselves are in `analysis.models_of_government`.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
from hamilton.function_modifiers import value

MODELS = ("managerial", "consultative", "participatory")
SECTORS = ("education", "health", "cross-cutting")
ALL_SECTORS = "all sectors"

CODERS = ("A", "B")
RULE_SUFFIX = {"stated": "", "alternative": "_alternative"}
"""Name of each rule, and what it adds to the name of a result."""
READINGS = tuple(product(CODERS, RULE_SUFFIX))
"""Every way of reading the list once: one coding, one rule."""

HINTED_ROWS = ("tameer-e-school", "civic-innovation", "virtual-budget-consultation")
"""Rows whose evidence text hints at coding A's view: all is counted with and without them."""
LOW_CONFIDENCE = "low"
ALL_ROWS = "all interventions"
WITHOUT_HINTED = "without rows whose evidence hints at a code"
WITHOUT_LOW_CONFIDENCE = "without rows of low confidence"
SUBSET_SUFFIX = {
    ALL_ROWS: "",
    WITHOUT_HINTED: "_without_hinted",
    WITHOUT_LOW_CONFIDENCE: "_without_low_confidence",
}
"""What a reader calls each set of rows, and what it adds to the name of a result."""

Parameters = dict[str, Any]
"""Values for the parameters of one node, as Hamilton's `parameterize` takes them."""


def by_reading(prefix: str) -> dict[str, Parameters]:
    """Node names `prefix_a`, `prefix_a_alternative`, `prefix_b`, ... with their coder and rule."""
    return {
        f"{prefix}_{coder.lower()}{RULE_SUFFIX[rule]}": {"coder": value(coder), "rule": value(rule)}
        for coder, rule in READINGS
    }


def by_coder(prefix: str) -> dict[str, Parameters]:
    """Node names `prefix_a` and `prefix_b` with their coder."""
    return {f"{prefix}_{coder.lower()}": {"coder": value(coder)} for coder in CODERS}


def by_rule(prefix: str) -> dict[str, Parameters]:
    """Node names `prefix` and `prefix_alternative` with their rule."""
    return {f"{prefix}{suffix}": {"rule": value(rule)} for rule, suffix in RULE_SUFFIX.items()}


def by_subset(prefix: str) -> dict[str, Parameters]:
    """Node names `prefix`, `prefix_without_hinted`, ... with their set of rows."""
    return {f"{prefix}{end}": {"subset": value(name)} for name, end in SUBSET_SUFFIX.items()}


def reading(
    counts: pd.DataFrame, coder: str, rule: str, sector: str = ALL_SECTORS, subset: str = ALL_ROWS
) -> pd.Series:
    """The one row of `model_counts` for a reading; zeros where the sector has no intervention."""
    at = (counts["coder"] == coder) & (counts["rule"] == rule) & (counts["sector"] == sector)
    found = counts[at & (counts["subset"] == subset)]
    return found.iloc[0] if len(found) else pd.Series(0, index=[*MODELS, "n"])


def readings(counts: pd.DataFrame, subset: str = ALL_ROWS) -> list[pd.Series]:
    """The rows of `model_counts` for all sectors together, in the order of `READINGS`."""
    return [reading(counts, coder, rule, subset=subset) for coder, rule in READINGS]
