"""What was not answered: how much, by whom, in which pattern, and whether it matters.

In: respondents and items. Out: frames that describe the gaps, and estimates from tables whose gaps
were filled several times over. The estimates of the paper use the answers that were given; multiple
imputation (chained equations with predictive mean matching, `analysis.chained_equations`) is the
sensitivity run beside them. It assumes that, given what the imputation model knows, whether an item
was answered does not depend on what the answer would have been; no data can show that. `where` says
of whom an item was asked: who was not asked has not failed to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.answers import Names, listed_names, numeric
from analysis.chained_equations import Chain
from analysis.errors import AnalysisError
from analysis.estimates import Values, critical, p_value, positive
from analysis.linearisation import SURVEY, Design

SEED = 2026
IMPUTATIONS = 10
"""Filled tables: at least as many as there are gaps in a hundred (White, Royston and Wood 2011)."""
FIRST_CYCLES, CYCLES = 5, 2
"""Rounds of the chained equations before the first table is taken, and between it and each other."""
DONORS = 10
"""Respondents with the nearest predictions, of whom one lends an answer."""
INDEPENDENT = 1e-8
"""The least share of an auxiliary column's variance that must not follow from the others."""
POOLED = ("estimate", "se", "low", "high", "n", "df", "missing_information", "p", "undefined")


def nonresponse(
    frame: pd.DataFrame, items: Names, *, by: Names = (), where: pd.Series | None = None
) -> pd.DataFrame:
    """How many did not answer each item: one row per group and item.

    Columns: those of `by`, item, n (asked), missing (did not answer), estimate (their share). No
    weights: it is said of the sample, not of the population.
    """
    asked = frame if where is None else frame[where]
    gaps, keys = asked[listed_names(items)].isna(), listed_names(by)
    if not keys:
        counted = gaps.agg(["size", "sum"]).T.rename_axis("item").reset_index()
        table = counted.set_axis(["item", "n", "missing"], axis=1)
    else:
        groups = gaps.groupby([asked[key] for key in keys], sort=True, observed=True)
        sizes = groups.size().rename("n").reset_index()
        missing = groups.sum().reset_index().melt(keys, var_name="item", value_name="missing")
        table = missing.merge(sizes, on=keys)
    share = table["missing"] / table["n"].where(table["n"] > 0)
    return table[[*keys, "item", "n", "missing"]].assign(estimate=share)


def patterns(frame: pd.DataFrame, items: Names, *, where: pd.Series | None = None) -> pd.DataFrame:
    """Which items were left out together: one row per pattern, the most frequent first.

    Columns: items (those left out, in the order of the fewest gaps first), respondents, estimate
    (share), monotone: every item after the first that was left out was left out as well, as when
    people stop answering.
    """
    asked = frame if where is None else frame[where]
    gaps = asked[listed_names(items)].isna()
    gaps = gaps[gaps.sum().sort_values(kind="stable").index]
    counts = gaps.value_counts(sort=False)
    left_out = counts.index.to_frame(index=False).to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            "items": [tuple(gaps.columns[row]) for row in left_out],
            "respondents": counts.to_numpy(),
            "estimate": counts.to_numpy() / max(len(asked), 1),
            "monotone": (np.diff(left_out.astype(int), axis=1) >= 0).all(axis=1),
        }
    )
    return table.sort_values(["respondents", "items"], ascending=[False, True], ignore_index=True)


def imputed(
    frame: pd.DataFrame,
    items: Sequence[str],
    auxiliary: Sequence[str],
    *,
    asked: Mapping[str, pd.Series] | None = None,
    imputations: int = IMPUTATIONS,
    design: Design = SURVEY,
) -> Iterator[pd.DataFrame]:
    """`frame` with the gaps in numeric `items` filled, `imputations` times over, from one seed.

    The model of each item has all other items, the `auxiliary` columns (numbers as they are, other
    answers as dummies, "no answer" among them) and the design: the weight, and the mean of the item in
    the cluster, which holds what strata and clusters share (van Buuren 2018, chapter 7). `asked` says of
    whom an item was asked, if not of all: the gaps of others stay, and they lend no answer. Raises
    AnalysisError if nobody answered an item.
    """
    those = {item: mask.to_numpy(dtype=bool) for item, mask in (asked or {}).items()}
    answers = frame[list(items)].apply(numeric).astype(float)
    answers = answers.assign(**{item: answers[item].where(mask) for item, mask in those.items()})
    empty = list(answers.columns[answers.isna().all()])
    if empty:
        raise AnalysisError(
            f"nobody answered {', '.join(empty)}: nothing to impute from; leave it out"
        )
    mean = answers.mean()
    of_cluster = answers.groupby([frame[design.stratum], frame[design.cluster]]).transform("mean")
    level = {item: answers[item].where(mask, mean[item]) for item, mask in those.items()}
    known = pd.get_dummies(frame[list(auxiliary)], dummy_na=True, dtype=float)
    known = _independent(known.assign(weight=frame[design.weight]).to_numpy(dtype=float))
    data = answers.assign(**level).reset_index(drop=True)
    data = data.join(pd.DataFrame(known).add_prefix("known "))
    random = np.random.default_rng(SEED)
    chain = Chain(data, of_cluster.fillna(mean), those, k_pmm=DONORS, rng=random)
    for number in range(imputations):
        chain.update_all(CYCLES if number else FIRST_CYCLES)
        filled = {item: chain.column(item) for item in items}
        apart = {item: np.where(mask, filled[item], np.nan) for item, mask in those.items()}
        yield frame.assign(**{**filled, **apart})


def pooled(tables: Iterable[pd.DataFrame], on: Names) -> pd.DataFrame:
    """Estimates of several imputed tables as one: a row per key, by Rubin's (1987) rules.

    `on` names the keys. The variance is the mean W of the variances plus (1 + 1 / m) times the
    variance B of the estimates; degrees of freedom as in Barnard and Rubin (1999), which never
    exceed those of the design; `missing_information` is their fraction of missing information.
    """
    stacked = pd.concat(tables, ignore_index=True)
    groups = stacked.groupby(listed_names(on), sort=False, observed=True)
    m = groups.size().to_numpy()
    within = groups["se"].agg(lambda se: (se**2).mean()).to_numpy()
    between = groups["estimate"].var().fillna(0).to_numpy() * (1 + 1 / m)
    estimate, se = groups["estimate"].mean().to_numpy(), np.sqrt(within + between)
    information = between / positive(within + between)
    df = _barnard_rubin(m, information, groups["df"].mean().to_numpy())
    margin = critical(df) * positive(se)
    numbers = {"estimate": estimate, "se": se, "low": estimate - margin, "high": estimate + margin}
    table = groups[["n", "undefined"]].first().reset_index().assign(**numbers, df=df)
    table = table.assign(missing_information=information, p=p_value(estimate, se, df))
    return table[[*listed_names(on), *POOLED]]


def imputed_estimates(
    frame: pd.DataFrame,
    items: Sequence[str],
    auxiliary: Sequence[str],
    estimator: Callable[[pd.DataFrame], pd.DataFrame],
    on: Names,
    *,
    imputations: int = IMPUTATIONS,
) -> pd.DataFrame:
    """What `estimator` makes of each imputed table, pooled: a row per key."""
    tables = imputed(frame, items, auxiliary, imputations=imputations)
    return pooled(map(estimator, tables), on)


def _independent(columns: Values) -> Values:
    """The columns that do not follow from those before them: no constant, no dummy too many."""
    apart = columns - np.nanmean(columns, axis=0)
    apart = np.where(np.isnan(apart), 0, apart)
    length = np.sqrt((apart**2).sum(axis=0))
    apart = apart / np.where(length > 0, length, 1)
    r, kept = apart.T @ apart, np.empty(0, dtype=int)
    for column in range(len(r)):
        with_kept = r[kept, column]
        explained = with_kept @ np.linalg.solve(r[np.ix_(kept, kept)], with_kept)
        if r[column, column] - explained > INDEPENDENT:
            kept = np.append(kept, column)
    return columns[:, kept]


def _barnard_rubin(m: Values, information: Values, complete: Values) -> Values:
    """Barnard and Rubin (1999); `complete`: degrees of freedom without gaps."""
    observed = (complete + 1) / (complete + 3) * complete * (1 - information)
    old = (m - 1) / positive(information) ** 2
    return np.where(np.isnan(old), observed, 1 / (1 / old + 1 / positive(observed)))
