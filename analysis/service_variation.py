"""Whether what people perceive varies with the service and its context (claim C13): in one measure.

In: scores of perceived quality of those who used a service, which service they spoke of, and where. Out:
the mean for each service, and omega squared, the share of the variance that lies between services,
between districts, between town and country, and between the sectors (`analysis.variance_share`). Who
speaks of which service, and where, is not drawn by lot.
"""

from __future__ import annotations

from math import isfinite

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import group as gathered
from hamilton.function_modifiers import parameterize, source, value

from analysis.disclosure import SUPPRESSION_THRESHOLD, told_number, told_of_parts
from analysis.estimate_charts import estimate_forest
from analysis.estimates import as_number
from analysis.exhibits import Chart
from analysis.numbers import Number
from analysis.printing import INTERVAL, NOT_GIVEN
from analysis.respondents import USERS, by_group, stacked
from analysis.survey import means
from analysis.theme import book_table
from analysis.variance_share import omega_squared

FEWEST = 10
"""A service of which fewer respondents speak is left out: its mean would say little."""

PARTED = {
    "services": ("main_service", USERS),
    "sectors": ("sector", ("officials",)),
    "districts": ("district", USERS),
    "residence": ("residence", USERS),
}
"""What the variance is parted by: the end of the results' names, the column, and who is asked of it."""
ASKED = [(part, group) for part, (_, groups) in PARTED.items() for group in groups]
"""Each part, and each group that is asked of it."""
SAID = {
    "services": "Between services",
    "sectors": "Between education and health",
    "districts": "Between districts",
    "residence": "Between town and country",
}
"""What a reader calls the parts."""


@parameterize(**by_group("quality_by_service", "quality_{group}", USERS))
def quality_by_service(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Mean perceived quality of each service that enough {group} speak of, the highest first.

    One row per service (`main_service`).
    """
    table = means(answers, "quality", by="main_service")
    kept = table[table["n"] >= max(FEWEST, SUPPRESSION_THRESHOLD)]
    return kept.sort_values("estimate", ascending=False, ignore_index=True)


@parameterize(
    **{
        name: {**which, "by": value(by)}
        for part, (by, groups) in PARTED.items()
        for name, which in by_group(f"variation_between_{part}", "quality_{group}", groups).items()
    }
)
def variation_between(answers: pd.DataFrame, group: str, by: str) -> Number:
    """Share of the variance of quality, as {group} perceive it, that lies between values of {by}."""
    return as_number(omega_squared(answers, "quality", by), "coefficient", 3)


def fig_service_delivery_services(
    quality_by_service_students: pd.DataFrame,
    quality_by_service_patients: pd.DataFrame,
    interventions: pd.DataFrame,
) -> Chart:
    """Mean perceived quality of each service, with 95% intervals, by group of users."""
    both = {"students": quality_by_service_students, "patients": quality_by_service_patients}
    rows = told_of_parts(stacked(both), "group")
    names = rows["main_service"].map(interventions.set_index("id")["name"]).rename("Service")
    group = rows["group"].str.capitalize().rename("Group")
    return estimate_forest(rows, names, group, value="Mean quality, 1 to 5", digits=1)


@parameterize(
    tbl_service_delivery_variation={
        "numbers": gathered(*(source(f"variation_between_{part}_{who}") for part, who in ASKED))
    }
)
def tbl_variation(numbers: list[Number]) -> GT:
    """Omega squared of perceived quality between services, sectors, districts, and town and country."""
    cells = [
        {
            "part": SAID[part],
            "Asked": group.capitalize(),
            "Omega squared": shown.printed if isfinite(shown.value) else NOT_GIVEN,
            INTERVAL: NOT_GIVEN if shown.low is None else shown.interval.printed,
            "n": NOT_GIVEN if shown.n is None else shown.base.printed,
            "Detectable": NOT_GIVEN if shown.detectable is None else f"{shown.detectable:.3f}",
        }
        for shown, (part, group) in zip(map(told_number, numbers), ASKED, strict=True)
    ]
    shown = pd.DataFrame(cells)
    table = book_table(shown, rowname_col="Asked", groupname_col="part").tab_stubhead("Asked")
    return table.cols_align("right", list(shown.columns[2:]))
