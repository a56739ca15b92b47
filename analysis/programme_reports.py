"""Figures that programmes, government and press report of themselves, each with its claimant.

In: the reported figures. Out: numbers and one table. Nothing here is a measurement of ours. Who
claims a figure is a judgement, and the rule by which it is made stands first: what the note on the
figure says, then what the notes on other figures from the same page say, and else no more than that
it was printed.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pandas as pd
from great_tables import GT, loc, style
from hamilton.function_modifiers import parameterize, value

from analysis.exhibits import base_line
from analysis.numbers import Number, count
from analysis.readings import Parameters
from analysis.theme import book_table

CLAIMANTS = {
    "claimed by the implementer's staff": "Staff of the implementer",
    "government advertisement": "Government, in an advertisement",
    "official page": "Government, on its own page",
    "government-reported": "Government, as quoted by the press",
}
"""What a note says of the origin of a figure, and whom the table then names. First match holds."""
NOT_NAMED = "Press report"
"""For a figure whose notes name no claimant: it was printed, and more is not known."""
AT_LEAST = re.compile(r"reported as (more than|over)\b")
"""How a note says that the source gives a lower bound."""
SOURCE_IN_LIST = "named in interventions.csv"
"""What the table shows for a figure without an address: its note says that the list names the
source, in the column `figures`."""

PORTAL_ALL = "Pakistan Citizen Portal, KP, all departments"
PORTAL_EDUCATION = "Pakistan Citizen Portal, KP, education"
PORTAL_NATIONAL = "Pakistan Citizen Portal, national"
MONITORING = "Independent Monitoring Unit, schools"
ADVERTISED, SATISFIED = "2021-07-13", "share of complainants satisfied"


def _figure(entity: str, indicator: str, as_of: str) -> Parameters:
    return {"entity": value(entity), "indicator": value(indicator), "as_of": value(as_of)}


FIGURES = {
    "reported_complaints_all": _figure(PORTAL_ALL, "complaints lodged", ADVERTISED),
    "reported_redressed_all": _figure(PORTAL_ALL, "share redressed", ADVERTISED),
    "reported_satisfied_all": _figure(PORTAL_ALL, SATISFIED, ADVERTISED),
    "reported_complaints_education": _figure(PORTAL_EDUCATION, "complaints lodged", ADVERTISED),
    "reported_redressed_education": _figure(PORTAL_EDUCATION, "share redressed", ADVERTISED),
    "reported_satisfied_education": _figure(PORTAL_EDUCATION, SATISFIED, ADVERTISED),
    "reported_satisfied_all_2022": _figure(PORTAL_ALL, SATISFIED, "2022-12-09"),
    "reported_complaints_by_women": _figure(
        PORTAL_NATIONAL, "share of complaints lodged by women", "about 2019-12"
    ),
    "reported_absence_march": _figure(MONITORING, "teacher absence", "2014-03"),
    "reported_absence_may": _figure(MONITORING, "teacher absence", "2014-05"),
    "reported_presence_2013": _figure(MONITORING, "teacher presence", "2013"),
    "reported_presence_2018": _figure(MONITORING, "teacher presence", "2018"),
}
"""Reported figures that the prose speaks of: programme, what was counted, and when."""


@parameterize(**FIGURES)
def reported_figure(
    programme_figures: pd.DataFrame, entity: str, indicator: str, as_of: str
) -> Number:
    """{entity}: {indicator}, {as_of}, as reported, not verified."""
    meant = {"entity": entity, "indicator": indicator, "as_of": as_of}
    at = (programme_figures[list(meant)] == pd.Series(meant)).all(axis=1)
    if at.sum() != 1:
        raise LookupError(f"{at.sum()} reported figures, not one, are {', '.join(meant.values())}")
    row = programme_figures[at].iloc[0]
    return _number(row["value"], row["unit"])


def _number(reported: float, unit: str) -> Number:
    """A reported figure with as many digits as it was reported with: none, or one."""
    return Number(reported, unit, 0 if float(reported).is_integer() else 1)


def reported_figures(programme_figures: pd.DataFrame) -> pd.DataFrame:
    """Every reported figure with its claimant and the address of its source.

    One row per figure: entity, indicator, as_of, printed (value with unit), claimant, address
    (missing where the list of interventions names the source).
    """
    notes = programme_figures["note"].fillna("")
    figures = zip(programme_figures["value"], programme_figures["unit"], notes, strict=True)
    columns = {"source_url": "address"}
    rows = programme_figures[["entity", "indicator", "as_of", "source_url"]].rename(columns=columns)
    return rows.assign(
        printed=[_printed(*figure) for figure in figures],
        claimant=_claimants(notes, rows["address"]),
    )


def _claimants(notes: pd.Series, addresses: pd.Series) -> pd.Series:
    """The claimant of each figure: by its own note, else by another note on the same page."""
    own = notes.map(_claimant_named)
    by_page = own.groupby(addresses).transform("first")
    return own.fillna(by_page).fillna(NOT_NAMED)


def _claimant_named(note: str) -> str | None:
    """The claimant that a note names, if it names one."""
    return next((claimant for words, claimant in CLAIMANTS.items() if words in note), None)


def _printed(reported: float, unit: str, note: str) -> str:
    """A reported figure as the table shows it: "94%", "over 1,700"."""
    bound = "over " if AT_LEAST.search(note) else ""
    return f"{bound}{_number(reported, unit).printed}"


def count_reported_figures(reported_figures: pd.DataFrame) -> Number:
    """Figures in the table of reported figures."""
    return count(len(reported_figures))


def count_reported_unnamed(reported_figures: pd.DataFrame) -> Number:
    """Reported figures of which no more is known than that the press printed them."""
    unnamed = reported_figures["claimant"] == NOT_NAMED
    return count(unnamed.sum(), n=len(reported_figures))


def tbl_interventions_programme_figures(reported_figures: pd.DataFrame) -> GT:
    """Figures that programmes, government and press report, each with claimant and source."""
    links = reported_figures["address"].map(_link, na_action="ignore").fillna(SOURCE_IN_LIST)
    shown = reported_figures.assign(source=reported_figures["claimant"] + " (" + links + ")")
    columns = ["entity", "indicator", "printed", "as_of", "source"]
    return (
        book_table(shown[columns], rowname_col="indicator", groupname_col="entity")
        .tab_stubhead("Reported")
        .cols_label(printed="Figure", as_of="As of", source="Claimant and source")
        .fmt_markdown("source")
        .cols_align("right", ["printed", "as_of"])
        .cols_align("left", "source")
        .tab_style(style.css("white-space: nowrap"), loc.body(["printed", "as_of"]))
        .tab_source_note(base_line(shown, "figures"))
    )


def _link(address: str) -> str:
    """A link in Markdown that reads as the site it leads to."""
    site = str(urlsplit(address).hostname).removeprefix("www.")
    return f"[{site}](<{address}>)"
