"""Access to device, internet and electricity, calibrated to published shares, and digital skills."""

from __future__ import annotations

import numpy as np
import pandas as pd

from standin.people import People, cells, shifts
from standin.truths import Array, cut, cuts_for, loading, planted


def add_access(asked: People) -> None:
    """Give people an unseen `access`, and the three answers that follow from it."""
    truths = planted()["access"]
    mean = mean_access(asked.answers)
    own = asked.draws.clustered("access", truths["icc"])
    asked.unseen |= {"access": mean + own, "access_own": own}
    population = cells(asked.group)
    means = mean_access(population)
    for name, load in truths["loading"].items():
        shares = truths["shares"][asked.group][name]
        noise = np.sqrt(1 - load**2) * asked.draws.normal(name)
        cuts = cuts_for([*shares.values()], load * means, population["share"].to_numpy())
        answer = cut(load * asked.unseen["access"] + noise, cuts)
        asked.answers[name] = np.array([*shares], dtype=object)[answer - 1]


def add_skills(asked: People) -> None:
    """Give people an unseen `skill`, and the four answers that show it."""
    truths = planted()["skill"]
    effect = truths["effect_of_access"]
    own = asked.draws.clustered("skill", truths["icc"])
    own = effect * asked.unseen["access_own"] + np.sqrt(1 - effect**2) * own
    mean = mean_skill(asked.group, asked.answers)
    asked.unseen |= {"skill": mean + own, "skill_own": own}
    load = loading(truths["reliability"], len(truths["items"]))
    for name, ease in zip(truths["items"], truths["difficulty"], strict=True):
        noise = np.sqrt(1 - load**2) * asked.draws.normal(name)
        asked.answers[name] = cut(mean + ease + load * own + noise, planted()["cuts"])


def mean_access(frame: pd.DataFrame) -> Array:
    """Mean unseen access of the people of each row of `frame`."""
    return frame["access"].to_numpy(dtype=float) + shifts(frame, planted()["access"]["shift"])


def mean_skill(group: str, frame: pd.DataFrame) -> Array:
    """Mean unseen skill of the people of each row of `frame`."""
    truths = planted()["skill"]
    return (
        truths["mean"][group]
        + truths["effect_of_access"] * mean_access(frame)
        + shifts(frame, truths["shift"])
    )
