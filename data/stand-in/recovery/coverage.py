"""Counts in how many samples an interval holds what is planted, and writes the report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
AGAIN, SECOND_SEED = 400, 5000
"""Samples of the second trial, and the seed of its first."""


def estimates(seeds: Iterable[int], places: Collection[int] | None = None) -> pd.DataFrame:
    """The quantities in some `places` (default: all) in every sample: quantity (its place), seed, estimate, low, high."""
    rows = []
    for seed in seeds:
        tables = sample(seed)
        for place in range(len(QUANTITIES)) if places is None else sorted(places):
            found = QUANTITIES[place].estimate(tables)
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


def doubtful(table: pd.DataFrame) -> pd.DataFrame:
    """The quantities whose coverage is at a bound of `ALLOWED` or outside: they are tried again."""
    low, high = ALLOWED
    return table[(table["coverage"] <= low) | (table["coverage"] >= high)]


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


def report(
    table: pd.DataFrame, samples: int, first: int = FIRST_SEED, again: pd.DataFrame | None = None
) -> str:
    """The report as Markdown; `first` is the seed of the first sample, `again` the table of the second trial."""
    shown = partial("{:.3f}".format)
    missed = outside(table)
    low, high = (f"{100 * end:.0f}" for end in ALLOWED)
    head = f"""\
# Recovery of what is planted

Made by `python -m nox -s recovery`: {samples} samples of the generator, from seed {first}. *Planted* is the value in the
population, *mean* that of the estimates, *spread* their standard deviation, *error* the mean of their standard errors,
*coverage* the share of samples whose 95 % interval holds the planted value. Synthetic: nothing here is a finding.

Mean coverage {100 * table["coverage"].mean():.1f} %. Within {low} to {high} %: {len(table) - len(missed)} of {len(table)} quantities.
The standard error of a coverage of 95 % in {samples} samples is {_error(samples):.1f} points: by chance alone, {100 * by_chance(samples):.0f} % of true 95 % intervals
are outside, {len(table) * by_chance(samples):.0f} of {len(table)}, and who is within by less than that error may be so by luck.
So whatever is at a bound or outside is tried again on other samples, {AGAIN} from seed {SECOND_SEED} (standard error {_error(AGAIN):.1f} points). The second
trial decides, because nobody is in it for its luck there.

{_second_trial(table, again)}

| claim | quantity | planted | mean | bias | spread | error | coverage, % |
| --- | --- | --: | --: | --: | --: | --: | --: |
"""
    rows = [
        f"| {row.claim} | {row.quantity} | {shown(row.planted)} | {shown(row.mean_)} | {shown(row.bias)} "
        f"| {shown(row.spread)} | {shown(row.se)} | {100 * row.coverage:.1f} |"
        for row in table.rename(columns={"mean": "mean_"}).itertuples()
    ]
    return head + "\n".join(rows) + "\n"


def _error(samples: int) -> float:
    """The standard error of a coverage of 95 % in so many samples, in percentage points."""
    return float(100 * np.sqrt(CONFIDENCE * (1 - CONFIDENCE) / samples))


def _second_trial(table: pd.DataFrame, again: pd.DataFrame | None) -> str:
    """What became of the doubtful quantities, a line each, and which of them are outside still."""
    if again is None:
        return f"Not tried again: {'; '.join(doubtful(table)['quantity']) or 'none is in doubt'}."
    before = table.set_index("quantity")["coverage"]
    lines = [
        "- {}: {:.1f} % at first, {:.1f} % in the second trial, so that the true coverage may be {:.1f} to {:.1f} %".format(
            name, *(100 * end for end in (before[name], share, *possible(share, AGAIN)))
        )
        for name, share in zip(again["quantity"], again["coverage"], strict=True)
    ]
    left = "; ".join(outside(again)["quantity"]) or "none"
    return "\n".join([*lines, f"\nOutside in the second trial: {left}."])
