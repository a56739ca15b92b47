"""Results of proportional-odds models as readers want them: odds ratios, and words on the assumption."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimates import row_of

SIGNIFICANT = 0.05
"""The customary level of a test, used where a model's assumption is tested and nowhere else."""


def as_ratio(row: pd.Series) -> pd.Series:
    """A row of estimates in log odds as odds ratios."""
    ratio = row.copy()
    ratio[["estimate", "low", "high"]] = np.exp(row[["estimate", "low", "high"]].astype(float))
    return ratio


def words_proportional(test: pd.DataFrame, main: str, called: str) -> str:
    """What Brant's test says of the assumption: words.

    Its last row is on all terms together. Where the clusters are too few for that, `main` is tested
    alone, the term that the model is about, which a reader knows as `called`.
    """
    whole, alone = test.iloc[-1], row_of(test, term=main)
    if pd.notna(whole["p"]):
        return _borne_out(whole)
    if pd.isna(alone["p"]):
        return "cannot be tested with these data"
    return (
        f"cannot be tested for all terms at once, as the institutions are too few; for {called} "
        f"alone it {_borne_out(alone)}"
    )


def _borne_out(row: pd.Series) -> str:
    """The verdict of one row of the test, and its degrees of freedom: a test of as many differences as it has is blunt."""
    found = row["p"] < SIGNIFICANT
    degrees = " and ".join(f"{row[name]:.0f}" for name in ("df1", "df2"))
    blunt = not found and row["df2"] <= row["df1"]
    gross = ", which finds only gross departures" if blunt else ""
    return f"is not {'borne out' if found else 'contradicted'} (F with {degrees} degrees of freedom{gross})"
