"""Which services people know of and use, and who is excluded from all of them."""

from __future__ import annotations

import numpy as np

from standin.access import mean_access, mean_skill
from standin.people import People, cells
from standin.truths import Array, Truths, cuts_for, planted

SEPARATOR = ";"


def add_services(asked: People) -> None:
    """Add `aware_of`, `used` and `main_service`; unseen: `used`, `excluded`, `service_quality`."""
    offered = planted()[asked.group]["services"]
    known, used = {}, {}
    for name, service in offered.items():
        here = _asked_here(asked, service)
        known[name] = here & _propensity(asked, f"knows {name}", "aware", service["knows"])
        used[name] = known[name] & _propensity(asked, f"uses {name}", "used", service["would_use"])
    asked.answers["aware_of"] = listed(known)
    asked.answers["used"] = listed(used)
    main = _main_service(asked, used)
    asked.answers["main_service"] = main
    quality = {name: service["quality"] for name, service in offered.items()}
    user = asked.answers["main_service"].notna().to_numpy()
    asked.unseen["used"] = user
    asked.unseen["aware"] = np.any([*known.values()], axis=0)
    asked.unseen["service_quality"] = (
        asked.answers["main_service"].map(quality).fillna(0.0).to_numpy(dtype=float)
    )
    shut_out = (asked.answers["access_device"] == "none") | (
        asked.answers["access_internet"] == "never"
    )
    asked.unseen["excluded"] = ~user & shut_out.to_numpy()


def listed(chosen: dict[str, Array]) -> Array:
    """The names whose array is true in a row, joined into one cell; empty where none is."""
    cell = np.full(len(next(iter(chosen.values()))), "", dtype=object)
    for name, here in chosen.items():
        cell[here] = cell[here] + (SEPARATOR + name)
    return np.array([text[1:] for text in cell], dtype=object)


def _asked_here(asked: People, service: Truths) -> Array:
    if "sector" not in service:
        return np.ones(len(asked.answers), dtype=bool)
    return (asked.answers["sector"] == service["sector"]).to_numpy()


def _propensity(asked: People, name: str, kind: str, share: float) -> Array:
    """Whether the unseen inclination of people, by access and skill, is among the top `share`."""
    truths = planted()["use"]
    effect = truths[kind]
    population = cells(asked.group)
    means = effect["access"] * mean_access(population) + effect["skill"] * mean_skill(
        asked.group, population
    )
    (threshold,) = cuts_for([1 - share, share], means, population["share"].to_numpy())
    by_access = planted()["skill"]["effect_of_access"]
    explained = (effect["access"] + effect["skill"] * by_access) ** 2
    explained += effect["skill"] ** 2 * (1 - by_access**2)
    noise = np.sqrt(1 - explained) * asked.draws.clustered(name, truths["icc"])
    score = effect["access"] * asked.unseen["access"] + effect["skill"] * asked.unseen["skill"]
    return score + noise > threshold


def _main_service(asked: People, used: dict[str, Array]) -> Array:
    """One of the services that a person uses, each as likely; None for who uses none."""
    matrix = np.column_stack([*used.values()])
    lots = asked.draws.stream("main_service").random(matrix.shape)
    drawn = np.where(matrix, lots, -1.0).argmax(axis=1)
    names = np.array([*used], dtype=object)[drawn]
    names[~matrix.any(axis=1)] = None
    return names
