"""Random numbers by name: a new question changes the answers to no other."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np

from standin.truths import Array


class Draws:
    """The random numbers of one table; each `name` has a stream of its own."""

    def __init__(self, seed: int, table: str, clusters: Array) -> None:
        """Draws for one row per element of `clusters`, the number of each row's cluster."""
        self.seed, self.table, self.clusters = seed, table, clusters
        self.rows = len(clusters)

    def stream(self, name: str) -> np.random.Generator:
        """The generator that only `name` of this table uses."""
        key = zlib.crc32(f"{self.table}/{name}".encode())
        return np.random.default_rng(np.random.SeedSequence([self.seed, key]))

    def normal(self, name: str) -> Array:
        """Independent standard normal scores, one a row."""
        return self.stream(name).standard_normal(self.rows)

    def uniform(self, name: str) -> Array:
        """Independent numbers between 0 and 1, one a row."""
        return self.stream(name).random(self.rows)

    def clustered(self, name: str, icc: float) -> Array:
        """Standard normal scores, of whose variance the share `icc` lies between clusters."""
        stream = self.stream(name)
        between = stream.standard_normal(int(self.clusters.max()) + 1)[self.clusters]
        return np.sqrt(icc) * between + np.sqrt(1 - icc) * stream.standard_normal(self.rows)

    def choice(self, name: str, shares: Mapping[str, Array]) -> Array:
        """One of the keys of `shares` a row, with the probabilities of that row."""
        steps = np.cumsum(np.column_stack(list(shares.values())), axis=1)
        drawn = (self.uniform(name)[:, None] * steps[:, -1:] > steps[:, :-1]).sum(axis=1)
        return np.array(list(shares), dtype=object)[drawn]
