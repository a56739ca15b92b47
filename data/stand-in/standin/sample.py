"""Who is asked: strata, institutions, and how many in each.

Institutions are drawn with probability proportional to their size and take the same number of
people, so within a stratum people differ in their chances by their kind only (`people`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from standin.truths import Truths

WITHIN_STRATUM = ("population", "urban", "access")


def sample(design: Truths, scale: int = 1) -> pd.DataFrame:
    """One row per person asked: columns of the stratum, cluster, institution, district.

    `scale` multiplies the institutions of each stratum.
    """
    clusters = _clusters(design, scale)
    people = clusters.loc[clusters.index.repeat(clusters["take"])].reset_index(drop=True)
    size = people.groupby("stratum")["cluster"].transform("size")
    return people.assign(base_weight=people["population"] / size)


def everyone(design: Truths, size: int) -> pd.DataFrame:
    """One row per person of a population of `size`, shared out to the strata as they are large."""
    strata = pd.DataFrame(design["strata"])
    shares = strata["population"] / strata["population"].sum()
    number = np.diff(np.round(size * np.cumsum([0, *shares])).astype(int))
    frame = strata.loc[strata.index.repeat(number)].reset_index(drop=True)
    frame["district"] = frame["districts"].str[0]
    frame["institution"] = frame["kind"]
    return frame.assign(cluster=np.arange(len(frame)), base_weight=1.0)


def _clusters(design: Truths, scale: int) -> pd.DataFrame:
    """One row per institution drawn, with how many it takes."""
    each = design["clusters"] * scale
    strata = pd.DataFrame(design["strata"])
    frame = strata.loc[strata.index.repeat(each)].reset_index(drop=True)
    order = frame.groupby("stratum").cumcount()
    number = frame.groupby("kind").cumcount() + 1
    takes = np.resize(design["take"], len(frame))
    return frame.assign(
        cluster=np.arange(len(frame)),
        take=takes,
        institution=frame["kind"] + "-" + number.astype(str).str.zfill(2),
        district=[
            names[place % len(names)]
            for names, place in zip(frame["districts"], order, strict=True)
        ],
    ).drop(columns=["districts", "kind"])
