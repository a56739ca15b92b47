"""What the counts of the models say of claims C10 and C11: spans of shares, and words.

In: the counts by model, coding and rule. Out: the numbers and words with which a sentence on the
claims takes its direction, so that other data would turn the sentence. C10: digitisation
steers towards the managerial model. C11: the participatory model is even less visible than the
consultative.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize

from analysis.numbers import Number, count, percent
from analysis.readings import (
    ALL_SECTORS,
    CODERS,
    RULE_SUFFIX,
    by_coder,
    by_subset,
    reading,
    readings,
)
from analysis.wording import compared, extent


def share_managerial_lowest(model_counts: pd.DataFrame) -> Number:
    """Lowest share of managerial interventions over both codings and both rules (%)."""
    return min(_managerial_shares(model_counts), key=lambda number: number.value)


def share_managerial_highest(model_counts: pd.DataFrame) -> Number:
    """Highest share of managerial interventions over both codings and both rules (%)."""
    return max(_managerial_shares(model_counts), key=lambda number: number.value)


def _managerial_shares(counts: pd.DataFrame) -> list[Number]:
    return [percent(row["managerial"], row["n"]) for row in readings(counts)]


def points_between_rules(model_counts: pd.DataFrame) -> Number:
    """Largest difference that the rule makes to the managerial share, over both codings."""
    return _widest(model_counts, [[(coder, rule) for rule in RULE_SUFFIX] for coder in CODERS])


def points_between_codings(model_counts: pd.DataFrame) -> Number:
    """Largest difference that the coding makes to the managerial share, over both rules."""
    return _widest(model_counts, [[(coder, rule) for coder in CODERS] for rule in RULE_SUFFIX])


def _widest(counts: pd.DataFrame, groups: list[list[tuple[str, str]]]) -> Number:
    """The widest span of managerial shares within one of the groups of readings."""
    rows = [[reading(counts, coder, rule) for coder, rule in group] for group in groups]
    shares = [[100 * row["managerial"] / row["n"] for row in group] for group in rows]
    return Number(max(max(group) - min(group) for group in shares), "percentage points", 1)


def rule_against_coding(model_counts: pd.DataFrame) -> str:
    """Whether the rule moves the managerial share more than the coding does: words."""
    words = ("less than", "as much as", "more than")
    rules, codings = points_between_rules(model_counts), points_between_codings(model_counts)
    return compared(rules.value, codings.value, words)


@parameterize(**by_subset("extent_managerial_majority"))
def extent_managerial_majority(model_counts: pd.DataFrame, subset: str) -> str:
    """In how many of the readings most interventions are managerial: words."""
    rows = readings(model_counts, subset)
    return extent([2 * row["managerial"] > row["n"] for row in rows])


@parameterize(**by_subset("extent_participatory_less_visible"))
def extent_participatory_less_visible(model_counts: pd.DataFrame, subset: str) -> str:
    """In how many of the readings participatory is less visible than consultative: words."""
    rows = readings(model_counts, subset)
    return extent([row["participatory"] < row["consultative"] for row in rows])


@parameterize(**by_coder("count_complaints_moved"))
def count_complaints_moved(model_counts: pd.DataFrame, coder: str) -> Number:
    """Interventions that only the alternative rule makes consultative, in coding {coder}."""
    stated, alternative = (reading(model_counts, coder, rule) for rule in RULE_SUFFIX)
    return count(stated["managerial"] - alternative["managerial"], n=int(stated["n"]))


@parameterize(**by_coder("count_not_managerial_cross_cutting"))
def count_not_managerial_cross_cutting(model_counts: pd.DataFrame, coder: str) -> Number:
    """Cross-cutting ones among the interventions not managerial (stated rule, coding {coder})."""
    rows = [
        reading(model_counts, coder, "stated", sector) for sector in ("cross-cutting", ALL_SECTORS)
    ]
    part, whole = (row["n"] - row["managerial"] for row in rows)
    return count(part, n=int(whole))
