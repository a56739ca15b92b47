"""Providers and users on the same questions (claim C5): efficiency, transparency, accessibility.

In: the questionnaires of officials, students and patients, with three items a quality that are asked
alike of all. Out: how many in each group see a quality, and how far officials and users of their sector
lie apart (means, Cliff's delta). Officials and users are independent samples; neither has seen the
other's answers. How the odds of a higher satisfaction differ is in `analysis.service_satisfaction`, what
constrains users in `analysis.service_constraints`, how services differ in `analysis.service_variation`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, source, value

from analysis.charts import dumbbell
from analysis.dominance import cliffs_delta_between
from analysis.estimates import as_number, row_of
from analysis.exhibits import Chart
from analysis.multiplicity import SIDES, adjusted
from analysis.numbers import Number
from analysis.printing import adjusted_p, family_note, printed
from analysis.respondents import GROUPS, MIDPOINT, QUALITIES, by_group, items, stacked
from analysis.scales import reliability, scores
from analysis.survey import differences_between, means, shares
from analysis.theme import book_table
from analysis.wording import leaning

SCALES = {quality: items(quality) for quality in QUALITIES}
CALLED = {"officials": "providers", "students": "students", "patients": "patients"}
"""What the results' names call each group."""
USERS_OF = {"education": "students", "health": "patients"}
"""The users whom officials of each sector serve."""
APART = (
    "less favourably than",
    "neither clearly less nor clearly more favourably than",
    "more favourably than",
)
"""Words for a difference, providers less users: its interval below zero, holding zero, above it."""

Parameters = dict[str, dict[str, Any]]


@parameterize(**by_group("quality"))
def quality(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The {group} with their scores of perceived quality, from 1 to 5, missing where few items are answered.

    One row per respondent: the columns of the table, one for each of `QUALITIES`, `quality`, the mean
    of the nine items, and for each quality whether its score lies above the midpoint.
    """
    every = {**SCALES, "quality": [item for scale in SCALES.values() for item in scale]}
    scored = scores(answers, every)
    above = {
        f"{name}_seen": scored[name].gt(MIDPOINT).astype(float).where(scored[name].notna())
        for name in QUALITIES
    }
    return answers.assign(**scored, **above)


@parameterize(
    **{
        f"share_{CALLED[group]}_{name}": {
            **by_group("any", "quality_{group}", (group,))[f"any_{group}"],
            "name": value(name),
        }
        for group in GROUPS
        for name in QUALITIES
    }
)
def share_seeing(answers: pd.DataFrame, group: str, name: str) -> Number:
    """Share of the {group} whose score of {name} lies above the midpoint of the scale (%)."""
    return as_number(shares(answers, f"{name}_seen", answers=[1.0]).iloc[0], "percent")


def providers_seeing(quality_officials: pd.DataFrame) -> pd.DataFrame:
    """Share of officials above the midpoint of each quality, the largest first. One row per quality (`item`)."""
    seen = {f"{name}_seen": name for name in QUALITIES}
    rows = shares(quality_officials, list(seen), answers=[1.0])
    named = rows.assign(item=rows["item"].map(seen))
    return named.sort_values(["estimate", "item"], ascending=[False, True], ignore_index=True)


def names_quality_seen_most(providers_seeing: pd.DataFrame) -> str:
    """The quality that the most officials see: its name."""
    return str(providers_seeing["item"].iloc[0])


def share_quality_seen_most(providers_seeing: pd.DataFrame) -> Number:
    """Share of officials who see the quality that the most of them see (%)."""
    return as_number(providers_seeing.iloc[0], "percent")


def tbl_service_delivery_providers(providers_seeing: pd.DataFrame) -> GT:
    """Share of officials above the midpoint of each quality, with its interval and n."""
    cells = printed(providers_seeing, "percent", name="Share, %")
    shown = pd.concat([providers_seeing["item"].str.capitalize().rename("Quality"), cells], axis=1)
    table = book_table(shown, rowname_col="Quality").tab_stubhead("Quality")
    return table.cols_align("right", list(cells.columns))


def _by_sector(prefix: str) -> Parameters:
    """Node names `prefix_education` and `prefix_health` with officials, their users and the sector."""
    return {
        f"{prefix}_{sector}": {
            "officials": source("quality_officials"),
            "users": source(f"quality_{users}"),
            "sector": value(sector),
        }
        for sector, users in USERS_OF.items()
    }


@parameterize(**_by_sector("quality_differences"))
def quality_differences(officials: pd.DataFrame, users: pd.DataFrame, sector: str) -> pd.DataFrame:
    """Mean scores of officials in {sector} less those of their users, in points of the scale.

    One row per quality (`item`), as `differences_between` gives them.
    """
    inside = officials["sector"].eq(sector)
    first = means(officials, list(QUALITIES), where=inside)
    return differences_between(first, means(users, list(QUALITIES)), "item")


@parameterize(**_by_sector("quality_deltas"))
def quality_deltas(officials: pd.DataFrame, users: pd.DataFrame, sector: str) -> pd.DataFrame:
    """Cliff's delta of the scores of officials in {sector} over those of their users: a row per quality.

    Sectors are strata of the officials' sample, so that leaving the other out is no loss of design.
    """
    inside = officials[officials["sector"].eq(sector)]
    return cliffs_delta_between(inside, users, list(QUALITIES))


@parameterize(
    **{
        f"{prefix}_{name}_{sector}": {
            "rows": source(f"quality_{prefix}s_{sector}"),
            "name": value(name),
            "unit": value(unit),
        }
        for prefix, unit in {"difference": "points", "delta": "coefficient"}.items()
        for name in QUALITIES
        for sector in USERS_OF
    }
)
def quality_apart(rows: pd.DataFrame, name: str, unit: str) -> Number:
    """How far officials lie above their users in {name}, in {unit} (Cliff's delta as a coefficient)."""
    return as_number(row_of(rows, item=name), unit, 2)


@parameterize(
    **{
        f"words_difference_{name}_{sector}": {"number": source(f"difference_{name}_{sector}")}
        for name in QUALITIES
        for sector in USERS_OF
    }
)
def words_difference(number: Number) -> str:
    """How officials judge a quality beside their users, as the interval allows: words."""
    return leaning(number, APART)


def quality_means(
    quality_officials: pd.DataFrame, quality_students: pd.DataFrame, quality_patients: pd.DataFrame
) -> pd.DataFrame:
    """Mean scores by sector and side. One row per sector, side (Providers, Users) and quality."""
    users = {"education": quality_students, "health": quality_patients}
    tables = []
    for sector, answers in users.items():
        inside = quality_officials["sector"].eq(sector)
        sides = {
            "Providers": means(quality_officials, list(QUALITIES), where=inside),
            "Users": means(answers, list(QUALITIES)),
        }
        tables.append(stacked(sides).assign(sector=sector))
    return pd.concat(tables, ignore_index=True)


def fig_service_delivery_sides(quality_means: pd.DataFrame) -> Chart:
    """Mean scores of providers and users on three qualities, by sector, with 95% intervals."""
    rows = quality_means
    shown = pd.DataFrame(
        {
            "Quality": rows["item"].str.capitalize(),
            "Side": rows["group"],
            "Sector": rows["sector"].str.capitalize(),
            "Mean score, 1 to 5": rows["estimate"],
            "Low": rows["low"],
            "High": rows["high"],
            "n": rows["n"],
        }
    )
    return dumbbell(
        shown,
        label="Quality",
        group="Side",
        value="Mean score, 1 to 5",
        low="Low",
        high="High",
        panel="Sector",
    )


def tbl_service_delivery_sides(
    quality_differences_education: pd.DataFrame,
    quality_differences_health: pd.DataFrame,
    quality_deltas_education: pd.DataFrame,
    quality_deltas_health: pd.DataFrame,
) -> GT:
    """Providers less users by sector and quality: points, Cliff's delta, and adjusted p-values."""
    rows = stacked(
        {"education": quality_differences_education, "health": quality_differences_health}
    )
    deltas = stacked({"education": quality_deltas_education, "health": quality_deltas_health})
    rows = adjusted(rows.assign(family=SIDES))
    points = printed(rows, "points", 2, name="Difference, points").join(adjusted_p(rows))
    delta = printed(deltas, "coefficient", 2, name="Cliff's delta")
    named = pd.DataFrame(
        {"sector": rows["group"].str.capitalize(), "Quality": rows["item"].str.capitalize()}
    )
    shown = pd.concat([named, points, delta[["Cliff's delta"]]], axis=1)
    table = book_table(shown, rowname_col="Quality", groupname_col="sector").tab_stubhead("Quality")
    table = table.cols_align("right", list(shown.columns[2:]))
    return table.tab_source_note(family_note(rows))


def tbl_service_delivery_reliability(
    quality_officials: pd.DataFrame, quality_students: pd.DataFrame, quality_patients: pd.DataFrame
) -> GT:
    """Cronbach's alpha and McDonald's omega of the three scales in each group, with intervals."""
    tables = (quality_officials, quality_students, quality_patients)
    groups = ("officials", "students", "patients")
    found = {g: reliability(table, SCALES) for g, table in zip(groups, tables, strict=True)}
    rows = stacked(found)
    cells = printed(rows, "coefficient", 2, name="Estimate")
    named = rows[["group", "scale", "coefficient"]].map(str.capitalize)
    shown = pd.concat([named, cells], axis=1)
    labels = {"scale": "Scale", "coefficient": "Coefficient"}
    table = book_table(shown, groupname_col="group").cols_label(labels)
    return table.cols_align("right", list(cells.columns))
