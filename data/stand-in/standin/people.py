"""Who the people are: residence, gender, age and means, and the weight of each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from standin.draws import Draws
from standin.sample import everyone, sample
from standin.truths import Array, Truths, planted

SECTOR = {"students": "education", "patients": "health"}
"""The sector of those who are all of one; that of officials is in their stratum."""


@dataclass
class People:
    """People asked: `answers` is what they say, `unseen` the scores behind it, a row each."""

    group: str
    answers: pd.DataFrame
    draws: Draws
    unseen: dict[str, Array] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """Whether they provide services or use them."""
        return "providers" if self.group == "officials" else "users"


def people(group: str, seed: int, scale: int = 1) -> People:
    """People of `group` drawn by its design, with their background and weight."""
    design = planted()[group]["design"]
    return _described(group, seed, sample(design, scale), design["rates"])


def population(group: str, seed: int, size: int) -> People:
    """`size` people of `group` as they come: each of an institution of their own, weights equal.

    What an estimator finds in so many is the planted value, but for an error that is small beside
    that of any sample.
    """
    rates = dict.fromkeys(planted()[group]["design"]["rates"], 1.0)
    return _described(group, seed, everyone(planted()[group]["design"], size), rates)


def _described(group: str, seed: int, frame: pd.DataFrame, rates: Truths) -> People:
    """The people of `frame`, with residence, gender and the rest, and their weight."""
    truths = planted()[group]
    draws = Draws(seed, group, frame["cluster"].to_numpy())
    frame["sector"] = SECTOR.get(group) or frame["sector"]
    urban = frame["urban"].to_numpy()
    residence = {"urban": urban, "rural": 1 - urban}
    gender = _shares(truths["background"]["gender"], frame)
    frame["weight"] = frame["base_weight"]
    for name, shares in {"residence": residence, "gender": gender}.items():
        reached = {key: share * rates[key] for key, share in shares.items()}
        frame[name] = draws.choice(name, reached)
        frame["weight"] *= sum(reached.values()) / frame[name].map(rates).astype(float)
    for name, shares in truths["background"].items():
        if name != "gender":
            frame[name] = draws.choice(name, _shares(shares, frame))
    return People(group, frame, draws)


@cache
def cells(group: str) -> pd.DataFrame:
    """The whole population of `group`: one row per kind of people, `share` sums to 1."""
    truths = planted()[group]
    frame = pd.DataFrame(truths["design"]["strata"]).drop(columns=["districts", "kind"])
    frame["share"] = frame["population"] / frame["population"].sum()
    frame["sector"] = SECTOR.get(group) or frame["sector"]
    urban = frame["urban"].to_numpy()
    frame = _split(frame, "residence", {"urban": urban, "rural": 1 - urban})
    for name, shares in truths["background"].items():
        frame = _split(frame, name, _shares(shares, frame))
    return frame


def shifts(frame: pd.DataFrame, planted_shifts: Truths) -> Array:
    """The sum of the shifts of every category that a row of `frame` is of."""
    total = np.zeros(len(frame))
    for name in ("residence", "gender", "age_group", "household_means", "education", "level"):
        if name in frame:
            total += frame[name].map(planted_shifts).fillna(0.0).to_numpy(dtype=float)
    return total


def _shares(shares: Truths, frame: pd.DataFrame) -> dict[str, Array]:
    """Category to probability, a row each; where `by` is given, by that column of `frame`."""
    if "by" not in shares:
        return {name: np.full(len(frame), share) for name, share in shares.items()}
    column = frame[shares["by"]]
    kinds = {kind: table for kind, table in shares.items() if kind != "by"}
    names = dict.fromkeys(name for table in kinds.values() for name in table)
    return {
        name: column.map({kind: table.get(name, 0.0) for kind, table in kinds.items()}).to_numpy(
            dtype=float
        )
        for name in names
    }


def _split(frame: pd.DataFrame, name: str, shares: dict[str, Any]) -> pd.DataFrame:
    """Each row of `frame` once for every category of `name` that it can have."""
    parts = [
        frame.assign(**{name: category, "share": frame["share"] * share})
        for category, share in shares.items()
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole[whole["share"] > 0].reset_index(drop=True)
