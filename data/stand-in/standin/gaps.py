"""Item non-response: most of it at random, some of it explained by a column that is always there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from standin.people import People
from standin.truths import planted


def add_gaps(asked: People, columns: list[str]) -> None:
    """Empty some cells of `columns`, the questions that a person may leave out."""
    truths = planted()["gaps"]
    chances = {name: np.full(len(asked.answers), truths["at_random"]) for name in columns}
    for rule in truths["by"]:
        if rule["column"] in chances and rule["on"] in asked.answers:
            on = asked.answers[rule["on"]]
            chances[rule["column"]] = on.map(rule).to_numpy(dtype=float)
    for name, chance in chances.items():
        left_out = asked.draws.uniform(f"gap {name}") < chance
        column = asked.answers[name]
        if pd.api.types.is_numeric_dtype(column):
            column = column.astype("float32")
        asked.answers[name] = column.mask(left_out)
