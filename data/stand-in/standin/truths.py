"""Reads what is planted, and turns what a social scientist writes into what a formula needs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Truths = Mapping[str, Any]
Array = NDArray[Any]

TRUTHS = Path(__file__).resolve().parent.parent / "truths.toml"
ITEMS_OF_A_SCALE = 3


@cache
def planted() -> Truths:
    """The content of `truths.toml`; not to be changed by who reads it."""
    return tomllib.loads(TRUTHS.read_text(encoding="utf-8"))


def loading(reliability: float, items: int = ITEMS_OF_A_SCALE) -> float:
    """The loading of parallel items whose sum has this reliability (Spearman and Brown, solved)."""
    return float(np.sqrt(reliability / (items - (items - 1) * reliability)))


def cut(scores: Array, cuts: Array | list[float]) -> Array:
    """The answers, 1 and up, to which unseen `scores` lead: one more than the cuts below them."""
    return (1 + np.searchsorted(np.asarray(cuts), scores)).astype("int8")


def cuts_for(shares: Array | list[float], means: Array, weights: Array) -> list[float]:
    """Where to cut unseen scores, normal with variance 1 and these `means`, to get the `shares`.

    One cut fewer than shares. The population is a mixture of cells of these weights, so each cut
    solves sum(weights * Phi(cut - means)) = cumulative share; by bisection.
    """
    low = np.full(len(shares) - 1, -12.0)
    high = -low
    target = np.cumsum(shares)[:-1]
    for _ in range(60):
        middle = (low + high) / 2
        below = weights @ norm.cdf(middle[None, :] - means[:, None])
        low, high = np.where(below < target, middle, low), np.where(below < target, high, middle)
    return [float(value) for value in (low + high) / 2]
