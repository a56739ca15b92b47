"""Checks of the exercises on the models of government; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import results, sources


def managerial(coder: str) -> pd.DataFrame:
    """What the stated rule makes of each intervention in one coding: one row each, with `managerial`."""
    rows = results.models_by_intervention
    rows = rows[(rows["coder"] == coder) & (rows["rule"] == "stated")]
    return rows.assign(managerial=rows["model"] == "managerial")


def test_1_co_deciders_in_coding_a(asked: Any) -> None:
    """Another coding: `count_participatory_strict_a`."""
    codes = sources.interventions_coding()
    rows = codes[codes["coder"] == "A"]
    number = asked("count_participatory_strict_a")

    assert (number.value, number.n) == ((rows["citizen_role"] == "co-decider").sum(), len(rows))


def test_2_managerial_with_two_way_flow(asked: Any) -> None:
    """Another item: `count_managerial_two_way_b`, of the managerial ones."""
    codes = sources.interventions_coding()
    flow = codes[codes["coder"] == "B"].set_index("id")["info_flow"]
    rows = managerial("B")
    ids = rows.loc[rows["managerial"], "id"]
    number = asked("count_managerial_two_way_b")

    assert (number.value, number.n) == ((flow[ids] == "two-way").sum(), len(ids))


def test_3_managerial_in_health(asked: Any) -> None:
    """Another group: `share_managerial_health_a`, without an interval."""
    rows = managerial("A")
    health = rows[rows["sector"] == "health"]
    number = asked("share_managerial_health_a")

    assert number.value == pytest.approx(100 * health["managerial"].mean())
    assert (number.unit, number.low) == ("percent", None)
