"""Samples and the population, with scores, and 0 and 1 for what the quantities are about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

import numpy as np
import pandas as pd
from standin.interviews import interview_codes
from standin.services import SEPARATOR
from standin.tables import respondents, whole
from standin.truths import ITEMS_OF_A_SCALE, planted

from analysis.scales import scores

GROUPS = ("students", "patients", "officials")
INTERVIEWS = "interview_codes"


def _items(scale: str) -> list[str]:
    return [f"{scale}_{item}" for item in range(1, ITEMS_OF_A_SCALE + 1)]


SERVICE = {scale: _items(scale) for scale in planted()["quality"]["reliability"]}
CULTURE = {scale: _items(scale) for scale in planted()["culture"]["scales"]}
SKILL: dict[str, list[str]] = {"skill": planted()["skill"]["items"]}

Tables: TypeAlias = Mapping[str, pd.DataFrame]


def sample(seed: int) -> Tables:
    """One sample of each group, with gaps, as fieldwork would bring it home, and its interviews."""
    asked = {group: prepared(group, respondents(group, seed)) for group in GROUPS}
    interviews = interview_codes(seed)
    codes = interviews["codes"].str.split(SEPARATOR).map(tuple)
    return {**asked, INTERVIEWS: interviews.assign(codes=codes)}


@cache
def population() -> Tables:
    """The population of each group, without gaps: what is planted is read off it."""
    seed, size = planted()["population"]["seed"], planted()["population"]["size"]
    return {group: prepared(group, whole(group, seed, size)) for group in GROUPS}


def prepared(group: str, answers: pd.DataFrame) -> pd.DataFrame:
    """The answers of `group`, with columns that the quantities need: one row per respondent."""
    items = {**SERVICE, **SKILL, **(CULTURE if group == "officials" else {})}
    user = answers["used"] != ""
    access = answers[["access_device", "access_internet"]]
    known = access.notna().all(axis=1)
    shut_out = (access["access_device"] == "none") | (access["access_internet"] == "never")
    more = {
        "user": user.astype(float),
        "use": np.where(user, "user", "no user"),
        "shut_out": shut_out.astype(float).where(known),
        "reach": pd.Series(np.where(shut_out, "shut out", "connected")).where(known),
        "excluded": (shut_out & ~user).astype(float).where(known),
        "aware": (answers["aware_of"] != "").astype(float),
        "constrained": (answers["constraints"] != "").astype(float),
        "cost": answers["constraints"].str.split(SEPARATOR).map(lambda met: float("cost" in met)),
        "lessons": _is(answers["main_service"], "home-learning-portal"),
        "insurance": _is(answers["main_service"], "sehat-card-plus"),
        "asked_less_discussed": _is(answers["consultative_asked"], "yes")
        - _is(answers["participatory_discussed"], "yes"),
    }
    scored = scores(answers, items)
    above = {f"{scale}_above": _above_middle(scored[scale]) for scale in scored}
    return answers.assign(**more, **scored, **above)


def _is(answers: pd.Series, one: str) -> pd.Series:
    """1 where the answer is `one`, 0 where it is another, missing where there is none."""
    return (answers == one).astype(float).where(answers.notna())


def _above_middle(score: pd.Series) -> pd.Series:
    return (score > 3).astype(float).where(score.notna())
