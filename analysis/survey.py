"""Shares, means, totals and differences of a survey, with intervals that its design allows.

In: a table of respondents with the columns that a `Design` names (`SURVEY` for ours). Out: frames
of estimates as `analysis.estimates` describes them. Standard errors by Taylor linearisation, in
`analysis.linearisation`; degrees of freedom: clusters less strata; t intervals, for shares on the
logit scale. Pass the whole table and name a part of it with `where` or `by`: a table cut down
beforehand has lost the clusters in which nobody belongs to the part.

Why not the package `svy`: it brings polars and pyarrow, and with pyarrow there pandas reads files
in a way that the cache of the book cannot follow. What is needed of it are the textbook formulas
below, which the tests hold to R's `survey` to 1e-6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.answers import Names, answering, groups_of, listed_names, named, numeric, only
from analysis.estimates import (
    ALL_EQUAL,
    NO_ANSWERS,
    ONE_PER_STRATUM,
    Values,
    logit_interval,
    p_value,
    positive,
    satterthwaite,
    t_interval,
)
from analysis.linearisation import OUTSIDE, SURVEY, Codes, Design, Sample, summed

Columns: TypeAlias = dict[str, Values]
"""Estimates before they have keys: a frame is made of them once, at the end, as each step of one takes longer."""


def means(
    frame: pd.DataFrame,
    items: Names,
    *,
    by: Names = (),
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Weighted means of numeric `items`: one row per group and item.

    A mean is a ratio, sum of w y over sum of w, of those who answered (Särndal, Swensson and
    Wretman 1992, section 5.7). `by` names columns that part the table into groups, `where` who counts.
    """
    sample, (group, keys) = Sample.of(frame, design), groups_of(frame, by, where)
    names = pd.Index(listed_names(items))
    values = np.column_stack([numeric(frame[item]) for item in names])
    tables = []
    for columns in _left_out_together(values):
        part = values[:, columns]
        table = _ratios(sample, answering(group, part), len(keys), part)
        tables.append(_joined(keys, {"item": names[columns]}, _with_t(table)))
    rows = pd.concat(tables)
    return rows.sort_values("item", key=names.get_indexer, kind="stable", ignore_index=True)


def _left_out_together(values: Values) -> list[Codes]:
    """The columns of `values` in sets that miss the same respondents, whom one look at each set can leave out."""
    gaps = np.packbits(np.isnan(values), axis=0).T
    first, sets = np.unique(gaps, axis=0, return_inverse=True)
    return [np.flatnonzero(sets == number) for number in range(len(first))]


def shares(
    frame: pd.DataFrame,
    items: Names,
    *,
    by: Names = (),
    where: pd.Series | None = None,
    answers: Sequence[object] | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Weighted share of each answer among those who answered: one row per group, item and answer.

    `answers` says which rows are wanted, in their order (default: all that were given, sorted); an
    answer that nobody gave has a share of 0. `cases` counts, without weights, those who gave it.
    Intervals on the logit scale.
    """
    sample, (group, keys) = Sample.of(frame, design), groups_of(frame, by, where)
    tables = []
    for item in listed_names(items):
        given = frame[item]
        wanted = sorted(given.dropna().unique()) if answers is None else list(answers)
        given_it = [given.eq(answer).to_numpy(dtype=float) for answer in wanted]
        values = np.array(given_it).T.reshape(len(given), len(wanted))
        inside = np.where(given.notna().to_numpy(), group, OUTSIDE)
        table = _proportions(sample, inside, len(keys), values)
        tables.append(_joined(keys, {"item": [item], "answer": wanted}, table))
    return pd.concat(tables, ignore_index=True)


def mentions(
    frame: pd.DataFrame,
    item: str,
    terms: Sequence[str],
    *,
    by: Names = (),
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Weighted share of those whose answer, a list, has the term: one row per group and term.

    An empty list is an answer that names nothing; a missing one is no answer.
    """
    sample, (group, keys) = Sample.of(frame, design), groups_of(frame, by, where)
    inside = np.where(frame[item].notna().to_numpy(), group, OUTSIDE)
    table = _proportions(sample, inside, len(keys), named(frame[item], terms))
    return _joined(keys, {"item": [item], "answer": list(terms)}, table)


def totals(
    frame: pd.DataFrame,
    items: Names,
    *,
    by: Names = (),
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Weighted totals of numeric `items`: one row per group and item; no answer counts as zero."""
    sample, (group, keys) = Sample.of(frame, design), groups_of(frame, by, where)
    tables = []
    for item in listed_names(items):
        values = numeric(frame[item])[:, None]
        inside = answering(group, values)
        ratio = _ratios(sample, inside, len(keys), values)
        scores = sample.weight[:, None] * values
        variance = sample.variances(inside, len(keys), scores).ravel()
        size = summed(inside[inside >= 0], sample.weight[inside >= 0, None], len(keys)).ravel()
        spread = size**2 * ratio["spread"] / positive(ratio["n"])
        total = {
            "estimate": ratio["estimate"] * size,
            "se": np.where(ratio["n"] == 0, ratio["se"], np.sqrt(variance)),
            "deff": variance / positive(spread),
        }
        tables.append(_joined(keys, {"item": [item]}, _with_t({**ratio, **total})))
    return pd.concat(tables, ignore_index=True)


def differences(
    frame: pd.DataFrame,
    items: Names,
    *,
    by: str,
    groups: tuple[object, object],
    where: pd.Series | None = None,
    design: Design = SURVEY,
) -> pd.DataFrame:
    """Difference of weighted means, first less second of two groups of one table: a row per item.

    The groups share clusters, so their means are not independent: the scores of the difference are
    linearised, not the two variances added. `p` is that of the t test that there is none; `cases` are
    those of the first group.
    """
    sample = Sample.of(frame, design)
    side = np.select([frame[by].eq(name).to_numpy(dtype=bool) for name in groups], [0, 1], OUTSIDE)
    side = only(side, where)
    tables = []
    for item in listed_names(items):
        values = numeric(frame[item])[:, None]
        table = _difference(sample, answering(side, values), values)
        keys = pd.DataFrame([{"item": item, "first": groups[0], "second": groups[1]}])
        tables.append(_joined(keys, {}, _with_p(_with_t(table))))
    return pd.concat(tables, ignore_index=True)


def differences_between(first: pd.DataFrame, second: pd.DataFrame, on: Names) -> pd.DataFrame:
    """Difference of the estimates of two independent samples, first less second: a row per key.

    `first` and `second` are frames of estimates, `on` the columns that say which belong together.
    Variances add; degrees of freedom are Satterthwaite's. n is that of both together, `cases` of the first.
    """
    keys = listed_names(on)
    both = first.merge(second, on=keys, suffixes=("_first", "_second"), validate="one_to_one")
    one, two = both["se_first"] ** 2, both["se_second"] ** 2
    reasons = both["undefined_first"].where(both["undefined_first"] != "", both["undefined_second"])
    table = both[[*keys, "n_first", "n_second"]].assign(
        estimate=both["estimate_first"] - both["estimate_second"],
        se=np.sqrt(one + two),
        n=both["n_first"] + both["n_second"],
        cases=both["n_first"],
        df=satterthwaite(one, both["df_first"], two, both["df_second"]),
    )
    low, high = t_interval(table["estimate"], table["se"], table["df"])
    p = p_value(table["estimate"], table["se"], table["df"])
    return table.assign(low=low, high=high, undefined=reasons, p=p)


def _ratios(sample: Sample, group: Codes, groups: int, values: Values) -> Columns:
    """Means of the columns of `values` in each group: one row per group and column, in this order.

    The score of a respondent is w (y - mean) / (sum of w), as `svymean` of R's `survey` has it;
    `deff` as there with `deff = "replace"`, and `spread` what only it needs.
    """
    inside = group != OUTSIDE
    member, weight, answer = group[inside], sample.weight[inside, None], values[inside]
    n = np.bincount(member, minlength=groups)[:, None].astype(float)
    size = positive(summed(member, weight, groups))
    mean = summed(member, weight * answer, groups) / size
    scores = np.zeros_like(values)
    scores[inside] = weight * (answer - mean[member]) / size[member]
    variance = sample.variances(group, groups, scores)
    squares = summed(member, weight * (answer - mean[member]) ** 2, groups) / size
    spread = squares * n / positive(n - 1)
    wide = {
        "estimate": mean,
        "se": np.where(n > 0, np.sqrt(variance), np.nan),
        "n": n,
        "df": sample.degrees(group, groups)[:, None],
        "spread": spread,
        "deff": variance * n / positive(spread),
    }
    return {name: np.broadcast_to(part, mean.shape).ravel() for name, part in wide.items()}


def _proportions(sample: Sample, group: Codes, groups: int, values: Values) -> Columns:
    """Shares, as `_ratios` of columns of 0 and 1, with the cases that have a 1."""
    table = _ratios(sample, group, groups, values)
    low, high = logit_interval(table["estimate"], table["se"], table["df"])
    inside = group != OUTSIDE
    cases = summed(group[inside], values[inside], groups).ravel().astype(int)
    return _explained({**table, "low": low, "high": high, "cases": cases})


def _difference(sample: Sample, side: Codes, values: Values) -> Columns:
    """The mean of group 0 less that of group 1: one row."""
    ratio = _ratios(sample, side, 2, values)
    weight = np.bincount(side[side >= 0], weights=sample.weight[side >= 0], minlength=2)
    signed = np.array([1.0, -1.0]) / positive(weight)
    mean, n = ratio["estimate"], ratio["n"]
    scores = sample.weight * signed[side] * (values[:, 0] - mean[side])
    both = np.where(side >= 0, 0, OUTSIDE)
    variance = sample.variances(both, 1, scores[:, None])[0, 0] if n.all() else np.nan
    record = {
        "estimate": mean[0] - mean[1],
        "se": np.sqrt(variance),
        "n": n.sum(),
        "df": sample.degrees(both, 1)[0],
        "n_first": n[0],
        "n_second": n[1],
        "cases": int(n[0]),
    }
    return {name: np.array([number]) for name, number in record.items()}


def _with_t(table: Columns) -> Columns:
    low, high = t_interval(table["estimate"], table["se"], table["df"])
    return _explained({**table, "low": low, "high": high})


def _with_p(table: Columns) -> Columns:
    return {**table, "p": p_value(table["estimate"], table["se"], table["df"])}


def _explained(table: Columns) -> Columns:
    """`table` with `effective_n` and `undefined`, and without the column that only `deff` needs."""
    cases = [np.isnan(table["estimate"]), table["df"] <= 0, np.isnan(table["low"])]
    reasons = np.select(cases, [NO_ANSWERS, ONE_PER_STRATUM, ALL_EQUAL], default="")
    shown = {name: numbers for name, numbers in table.items() if name != "spread"}
    if "deff" in table:
        with np.errstate(divide="ignore"):  # clusters that are all alike, on infinitely many
            shown["effective_n"] = table["n"] / table["deff"]
    return {**shown, "undefined": reasons}


def _joined(
    keys: pd.DataFrame, more: Mapping[str, Sequence[object]], table: Columns
) -> pd.DataFrame:
    """`table` behind its keys: those of the groups, and within each group those in `more`."""
    ways = np.indices((len(keys), *map(len, more.values()))).reshape(1 + len(more), -1)
    every = {name: keys[name].array.take(ways[0]) for name in keys}
    for (name, values), way in zip(more.items(), ways[1:], strict=True):
        every[name] = pd.Series(values).array.take(way)
    counts = {name: table[name].astype(int) for name in ("n", "df")}
    return pd.DataFrame({**every, **table, **counts})
