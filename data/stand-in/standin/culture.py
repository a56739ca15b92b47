"""Officials only: the culture of their office, what drives the reforms, and Covid-19."""

from __future__ import annotations

import numpy as np

from standin.experience import add_scale
from standin.people import People
from standin.truths import Array, Truths, cut, planted

NOT_EFFECTS = ("mean", "reliability")


def add_culture(asked: People) -> None:
    """Add the seven scales, each with its effects of those before it; unseen: their scores."""
    truths = planted()["culture"]
    known = covariances(truths["scales"])
    for name, scale in truths["scales"].items():
        effects = effects_of(scale)
        explained = sum(
            effects[one] * effects[two] * known[one, two] for one in effects for two in effects
        )
        own = np.sqrt(1 - explained) * asked.draws.clustered(name, truths["icc"])
        for cause, effect in effects.items():
            own = own + effect * asked.unseen[cause]
        asked.unseen[name] = own
        add_scale(asked, name, scale["mean"], own, scale["reliability"])


def effects_of(scale: Truths) -> dict[str, float]:
    """The planted effects of other scales on this one."""
    return {name: value for name, value in scale.items() if name not in NOT_EFFECTS}


def covariances(scales: Truths) -> dict[tuple[str, str], float]:
    """Covariance of every pair of unseen scores, by the rules of path analysis; variances are 1."""
    known: dict[tuple[str, str], float] = {}
    for name, scale in scales.items():
        earlier = list(dict.fromkeys(first for first, _ in known))
        known[name, name] = 1.0
        for other in earlier:
            total = sum(effect * known[cause, other] for cause, effect in effects_of(scale).items())
            known[name, other] = known[other, name] = total
    return known


def add_drivers(asked: People) -> None:
    """Add the weight of each driver, 1 to 5, and the one named first."""
    truths = planted()["drivers"]
    alike = np.sqrt(truths["common"]) * asked.draws.normal("drivers")
    scores: dict[str, Array] = {}
    for name, mean in truths["mean"].items():
        noise = np.sqrt(1 - truths["common"]) * asked.draws.normal(f"driver {name}")
        scores[name] = mean + alike + noise
        asked.answers[f"driver_{name}"] = cut(scores[name], planted()["cuts"])
    heaviest = np.column_stack([*scores.values()]).argmax(axis=1)
    asked.answers["driver_first"] = np.array([*scores], dtype=object)[heaviest]


def add_covid(asked: People) -> None:
    """Add whether Covid-19 gave a push, and whether it lasts."""
    truths = planted()["covid"]
    for name, mean in truths["mean"].items():
        score = mean + asked.draws.clustered(name, truths["icc"])
        asked.answers[name] = cut(score, planted()["cuts"])
