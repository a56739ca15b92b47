"""Errors of a regression's coefficients where clusters are few: corrected, with degrees of freedom of their own.

In: what respondents contribute to the coefficients of a fit (their influence), and the information that
each cluster holds. Out: standard errors and degrees of freedom, one a coefficient. With few clusters the
linearised variance is too small, as residuals are smaller than errors, and it is surer of itself than
clusters less strata allow where a coefficient rests on a few of the clusters. Bell and McCaffrey (2002)
mend both: the scores of cluster g are multiplied by (I - S_g)^(-1/2), with S_g its share of the
information, which makes the variance unbiased under a working model ("CR2"; Pustejovsky and Tipton
2018), and the degrees of freedom are Satterthwaite's under that model. Clusters are centred within
strata, which moves the mean of the variance by about one in so many clusters; where it would fall short,
the variance is divided by it. The working model: errors are independent, their variances inverse to
the weights. It guides the correction only; the variance itself is that of the design, whatever the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.estimates import Values
from analysis.linearisation import Sample, summed

Inside: TypeAlias = NDArray[np.bool_]
Products: TypeAlias = Sequence[tuple[Values, Values, Values]]

WHOLE = 1e-9
"""A share of the information that near to 1: the coefficient rests on this cluster alone, as a dummy of one does."""


def corrected(sample: Sample, influence: Values, information: Values) -> tuple[Values, Values]:
    """Standard errors and degrees of freedom of the coefficients with these `influence`s, one each.

    `influence`: one row per respondent of the sample, one column per coefficient. `information`: a
    square matrix per cluster, whose sum is the inverse of the coefficients' covariance under the model.
    Missing for a coefficient that rests on one cluster: nothing shows how another would differ.
    """
    root = np.linalg.cholesky(np.linalg.inv(information.sum(axis=0)))
    share = root.T @ information @ root
    values, vectors = np.linalg.eigh(share)
    alone = values > 1 - WHOLE
    factor = np.where(alone, 0.0, 1 / np.sqrt(np.where(alone, 1.0, 1 - values)))
    grown = (vectors * factor[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    totals = summed(sample.cluster, influence, len(sample.stratum)) @ np.linalg.inv(root).T
    variance = np.diag(sample.covariance_of(np.einsum("gij,gj->gi", grown, totals) @ root.T))
    borne_alone = (((root @ vectors) ** 2) * alone[:, None, :]).sum(axis=(0, 2))
    seen = borne_alone < WHOLE * (root**2).sum(axis=1)
    moments = [
        _moments(sample, share, grown, row) if shown else (np.nan, np.nan)
        for row, shown in zip(root, seen, strict=True)
    ]
    mean, degrees = np.array(moments).T
    return np.sqrt(variance / np.minimum(mean, 1)), degrees


def information_by_cluster(sample: Sample, inside: Inside, products: Products) -> Values:
    """The information of each cluster: a square matrix each, from the respondents who are `inside`.

    It is the sum of L' w R over `products` (L, w, R), the rows of which are those respondents.
    """
    cluster, clusters = sample.cluster[inside], len(sample.stratum)
    width = products[0][0].shape[1]
    information = np.zeros((clusters, width, width))
    for left, weight, right in products:
        for one, other in np.ndindex(width, width):
            product = weight * left[:, one] * right[:, other]
            information[:, one, other] += np.bincount(cluster, product, clusters)
    return information


def _moments(sample: Sample, share: Values, grown: Values, row: Values) -> tuple[float, float]:
    """The mean of the variance of one coefficient, over the true one, and its degrees of freedom.

    The variance is u'Su, with u the scores of the clusters and S what centres them within strata; under
    the model its mean is tr SP and its degrees of freedom (tr SP)^2 / tr SPSP, with P the covariance of
    the scores. P = D - F F', with D diagonal and F a row per cluster, so that no matrix of clusters by
    clusters is needed.
    """
    apart = grown @ row
    f = np.einsum("gij,gj->gi", share, apart)
    d = (f * apart).sum(axis=1)
    stratum, sizes = sample.stratum, sample.sizes
    of_stratum, squares = (np.bincount(stratum, one, len(sizes)) for one in (d, d**2))
    centred = sample.centred(f) * sample.growth[stratum, None]
    inner = f.T @ centred
    expected = d.sum() - np.trace(inner)
    spread = (squares + (of_stratum**2 - squares) / np.maximum(sizes - 1, 1) ** 2).sum()
    spread += np.trace(inner @ inner) - 2 * np.trace((centred.T * d) @ centred)
    return expected / (row @ row), expected**2 / spread
