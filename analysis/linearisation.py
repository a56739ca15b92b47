"""Variances under the design of a survey, by Taylor linearisation.

In: respondents with their stratum, cluster (institution) and weight. Out: the variance of weighted
totals of scores, from which `analysis.survey` and the models make their standard errors.

Clusters are taken as drawn with replacement within strata, as R's `survey` does without a finite
population correction: V = sum over strata of n / (n - 1) * sum over clusters of (z - mean z)^2, with
z the total of the linearised scores in a cluster and n the clusters of the stratum (Lumley 2010,
chapters 2 and 3; on linearisation Särndal, Swensson and Wretman 1992, section 5.5). A domain is the whole sample
with scores of zero outside it, so a cluster without a member of the domain counts, as zero.

A stratum with one cluster shows nothing of how clusters differ in it, and stops (`LONE_STRATA`). Where fieldwork
leaves such strata they can be collapsed in the table, or taken in with the total of their cluster set against
nought, which is the mean of the scores over all strata: R's `survey.lonely.psu = "adjust"`. That adds what
sets the stratum apart to its variance, which errs to the safe side, and no degree of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DesignError

Codes = NDArray[np.intp]
Values = NDArray[np.float64]

REFUSED, ADJUSTED = "refused", "adjusted"
LONE_STRATA = REFUSED
"""What becomes of strata with one cluster: `REFUSED` stops, `ADJUSTED` sets them against the mean of all."""
SHOWN_NAMES = 5
OUTSIDE = -1
"""The group of a respondent who belongs to none."""


@dataclass(frozen=True, slots=True)
class Design:
    """The columns that hold the design: stratum, cluster (first-stage unit) and weight."""

    stratum: str
    cluster: str
    weight: str


SURVEY = Design(stratum="stratum", cluster="institution", weight="weight")
"""The design of the three questionnaires."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The respondents of a table as codes: cluster and weight of each, stratum of each cluster."""

    cluster: Codes
    weight: Values
    stratum: Codes
    sizes: Codes
    """Clusters in each stratum."""

    @classmethod
    def of(cls, frame: pd.DataFrame, design: Design = SURVEY) -> Sample:
        """The sample in `frame`. Raises DesignError if no variance can be had from its design."""
        weight = _weights(frame, design.weight)
        strata, names = pd.factorize(_complete(frame, design.stratum))
        within, found = pd.factorize(_complete(frame, design.cluster))
        cluster, pairs = pd.factorize(strata.astype(np.int64) * max(len(found), 1) + within)
        stratum = pairs // max(len(found), 1)
        sizes = np.bincount(stratum, minlength=len(names))
        if LONE_STRATA != ADJUSTED:
            _refuse_single(names[sizes < 2], design)
        return cls(cluster, weight, stratum, sizes)

    def covariance(self, scores: Values) -> Values:
        """Covariance of the totals of `scores`, one column each: a square matrix."""
        return self.covariance_of(summed(self.cluster, scores, len(self.stratum)))

    def covariance_of(self, totals: Values) -> Values:
        """The same from the totals of the clusters: one row per cluster, one column per score."""
        apart = self.centred(totals) * np.sqrt(self.growth)[self.stratum, None]
        return apart.T @ apart

    @property
    def growth(self) -> Values:
        """What the squares of each stratum are multiplied by: n / (n - 1), and 1 where n is 1."""
        return self.sizes / np.maximum(self.sizes - 1, 1)

    def centred(self, totals: Values) -> Values:
        """Totals of clusters less the mean of their stratum, or nought if the stratum is one cluster."""
        means = summed(self.stratum, totals, len(self.sizes)) / self._counted[:, None]
        return totals - means[self.stratum]

    @property
    def _counted(self) -> Values:
        """Clusters that the mean of each stratum is taken over: of one alone the mean counts as nought."""
        return np.where(self.sizes > 1, self.sizes, np.inf)

    def variances(self, group: Codes, groups: int, scores: Values) -> Values:
        """Variance of the totals of `scores` in each group: one row a group, one column a score.

        `group` is the code of each respondent's group, or `OUTSIDE`. Time grows with respondents,
        not with clusters times groups: only the pairs that occur are summed.
        """
        pair, pairs = self._pairs(group, groups)
        cluster, owner = np.divmod(pairs, groups)
        totals = summed(pair, scores[group != OUTSIDE], len(pairs))
        cell, shape = self.stratum[cluster] * groups + owner, (len(self.sizes), groups)
        means = summed(cell, totals, len(self.sizes) * groups)
        means /= np.repeat(self._counted, groups)[:, None]
        squares = summed(cell, (totals - means[cell]) ** 2, len(means))
        absent = self.sizes[:, None] - np.bincount(cell, minlength=len(means)).reshape(shape)
        squares += absent.reshape(-1, 1) * means**2
        squares *= np.repeat(self.growth, groups)[:, None]
        return squares.reshape(*shape, scores.shape[1]).sum(axis=0)

    def degrees(self, group: Codes, groups: int) -> Codes:
        """Degrees of freedom of each group: clusters less strata that have a member of it.

        Korn and Graubard (1990); R's `degf` of a subset.
        """
        cluster, owner = np.divmod(self._pairs(group, groups)[1], groups)
        strata = np.unique(self.stratum[cluster] * groups + owner) % groups
        return np.bincount(owner, minlength=groups) - np.bincount(strata, minlength=groups)

    def _pairs(self, group: Codes, groups: int) -> tuple[Codes, Codes]:
        """Code of the pair of cluster and group of each respondent inside a group, and the pairs."""
        inside = group != OUTSIDE
        return pd.factorize(self.cluster[inside].astype(np.int64) * groups + group[inside])


@dataclass(frozen=True, slots=True, eq=False)
class Linearised:
    """Estimates and what each respondent contributes to them, to the first order.

    `influence` has a row per respondent and a column per estimate: the respondent's weight times the
    derivative of the estimate with respect to it (Deville 1999). The design variance of an estimate
    is that of the total of its column. Sums, differences and products follow the rules of calculus.
    """

    value: Values
    influence: Values

    def __add__(self, other: Linearised) -> Linearised:
        return Linearised(self.value + other.value, self.influence + other.influence)

    def __sub__(self, other: Linearised) -> Linearised:
        return Linearised(self.value - other.value, self.influence - other.influence)

    def __mul__(self, other: Linearised) -> Linearised:
        slope = self.influence * other.value + other.influence * self.value
        return Linearised(self.value * other.value, slope)

    def __getitem__(self, places: slice | list[int] | Codes) -> Linearised:
        """The estimates in these places."""
        return Linearised(self.value[places], self.influence[:, places])

    def sum(self) -> Linearised:
        """Their sum, as one estimate."""
        return Linearised(self.value.sum(keepdims=True), self.influence.sum(axis=1, keepdims=True))


def summed(code: Codes, values: Values, codes: int) -> Values:
    """The sum of each column of `values` by code: one row per code."""
    columns = [np.bincount(code, weights=column, minlength=codes) for column in values.T]
    return np.stack(columns, axis=1).astype(float) if columns else np.empty((codes, 0))


def _complete(frame: pd.DataFrame, name: str) -> pd.Series:
    """Column `name` of `frame`. Raises DesignError if it is not there or has gaps."""
    if name not in frame:
        raise DesignError(f"the table has no column {name!r}; name its columns in a `Design`")
    gaps = int(frame[name].isna().sum())
    if gaps:
        raise DesignError(
            f"{name!r} is missing for {gaps} of {len(frame)} respondents: the design must be known "
            "for all of them; fill it in from the sampling list"
        )
    return frame[name]


def _weights(frame: pd.DataFrame, name: str) -> Values:
    """The weights. Raises DesignError unless all are finite and more than zero."""
    weight = _complete(frame, name).to_numpy(dtype=float)
    wrong = ~(np.isfinite(weight) & (weight > 0))
    if wrong.any():
        raise DesignError(
            f"{name!r} of {int(wrong.sum())} of {len(weight)} respondents is not a positive number "
            f"(the first: {weight[wrong][0]:g}, row {int(np.argmax(wrong)) + 1}); a weight says for "
            "how many people a respondent stands, so correct it, or exclude the respondent by a rule"
        )
    return weight


def _refuse_single(names: pd.Index, design: Design) -> None:
    """Raise DesignError about strata that have one cluster."""
    if len(names):
        shown = ", ".join(sorted(map(repr, map(str, names)))[:SHOWN_NAMES])
        more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        raise DesignError(
            f"one {design.cluster} only in {design.stratum} {shown}{more}: nothing shows how "
            "clusters differ within it; collapse it with the stratum most like it, before the answers "
            f"are looked at, by giving both one name in {design.stratum!r}; or, if fieldwork lost the others, "
            "set LONE_STRATA in analysis/linearisation.py to ADJUSTED, which takes it in on the safe side"
        )
