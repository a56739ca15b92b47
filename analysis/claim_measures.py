"""What the public record measures for the claims, where no topic module prints it already.

In: the documented interventions and their two codings. Out: the shares and leads that
`claims.toml` tests. They are counts of a list that was searched for, and carry no interval.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize, source

from analysis.intervention_codes import CLAIM_C3, CLAIM_C4
from analysis.numbers import Number, percent
from analysis.readings import CODERS, by_coder, by_reading, reading


def share_covid_interventions(count_covid_interventions: Number) -> Number:
    """Share of the interventions that both codings say were introduced for Covid-19 (%)."""
    return percent(count_covid_interventions.value, count_covid_interventions.n or 0)


def share_covid_launches(count_covid_launches_since_pandemic: Number) -> Number:
    """Share of the launches of 2020 and later, which alone can have been for Covid-19, that were for it (%)."""
    counted = count_covid_launches_since_pandemic
    return percent(counted.value, counted.n or 0)


@parameterize(
    **{
        f"share_{counted}": {"counted": source(f"count_{counted}")}
        for counted in (f"purpose_{name}_{coder.lower()}" for name in CLAIM_C4 for coder in CODERS)
    }
)
def share_purpose(counted: Number) -> Number:
    """Share of the interventions that state a purpose which C4 names (%)."""
    return percent(counted.value, counted.n or 0)


@parameterize(**by_coder("purpose_lead_evidence"))
def purpose_lead_evidence(codes_given: pd.DataFrame, coder: str) -> Number:
    """Interventions that state evidence-based policy, less those that state the purpose of C4 stated most."""
    stated = codes_given[
        (codes_given["coder"] == coder) & (codes_given["field"] == "stated_purposes")
    ]
    times = stated["code"].value_counts().reindex([*CLAIM_C3, *CLAIM_C4], fill_value=0)
    whole = codes_given.loc[codes_given["coder"] == coder, "id"].nunique()
    lead = times[list(CLAIM_C3)].max() - times[list(CLAIM_C4)].max()
    return Number(int(lead), "count", n=int(whole))


@parameterize(**by_reading("lead_consultative"))
def lead_consultative(model_counts: pd.DataFrame, coder: str, rule: str) -> Number:
    """Consultative interventions less participatory ones, by the {rule} rule in coding {coder}."""
    row = reading(model_counts, coder, rule)
    return Number(int(row["consultative"] - row["participatory"]), "count", n=int(row["n"]))
