"""How a published statistic is found: by what it measures, of whom and when, never by its place in a file.

In: a table of published statistics. Out: the value of the one row that is meant. The numbers that a
chapter prints as they were published are declared by `statistic` and `rate` in its module.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import value

from analysis.readings import Parameters

KP, PAKISTAN = "Khyber Pakhtunkhwa", "Pakistan"
CENSUS = "2023 census"
LATEST_ICT, FORMER_ICT = "2024-25", "2018-19"
"""The latest survey of access to ICT, and the one that its press release compares it with."""
SEXES = {"male": "men and boys", "female": "women and girls"}


def statistic(
    indicator: str,
    geography: str,
    period: str,
    *,
    area: str = "total",
    sex: str = "total",
    unit: str = "count",
    digits: int = 0,
) -> Parameters:
    """Which row of a table of published statistics a number is, and how it is printed."""
    return {name: value(given) for name, given in locals().items()}


def rate(indicator: str, geography: str, period: str, *, digits: int = 1, **of: str) -> Parameters:
    """The same for a share in percent."""
    return statistic(indicator, geography, period, unit="percent", digits=digits, **of)


def published(
    statistics: pd.DataFrame,
    indicator: str,
    geography: str,
    period: str,
    area: str = "total",
    sex: str = "total",
) -> float:
    """The value of the one row that is meant. Raises LookupError unless there is exactly one."""
    meant = {
        "indicator": indicator,
        "geography": geography,
        "year_label": period,
        "area": area,
        "sex": sex,
    }
    at = pd.concat([statistics[column] == name for column, name in meant.items()], axis=1).all(
        axis=1
    )
    if at.sum() != 1:
        raise LookupError(f"{at.sum()} rows, not one, hold {', '.join(meant.values())}")
    return float(statistics.loc[at, "value"].iloc[0])
