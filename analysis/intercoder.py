"""How far two coders agree: raw agreement and Krippendorff's alpha, with an interval.

In: pairs of codes for the same units, and the cluster (an interview, an intervention) that each unit
belongs to. Out: one row per variable. Alpha for nominal data (Krippendorff 2019; Hayes and
Krippendorff 2007) comes from the `krippendorff` package; that without each cluster in turn, from the
closed form for two coders below, which a test holds equal to the package.

The interval is a jackknife's: clusters are left out, not units, as segments of one interview are not
independent. It is a t interval of Fisher's z of alpha. Where a code is rare, few clusters bear most of
the variance, and its own uncertainty is larger: the degrees of freedom are Satterthwaite's (1946), two
over the squared coefficient of variation of the variance, from the fourth moment of the changes in
alpha. Percentiles of a bootstrap, which stood here before, held the planted alphas of rare codes in 90
samples of 100 (`data/stand-in/recovery.md` has how often this interval does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.answers import named
from analysis.errors import AnalysisError
from analysis.estimates import fisher_interval

NEVER_DIFFER = "no interval: the coders never differ, and the sample does not show how they would"
TOO_RARE = "no interval: without one of the clusters there is one code only, as the other is rare"
ONE_CODE = "no alpha: every unit has the same code, so no disagreement is to be expected by chance"

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """What two coders said of the same units, and the cluster (0, 1, ...) of each unit."""

    first: NDArray
    second: NDArray
    cluster: NDArray[np.intp]


def agreements(pairs: Sequence[Pair], clusters: int) -> pd.DataFrame:
    """Agreement of each pair: one row per pair, in their order.

    Columns: n (units), agreeing (units with the same code), alpha, se, df, low and high (missing where
    no interval can be given).
    """
    return pd.DataFrame([_record(pair, coincidences(pair, clusters)) for pair in pairs])


def agreement_by_code(
    codes: pd.DataFrame,
    terms: Sequence[str],
    *,
    field: str = "codes",
    coder: str = "coder",
    cluster: str = "interview_id",
    unit: str = "segment",
) -> pd.DataFrame:
    """Agreement on each of `terms`, given to a unit or not, where a unit takes several: a row each.

    Columns: code, n (units that both coded), agreeing, first and second (units that each coder gave
    the code to), unpaired (units of one coder, which tell nothing of agreement), estimate (alpha), se,
    df, low, high, undefined (why one of these is missing). Raises AnalysisError unless two coders coded
    the same units.
    """
    first, second, places, unpaired = _sides(codes, coder, [cluster, unit])
    of_unit, names = pd.factorize(places[cluster])
    sides = zip(named(first[field], terms).T, named(second[field], terms).T, strict=True)
    pairs = [Pair(one, other, of_unit) for one, other in sides]
    found = agreements(pairs, len(names))
    reasons = [ONE_CODE, NEVER_DIFFER, TOO_RARE]
    cases = [found["alpha"].isna(), found["agreeing"] == found["n"], found["low"].isna()]
    return pd.DataFrame(
        {
            "code": list(terms),
            "n": found["n"],
            "agreeing": found["agreeing"],
            "first": [int(pair.first.sum()) for pair in pairs],
            "second": [int(pair.second.sum()) for pair in pairs],
            "unpaired": unpaired,
            "estimate": found["alpha"],
            "se": found["se"],
            "df": found["df"],
            "low": found["low"],
            "high": found["high"],
            "undefined": np.select(cases, reasons, default=""),
        }
    )


def coincidences(pair: Pair, clusters: int) -> Counts:
    """What alpha is made of: a row per cluster; values, differing values, values of each category.

    Krippendorff (2019), nominal data, two coders and no gaps: every unit adds two values to the
    coincidence matrix, off its diagonal if the codes differ.
    """
    both = np.concatenate([pair.first, pair.second])
    category, categories = pd.factorize(both)
    cell = np.tile(pair.cluster, 2) * len(categories) + category
    shape = (clusters, len(categories))
    of_category = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    differing = 2 * np.bincount(pair.cluster, pair.first != pair.second, minlength=clusters)
    return np.column_stack([of_category.sum(axis=1), differing, of_category]).astype(float)


def jackknifed(counts: Counts) -> tuple[float, float]:
    """Standard error of alpha and its degrees of freedom, from alpha without each cluster in turn.

    Missing where one of these has no alpha. V = (G - 1) / G * sum of squared changes (Tukey 1958; the
    changes are from their mean); with K the sum of their fourth powers over the square of that of their
    second, df = 2 / (K - 1 / G), and no more than G - 1.
    """
    clusters = len(counts)
    alphas = nominal_alpha(counts.sum(axis=0) - counts)
    change = alphas - alphas.mean()
    squares = float((change**2).sum())
    if not squares > 0:
        return np.nan, np.nan
    excess = float((change**4).sum()) / squares**2 - 1 / clusters
    return np.sqrt((clusters - 1) / clusters * squares), 2 / max(excess, 2 / (clusters - 1))


def nominal_alpha(totals: Counts) -> NDArray[np.float64]:
    """Alpha of each row of totals: 1 - (n - 1) * differing values / (n^2 - sum of squared totals).

    NaN where every value is the same.
    """
    n, differing, of_category = totals[:, 0], totals[:, 1], totals[:, 2:]
    chance = n**2 - (of_category**2).sum(axis=1)
    ratio = np.full_like(n, np.nan)
    np.divide((n - 1) * differing, chance, out=ratio, where=chance > 0)
    return 1 - ratio


def published_alpha(pair: Pair) -> float:
    """Krippendorff's alpha for nominal data by the `krippendorff` package; NaN if undefined."""
    codes, categories = pd.factorize(np.concatenate([pair.first, pair.second]))
    if len(categories) < 2:
        return float("nan")
    data = codes.reshape(2, -1).astype(float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def _record(pair: Pair, counts: Counts) -> dict[str, float]:
    """Raw agreement, alpha, its error and its interval."""
    alpha, agreeing = published_alpha(pair), int((pair.first == pair.second).sum())
    se, df = jackknifed(counts) if agreeing < len(pair.first) else (np.nan, np.nan)
    low, high = fisher_interval(alpha, se, df)
    return {
        "n": len(pair.first),
        "agreeing": agreeing,
        "alpha": alpha,
        "se": se,
        "df": df,
        "low": float(low),
        "high": float(high),
    }


def _sides(
    codes: pd.DataFrame, coder: str, place: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, int]:
    """The rows of either coder on the units of both, in one order; the units; those of one only."""
    coders = sorted(codes[coder].unique())
    if len(coders) != 2:
        raise AnalysisError(
            f"agreement needs two coders; the codes are those of {', '.join(map(str, coders)) or 'none'}: "
            "have a second person code the same units, or leave agreement out"
        )
    sides = [codes[codes[coder] == name].set_index(place).sort_index() for name in coders]
    both = sides[0].index.intersection(sides[1].index)
    if both.empty:
        raise AnalysisError(
            f"coders {coders[0]} and {coders[1]} have no {place[-1]} in common: agreement can be seen "
            "only where both coded; have them code some of the same"
        )
    unpaired = len(sides[0]) + len(sides[1]) - 2 * len(both)
    return sides[0].loc[both], sides[1].loc[both], both.to_frame(index=False), unpaired
