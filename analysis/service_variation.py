"""Whether what users perceive varies with the service (claim C13): by service, and in one measure.

In: scores of perceived quality of those who used a service, and which service they spoke of. Out: the
mean for each service, and omega squared, the share of the variance that lies between services
(`analysis.variance_share`). Who speaks of which service is not drawn by lot.
"""

from __future__ import annotations

import pandas as pd
from hamilton.function_modifiers import parameterize

from analysis.disclosure import SUPPRESSION_THRESHOLD
from analysis.estimate_charts import estimate_forest
from analysis.estimates import as_number
from analysis.exhibits import Chart
from analysis.numbers import Number
from analysis.respondents import USERS, by_group, stacked
from analysis.survey import means
from analysis.variance_share import omega_squared

FEWEST = 10
"""A service of which fewer respondents speak is left out: its mean would say little."""


@parameterize(**by_group("quality_by_service", "quality_{group}", USERS))
def quality_by_service(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Mean perceived quality of each service that enough {group} speak of, the highest first.

    One row per service (`main_service`).
    """
    table = means(answers, "quality", by="main_service")
    kept = table[table["n"] >= max(FEWEST, SUPPRESSION_THRESHOLD)]
    return kept.sort_values("estimate", ascending=False, ignore_index=True)


@parameterize(**by_group("variation_between_services", "quality_{group}", USERS))
def variation_between_services(answers: pd.DataFrame, group: str) -> Number:
    """Share of the variance of quality, as {group} perceive it, that lies between services."""
    return as_number(omega_squared(answers, "quality", "main_service"), "coefficient", 3)


def fig_service_delivery_services(
    quality_by_service_students: pd.DataFrame,
    quality_by_service_patients: pd.DataFrame,
    interventions: pd.DataFrame,
) -> Chart:
    """Mean perceived quality of each service, with 95% intervals, by group of users."""
    both = {"students": quality_by_service_students, "patients": quality_by_service_patients}
    rows = stacked(both)
    names = rows["main_service"].map(interventions.set_index("id")["name"]).rename("Service")
    group = rows["group"].str.capitalize().rename("Group")
    return estimate_forest(rows, names, group, value="Mean quality, 1 to 5", digits=1)
