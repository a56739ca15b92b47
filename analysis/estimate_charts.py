"""Estimates as charts, without those that tell of too few respondents, and with a note that says so."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from plotnine import labs

from analysis.bars import likert_bars
from analysis.charts import forest
from analysis.disclosure import SUPPRESSION_THRESHOLD, told
from analysis.exhibits import Chart

NOT_SHOWN = f"Rows that would tell of fewer than {SUPPRESSION_THRESHOLD} respondents are not shown."


def estimate_forest(
    estimates: pd.DataFrame,
    label: pd.Series,
    group: pd.Series,
    *,
    value: str,
    percent: bool = False,
    reference: tuple[float, ...] = (),
    digits: int = 0,
) -> Chart:
    """A forest of `estimates`, each named by `label` under its `group`, in the order of the rows.

    `label` and `group` name the columns of the chart's data, too; `value` says what is estimated, and
    in which unit (`percent` multiplies by 100). What tells of too few respondents is left out, with a
    note that says so.
    """
    rows, scale = told(estimates), 100.0 if percent else 1.0
    shown = pd.DataFrame(
        {
            str(label.name): label,
            str(group.name): group,
            value: scale * rows["estimate"],
            "Low": scale * rows["low"],
            "High": scale * rows["high"],
            "n": rows["n"],
        }
    ).dropna(subset=[value])
    chart = forest(
        shown,
        label=str(label.name),
        value=value,
        low="Low",
        high="High",
        group=str(group.name),
        reference=reference,
        digits=digits,
    )
    return _noted(chart, complete=len(shown) == len(estimates))


def answer_bars(
    estimates: pd.DataFrame,
    label: pd.Series,
    scale: Mapping[int, str],
    group: pd.Series | None = None,
    *,
    summary: pd.DataFrame,
    summed: str,
    percent: bool = False,
    digits: int = 0,
) -> Chart:
    """Bars of the shares of answers (`answer`), from disagreement to agreement: one a label and group.

    `scale` says what a reader calls the answers, from the least agreeing. A bar one part of which tells
    of too few respondents is left out. `summary` has the estimate of each item (and group) that is
    printed beside its bar with its interval, and `summed` says what that is (`percent` multiplies by 100).
    """
    bars = {str(key.name): key for key in (label, group) if key is not None}
    rows = told(estimates).assign(**bars)
    few = rows["estimate"].isna() & rows["n"].gt(0)
    whole = rows[~few.groupby([rows[name] for name in bars]).transform("any")]
    keys = [name for name in ("group", "item") if name in estimates]
    sums = whole[keys].merge(told(summary), how="left", on=keys, validate="m:1")
    sums = sums[["estimate", "low", "high"]].mul(100 if percent else 1).set_index(whole.index)
    shown = whole[list(bars)].assign(
        **{
            "Answer": whole["answer"].map(scale),
            "Share, %": 100 * whole["estimate"],
            "n": whole["n"],
            summed: sums["estimate"],
            "Low": sums["low"],
            "High": sums["high"],
        }
    )
    chart = likert_bars(
        shown,
        item=str(label.name),
        answer="Answer",
        share="Share, %",
        scale=list(scale.values()),
        estimate=(summed, "Low", "High"),
        digits=digits,
        group=None if group is None else str(group.name),
    )
    return _noted(chart, complete=len(shown) == len(estimates))


def _noted(chart: Chart, *, complete: bool) -> Chart:
    return chart if complete else chart + labs(caption=NOT_SHOWN)
