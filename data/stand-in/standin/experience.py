"""What people meet: constraints, the quality of their service, say in it, and trust."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from standin.people import People
from standin.services import listed
from standin.truths import ITEMS_OF_A_SCALE, Array, cut, loading, planted

LOW_SKILL = -0.5
"""Unseen skill under which a person meets constraints of skill and language."""


def add_constraints(asked: People) -> None:
    """Add the list `constraints`; unseen: how many there are."""
    truths, answers = planted()["constraints"], asked.answers
    skill = np.where(asked.unseen["skill"] < LOW_SKILL, "low_skill", "else")
    aware = np.where(asked.unseen["aware"], "else", "unaware")
    means = answers.get("household_means", np.full(len(answers), "other"))
    causes = {
        "no device": ("no_device", answers["access_device"]),
        "no internet": ("no_internet", answers["access_internet"]),
        "electricity": ("electricity", answers["access_electricity"]),
        "cost": ("cost", means),
        "language": ("language", skill),
        "skills": ("skills", skill),
        "not aware": ("not_aware", aware),
    }
    met = {
        name: asked.draws.uniform(name) < _mapped(cause, truths[key])
        for name, (key, cause) in causes.items()
    }
    for name, key in {"staff": "staff", "system down": "system_down"}.items():
        met[name] = asked.unseen["used"] & (asked.draws.uniform(name) < truths[key])
    answers["constraints"] = listed(met)
    asked.unseen["constraints"] = np.sum([*met.values()], axis=0)


def add_quality(asked: People) -> None:
    """Add the three scales of perceived service and satisfaction, of users; unseen: `quality`."""
    truths, unseen = planted()["quality"], asked.unseen
    common = asked.draws.clustered("quality", truths["icc"])
    unseen["quality"] = common + unseen["service_quality"]
    sector = _mapped(asked.answers["sector"], truths["sector"])
    for name, reliability in truths["reliability"].items():
        mean = truths[asked.role][name] + unseen["service_quality"] + sector
        own = np.sqrt(truths["shared"]) * common
        own = own + np.sqrt(1 - truths["shared"]) * asked.draws.normal(name)
        add_scale(asked, name, mean, own, reliability, asked_of=unseen["used"])
    model = truths["satisfaction"]
    effect = model["effect_of_quality"]
    noise = np.sqrt(1 - effect**2) * asked.draws.clustered("satisfaction", model["icc"])
    score = model["mean"] + effect * unseen["quality"] + noise
    score = score + model["effect_of_constraint"] * unseen["constraints"]
    asked.answers["satisfaction"] = _of(unseen["used"], cut(score, planted()["cuts"]))


def add_scale(
    asked: People,
    name: str,
    mean: Array | float,
    own: Array,
    reliability: float,
    asked_of: Array | None = None,
) -> None:
    """Add the items `name_1` and so on of a scale with the unseen score `mean` + `own`."""
    load = loading(reliability)
    for item in [f"{name}_{number}" for number in range(1, ITEMS_OF_A_SCALE + 1)]:
        noise = np.sqrt(1 - load**2) * asked.draws.normal(item)
        answer = cut(mean + load * own + noise, planted()["cuts"])
        asked.answers[item] = answer if asked_of is None else _of(asked_of, answer)


def add_experiences(asked: People) -> None:
    """Add whether users were served, filled in, asked, heard, discussed or decided: yes or no."""
    truths = planted()["experiences"]
    for name, share in truths[asked.role].items():
        said = asked.draws.clustered(name, truths["icc"]) < norm.ppf(share)
        answer = np.where(said, "yes", "no").astype(object)
        answer[~asked.unseen["used"]] = None
        asked.answers[name] = answer


def add_trust(asked: People) -> None:
    """Add trust in the department and in the province, of everyone."""
    truths, unseen = planted()["trust"], asked.unseen
    user = unseen["used"].astype(float)
    urban = (asked.answers["residence"] == "urban").to_numpy(dtype=float)
    for name in ("trust_department", "trust_province"):
        effect = truths[name]
        by_quality = effect["quality"] * user
        score = (
            effect[asked.group]
            + by_quality * unseen["quality"]
            + effect["used"] * user
            + effect["excluded"] * unseen["excluded"]
            + effect["urban"] * urban
            + np.sqrt(1 - by_quality**2) * asked.draws.clustered(name, truths["icc"])
        )
        asked.answers[name] = cut(score, planted()["cuts"])


def _of(who: Array, answer: Array) -> Array:
    """`answer` where `who` is true, missing elsewhere: the others are not asked."""
    return np.where(who, answer.astype("float32"), np.float32("nan"))


def _mapped(kinds: Array, values: dict[str, float]) -> Array:
    """The value of each of `kinds`."""
    names, codes = np.unique(np.asarray(kinds, dtype=str), return_inverse=True)
    return np.array([values[name] for name in names])[codes]
