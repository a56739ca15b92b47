"""Results of proportional-odds models as readers want them: odds ratios, and words on the assumption."""

from __future__ import annotations

import numpy as np
import pandas as pd

SIGNIFICANT = 0.05
"""The customary level of a test, used where a model's assumption is tested and nowhere else."""


def as_ratio(row: pd.Series) -> pd.Series:
    """A row of estimates in log odds as odds ratios."""
    ratio = row.copy()
    ratio[["estimate", "low", "high"]] = np.exp(row[["estimate", "low", "high"]].astype(float))
    return ratio


def words_proportional(test: pd.DataFrame) -> str:
    """What Brant's test, whose last row is on all terms together, says of the assumption: words."""
    p = test["p"].iloc[-1]
    if pd.isna(p):
        return "cannot be tested with these data"
    return "is not borne out" if p < SIGNIFICANT else "is not contradicted"
