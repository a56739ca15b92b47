"""Counts in how many samples an interval holds what is planted, and writes the report."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from analysis.estimates import CONFIDENCE
from recovery.claims import QUANTITIES
from recovery.samples import sample

ALLOWED = (0.92, 0.98)
"""Within these a coverage is taken for that of a 95 % interval."""
KEPT = ("estimate", "se", "low", "high")
FIRST_SEED = 1000
"""Seeds from here up: none is that of the published tables."""


def estimates(seeds: Iterable[int]) -> pd.DataFrame:
    """Every quantity in every sample: quantity (its place), seed, estimate, low, high."""
    rows = []
    for seed in seeds:
        tables = sample(seed)
        for place, quantity in enumerate(QUANTITIES):
            found = quantity.estimate(tables)
            kept = {name: float(found.get(name, np.nan)) for name in KEPT}
            rows.append({"quantity": place, "seed": seed, **kept})
    return pd.DataFrame(rows)


def coverage(found: pd.DataFrame) -> pd.DataFrame:
    """One row per quantity: claim, quantity, planted, mean (of the estimates), bias, coverage.

    `spread` is the standard deviation of the estimates, `se` the mean of their standard errors: if the
    errors are right, the two agree. `defined` is the share of samples with an interval.
    """
    rows = []
    for place, group in found.groupby("quantity"):
        quantity = QUANTITIES[int(place)]
        planted = quantity.truth()
        defined = group.dropna(subset=["low", "high"])
        inside = (defined["low"] <= planted) & (planted <= defined["high"])
        rows.append(
            {
                "claim": quantity.claim,
                "quantity": quantity.name,
                "planted": planted,
                "mean": group["estimate"].mean(),
                "bias": group["estimate"].mean() - planted,
                "spread": group["estimate"].std(),
                "se": group["se"].mean(),
                "coverage": inside.mean(),
                "defined": len(defined) / len(group),
            }
        )
    return pd.DataFrame(rows)


def outside(table: pd.DataFrame) -> pd.DataFrame:
    """The quantities whose coverage is not within `ALLOWED`."""
    low, high = ALLOWED
    return table[(table["coverage"] < low) | (table["coverage"] > high)]


def by_chance(samples: int) -> float:
    """How often a true 95 % interval has, in so many samples, a coverage outside `ALLOWED`."""
    low, high = (round(bound * samples, 6) for bound in ALLOWED)
    inside = binom.cdf(np.floor(high), samples, CONFIDENCE)
    return float(1 - inside + binom.cdf(np.ceil(low) - 1, samples, CONFIDENCE))


def possible(share: float, samples: int) -> tuple[float, float]:
    """Within what the true coverage lies, if `share` of so many samples were covered (95 %).

    Clopper and Pearson (1934).
    """
    low, high = proportion_confint(round(share * samples), samples, method="beta")
    return float(low), float(high)


def report(table: pd.DataFrame, samples: int, first: int = FIRST_SEED) -> str:
    """The report as Markdown; `first` is the seed of the first sample."""
    shown = partial("{:.3f}".format)
    missed = outside(table)
    named = [
        "{}: {:.1f} % covered, so that the true coverage may be {:.1f} to {:.1f} %".format(
            name, *(100 * end for end in (share, *possible(share, samples)))
        )
        for name, share in zip(missed["quantity"], missed["coverage"], strict=True)
    ]
    head = f"""\
# Recovery of what is planted

Made by `python -m nox -s recovery`: {samples} samples of the generator, from seed {first}. *Planted* is the value in the
population, *mean* that of the estimates, *spread* their standard deviation, *error* the mean of their standard errors,
*coverage* the share of samples whose 95 % interval holds the planted value. Synthetic: nothing here is a finding.

Mean coverage {100 * table["coverage"].mean():.1f} %. Within {100 * ALLOWED[0]:.0f} to {100 * ALLOWED[1]:.0f} %: {len(table) - len(missed)} of {len(table)} quantities; \
by chance alone, {100 * by_chance(samples):.0f} % of true 95 % intervals would be outside.
The standard error of a coverage of 95 % in {samples} samples is {100 * np.sqrt(CONFIDENCE * (1 - CONFIDENCE) / samples):.1f} points: who is within by less may be so by luck, as who is outside.
Outside: {"; ".join(named) or "none"}.

| claim | quantity | planted | mean | bias | spread | error | coverage, % |
| --- | --- | --: | --: | --: | --: | --: | --: |
"""
    rows = [
        f"| {row.claim} | {row.quantity} | {shown(row.planted)} | {shown(row.mean_)} | {shown(row.bias)} "
        f"| {shown(row.spread)} | {shown(row.se)} | {100 * row.coverage:.1f} |"
        for row in table.rename(columns={"mean": "mean_"}).itertuples()
    ]
    return head + "\n".join(rows) + "\n"
