"""Codes of interview segments by two coders, whose agreement is planted. No text, codes only."""

from __future__ import annotations

import numpy as np
import pandas as pd

from standin.draws import Draws
from standin.services import listed
from standin.truths import Array, Truths, planted

CODERS = ("A", "B")
SECTOR = {
    "official education": "education",
    "official health": "health",
    "student": "education",
    "patient": "health",
}


def interview_codes(seed: int, scale: int = 1) -> pd.DataFrame:
    """One row per interview, segment and coder: both coders code every segment."""
    truths = planted()["interviews"]
    interviews = _interviews(truths, seed, scale)
    segments = interviews.loc[interviews.index.repeat(interviews["segments"])]
    segments = segments.reset_index(names="interview")
    draws = Draws(seed, "segments", segments["interview"].to_numpy())
    chosen = {
        name: _coded(code, interviews, segments["interview"].to_numpy(), draws, name)
        for name, code in truths["codes"].items()
    }
    order = segments.groupby("interview").cumcount() + 1
    sides = [
        segments.assign(
            segment=order,
            coder=coder,
            codes=listed({name: both[side] for name, both in chosen.items()}),
        )
        for side, coder in enumerate(CODERS)
    ]
    rows = pd.concat(sides).sort_values(["interview", "segment", "coder"], ignore_index=True)
    kept = ["interview_id", "respondent_group", "sector", "segment", "coder", "codes"]
    return rows[kept]


def copying(code: Truths, clumping: float) -> float:
    """How often a coder sees what is there, else codes at random, for the planted agreement.

    With prevalence p in an interview, alpha = 1 - (1 - c^2) E[p(1-p)] / (P(1-P)), where P = E[p];
    solved for c. E over the groups, equally many, and over interviews: p ~ Beta, sum `clumping`.
    """
    shares = np.array(code["prevalence"])
    within = (shares * (1 - shares)).mean() * clumping / (clumping + 1)
    overall = shares.mean() * (1 - shares.mean())
    squared = 1 - (1 - code["agreement"]) * overall / within
    if squared < 0:
        raise ValueError(f"prevalence differs too much for an agreement of {code['agreement']}")
    return float(np.sqrt(squared))


def _interviews(truths: Truths, seed: int, scale: int) -> pd.DataFrame:
    """One row per interview: id, group, sector, number of segments."""
    number = truths["each_group"] * scale
    group = np.repeat(truths["groups"], number)
    low, high = truths["segments"]
    draws = Draws(seed, "interviews", np.arange(len(group)))
    return pd.DataFrame(
        {
            "interview_id": [f"I{place:02d}" for place in range(1, len(group) + 1)],
            "respondent_group": group,
            "sector": [SECTOR[name] for name in group],
            "segments": draws.stream("segments").integers(low, high + 1, len(group)),
        }
    )


def _coded(
    code: Truths, interviews: pd.DataFrame, interview: Array, draws: Draws, name: str
) -> tuple[Array, Array]:
    """Whether coder A, and coder B, gives the code to each segment."""
    truths = planted()["interviews"]
    shares = dict(zip(truths["groups"], code["prevalence"], strict=True))
    mean = interviews["respondent_group"].map(shares).to_numpy(dtype=float)
    clumping = truths["clumping"]
    stream = draws.stream(name)
    prevalence = stream.beta(mean * clumping, (1 - mean) * clumping)[interview]
    there = stream.random(len(interview)) < prevalence
    sees = stream.random((2, len(interview))) < copying(code, clumping)
    guessed = stream.random((2, len(interview))) < prevalence
    first, second = np.where(sees, there, guessed)
    return first, second
