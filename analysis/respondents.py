"""The words of the questionnaires that the topic modules share: who was asked, and what belongs together.

Out: groups and sets of items under their names in the codebook, the endings of results' names that
follow from the groups, and the points of the answer scale that the modules speak of.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from hamilton.function_modifiers import source, value

USERS = ("students", "patients")
GROUPS = (*USERS, "officials")
"""Who was asked, each in a table and a sample of its own: groups are compared, and never pooled."""

AGREE = (4, 5)
"""The answers, from 1 to 5, that count as agreement."""
MIDPOINT = 3.0
"""The middle of that scale: who scores above it leans to agreement."""

QUALITIES = ("efficiency", "transparency", "accessibility")
"""What is asked alike of users and of officials about the service that they have used most."""
YES = "yes"


def items(scale: str, number: int = 3) -> list[str]:
    """The columns that hold the items of a scale: ["efficiency_1", ...]."""
    return [f"{scale}_{place}" for place in range(1, number + 1)]


def by_group(
    prefix: str, table: str = "{group}", groups: tuple[str, ...] = GROUPS, **more: str
) -> dict[str, dict[str, Any]]:
    """Node names `prefix_students`, `prefix_patients`, ...; each gets `answers` and its `group`.

    `table` names the node that `answers` is: the group's own table, or one that is made of it; `more` are
    further values for the function.
    """
    fixed = {name: value(given) for name, given in more.items()}
    return {
        f"{prefix}_{group}": {
            "answers": source(table.format(group=group)),
            "group": value(group),
            **fixed,
        }
        for group in groups
    }


def stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Frames of estimates of several groups, one below the other, the group's name in `group`."""
    return pd.concat(
        [table.assign(group=name) for name, table in tables.items()], ignore_index=True
    )
