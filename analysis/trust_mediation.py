"""How much of what goes with more use runs through perceived service: a division, and its words.

In: students and patients who used a service, with the quality that they perceive. Out: the parts of the
difference in trust between those who used several services and those who used one: through perceived
quality, and beside it. `analysis.mediation` has the method, and says what it cannot show.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize, source, value

from analysis.estimates import as_number, row_of
from analysis.mediation import mediation
from analysis.numbers import Number
from analysis.respondents import USERS, by_group
from analysis.wording import leaning

PARTS = {"mediated": "indirect", "direct": "direct"}
"""What the results' names call each part, and what the estimator does."""
SAID = (
    "More use goes with less trust through perceived quality.",
    "No path through perceived quality can be told from none.",
    "More use goes with more trust through perceived quality.",
)
"""Sentences for the part that is mediated: its interval below zero, holding zero, above it."""


@parameterize(**by_group("trust_paths", "quality_{group}", USERS))
def trust_paths(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Parts of the difference in trust by use of several services among {group} who use one at all.

    One row per effect, in points of the scale of trust, as `mediation` gives them.
    """
    services = answers["used"].map(len)
    several = services.gt(1).astype(float).where(services.gt(0))
    return mediation(answers.assign(several=several), "trust_province", "quality", "several")


@parameterize(
    **{
        f"{part}_trust_{group}": {"rows": source(f"trust_paths_{group}"), "effect": value(effect)}
        for part, effect in PARTS.items()
        for group in USERS
    }
)
def trust_part(rows: pd.DataFrame, effect: str) -> Number:
    """The {effect} part of the difference in trust by use of several services, in points of 1 to 5."""
    return as_number(row_of(rows, effect=effect), "points", 2)


@parameterize(
    **{
        f"words_mediation_{group}": {"mediated": source(f"mediated_trust_{group}")}
        for group in USERS
    }
)
def words_mediation(mediated: Number) -> str:
    """Whether trust runs through perceived quality, as the interval allows: a sentence."""
    return leaning(mediated, SAID)
