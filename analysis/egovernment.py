"""Pakistan in the UN E-Government Surveys: development, services, participation, rank.

In: the indices of every survey since 2003, for states and for unweighted means of groups of states.
Out: numbers and figures of the chapter on context. Three warnings go with every reading: `osi` of
the surveys up to 2008 is the Web Measure Index; how participation (`epi`) is measured changes from
survey to survey, so the distance between the two describes and does not measure; and the surveys
are not a year apart. The indices are published totals, so nothing here carries an interval.
"""

from __future__ import annotations

from itertools import product

import pandas as pd
from hamilton.function_modifiers import parameterize, value
from plotnine import (
    aes,
    geom_text,
    labs,
    scale_y_continuous,
    scale_y_reverse,
)

from analysis.exhibits import Chart, base_line
from analysis.numbers import Number, count
from analysis.readings import Parameters
from analysis.theme import PAIR_COLOURS, SERIES_COLOURS, SMALL
from analysis.time_charts import small_multiples
from analysis.wording import compared, joined, ordinal

PLACES = {
    "pakistan": "Pakistan",
    "southern_asia": "Southern Asia average",
    "world": "World average",
}
"""What each series is called in a number's name and in the data."""
INDICES = ("egdi", "osi", "tii", "hci", "epi")
COMPONENTS = {
    "osi": "online services",
    "tii": "telecommunication infrastructure",
    "hci": "human capital",
}
"""The three indices whose mean is the E-Government Development Index."""
SOUTHERN_ASIA = (
    "Afghanistan",
    "Bangladesh",
    "Bhutan",
    "India",
    "Iran (Islamic Republic of)",
    "Maldives",
    "Nepal",
    "Pakistan",
    "Sri Lanka",
)
"""Southern Asia as the United Nations draw it; the data hold all nine states."""
RANKS = {"egdi_rank": "Development", "epi_rank": "Participation"}
DISTANCE = {"osi": "Services", "epi": "Participation"}
"""The two ranks and the two indices that are set against each other, as figures call them."""
MEMBER_STATES = 193
"""The lowest rank that there can be; the earlier surveys scored fewer states."""
WEB_MEASURE_UNTIL = 2008
"""Last survey whose index of services is the Web Measure Index."""
EGDI = "E-Government Development Index (0 to 1)"
INDEX = "Index (0 to 1)"
INDEX_DIGITS = 3
YEARS_SHOWN = (2003, 2010, 2016, 2024)
FOOT = (0.04, 0, 0, 0)
"""The room below nought that parts its label from those of the years."""


def un_series(un_egovernment: pd.DataFrame) -> pd.DataFrame:
    """The UN indices of Pakistan and of the two averages it is compared with.

    One row per series and survey year: place (a key of `PLACES`), country, year, the indices, both
    ranks, and gap (services less participation).
    """
    names = {country: place for place, country in PLACES.items()}
    rows = un_egovernment[un_egovernment["country"].isin(names)]
    rows = rows.assign(place=rows["country"].map(names), gap=rows["osi"] - rows["epi"])
    columns = ["place", "country", "year", *INDICES, "egdi_rank", "epi_rank", "gap"]
    return rows[columns].sort_values(["place", "year"], ignore_index=True)


def _of(series: pd.DataFrame, place: str) -> pd.DataFrame:
    """The surveys of one place, in order of time, by year."""
    return series[series["place"] == place].set_index("year").sort_index()


def _at(series: pd.DataFrame, place: str, when: str) -> pd.Series:
    """The first or the latest survey of one place."""
    return _of(series, place).iloc[-1 if when == "latest" else 0]


def _when(prefix: str) -> dict[str, Parameters]:
    return {f"{prefix}_{when}": {"when": value(when)} for when in ("first", "latest")}


@parameterize(
    **{
        name: {**end, "index": value(index), "place": value(place)}
        for index, place in product(INDICES, PLACES)
        for name, end in _when(f"{index}_{place}").items()
    }
)
def un_index(un_series: pd.DataFrame, index: str, place: str, when: str) -> Number:
    """UN survey, {when} in the data: {index} of {place} (0 to 1; averages are unweighted)."""
    return Number(_at(un_series, place, when)[index], "index", INDEX_DIGITS)


@parameterize(
    **{
        name: {**end, "place": value(place)}
        for place in PLACES
        for name, end in _when(f"osi_epi_gap_{place}").items()
    }
)
def osi_epi_gap(un_series: pd.DataFrame, place: str, when: str) -> Number:
    """Online Service Index less E-Participation Index of {place}, {when} UN survey in the data."""
    return Number(_at(un_series, place, when)["gap"], "index", INDEX_DIGITS)


@parameterize(
    **{
        name: {**end, "index": value(index)}
        for index in ("egdi", "epi")
        for name, end in _when(f"{index}_rank_pakistan").items()
    }
)
def un_rank_pakistan(un_series: pd.DataFrame, index: str, when: str) -> Number:
    """Pakistan's rank by {index} among the states surveyed, {when} UN survey in the data."""
    return Number(_at(un_series, "pakistan", when)[f"{index}_rank"], "rank")


@parameterize(**_when("year_un"))
def year_un(un_series: pd.DataFrame, when: str) -> Number:
    """Year of the {when} UN survey in the data."""
    return Number(_at(un_series, "pakistan", when).name, "year")


def count_un_surveys(un_series: pd.DataFrame) -> Number:
    """UN surveys in the data."""
    return count(un_series["year"].nunique())


@parameterize(
    egdi_rank_pakistan_best={"best": value(True)}, egdi_rank_pakistan_worst={"best": value(False)}
)
def egdi_rank_extreme(un_series: pd.DataFrame, best: bool) -> Number:
    """Pakistan's best (lowest number) or worst EGDI rank in any UN survey in the data."""
    ranks = _of(un_series, "pakistan")["egdi_rank"]
    return Number(ranks.min() if best else ranks.max(), "rank")


@parameterize(
    years_egdi_rank_best={"best": value(True)}, years_egdi_rank_worst={"best": value(False)}
)
def years_egdi_rank_extreme(un_series: pd.DataFrame, best: bool) -> str:
    """Year or years of Pakistan's best or worst EGDI rank."""
    ranks = _of(un_series, "pakistan")["egdi_rank"]
    return _years(ranks, ranks == (ranks.min() if best else ranks.max()))


def _years(values: pd.Series, holds: pd.Series) -> str:
    """The years for which something holds, as a sentence has them."""
    return joined([str(year) for year in values.index[holds]])


@parameterize(
    **{
        f"standing_{index}_{place}": {"index": value(index), "place": value(place)}
        for index, place in product(INDICES, ("southern_asia", "world"))
    }
)
def standing(un_series: pd.DataFrame, index: str, place: str) -> str:
    """Whether Pakistan's {index} in the latest survey is below or above that of {place}: words."""
    own = _at(un_series, "pakistan", "latest")[index]
    other = _at(un_series, place, "latest")[index]
    words = ("below", "level with", "above")  # level if it prints level
    return compared(round(own, INDEX_DIGITS), round(other, INDEX_DIGITS), words)


@parameterize(
    **{f"comparison_gap_{place}": {"place": value(place)} for place in ("southern_asia", "world")}
)
def comparison_gap(un_series: pd.DataFrame, place: str) -> str:
    """Pakistan's distance from participation to services against that of {place}, latest: words."""
    own, other = (_at(un_series, which, "latest")["gap"] for which in ("pakistan", place))
    return compared(own, other, ("narrower than", "as wide as", "wider than"))


@parameterize(
    **{
        f"count_surveys_{index}_below_southern_asia": {"index": value(index)}
        for index in ("egdi", "osi")
    }
)
def count_surveys_below(un_series: pd.DataFrame, index: str) -> Number:
    """UN surveys in which Pakistan's {index} is below the average of Southern Asia."""
    own, other = (_of(un_series, place)[index] for place in ("pakistan", "southern_asia"))
    return count((own < other).sum(), n=len(own))


def count_southern_asia(un_egovernment: pd.DataFrame) -> Number:
    """States of Southern Asia in the latest UN survey."""
    return count(len(_southern_asia(un_egovernment)))


def place_egdi_southern_asia(un_egovernment: pd.DataFrame) -> str:
    """Pakistan's place by EGDI among the states of Southern Asia, latest UN survey: a word."""
    egdi = _southern_asia(un_egovernment).set_index("country")["egdi"]
    return ordinal(1 + int((egdi > egdi["Pakistan"]).sum()))


def _southern_asia(indices: pd.DataFrame) -> pd.DataFrame:
    latest = indices["year"] == indices["year"].max()
    return indices[latest & indices["country"].isin(SOUTHERN_ASIA)]


@parameterize(
    name_component_highest={"highest": value(True)}, name_component_lowest={"highest": value(False)}
)
def name_component(un_series: pd.DataFrame, highest: bool) -> str:
    """Pakistan's highest or lowest component of the EGDI in the latest survey: its name."""
    components = _at(un_series, "pakistan", "latest")[list(COMPONENTS)].astype(float)
    return COMPONENTS[str(components.idxmax() if highest else components.idxmin())]


def osi_epi_gap_pakistan_widest(un_series: pd.DataFrame) -> Number:
    """Widest distance from participation up to services for Pakistan in any UN survey."""
    return Number(_of(un_series, "pakistan")["gap"].max(), "index", INDEX_DIGITS)


def year_osi_epi_gap_widest(un_series: pd.DataFrame) -> Number:
    """Year of the survey in which Pakistan's distance from participation to services is widest."""
    return Number(_of(un_series, "pakistan")["gap"].idxmax(), "year")


def years_epi_above_osi(un_series: pd.DataFrame) -> str:
    """Years of the surveys in which Pakistan's participation index is above that of services."""
    gap = _of(un_series, "pakistan")["gap"]
    return _years(gap, gap < 0)


def fig_context_egdi(un_series: pd.DataFrame) -> Chart:
    """E-Government Development Index of Pakistan, Southern Asia and the world, by survey."""
    rows = un_series.assign(Place=un_series["country"].str.replace(" average", ""))
    rows = rows.rename(columns={"year": "Survey", "egdi": EGDI})[["Place", "Survey", EGDI]]
    chart = small_multiples(
        rows,
        x="Survey",
        y=EGDI,
        series="Place",
        breaks=YEARS_SHOWN,
        colours=[SERIES_COLOURS[name] for name in un_series["country"].unique()],
    )
    return (
        chart
        + scale_y_continuous(limits=(0, 0.75), breaks=(0, 0.25, 0.5, 0.75), expand=FOOT)
        + labs(
            caption=(
                f"{_surveys(un_series)} Dots are surveys. "
                "Southern Asia and world: unweighted means of states."
            )
        )
    )


def _surveys(un_series: pd.DataFrame) -> str:
    """How many surveys a figure shows."""
    return base_line(un_series[["year"]].drop_duplicates(), "surveys")


def fig_context_ranks(un_series: pd.DataFrame) -> Chart:
    """Pakistan's rank by development and by participation in each UN survey; first is on top."""
    ranks = _of(un_series, "pakistan").reset_index()
    ranks = ranks.melt("year", list(RANKS), "By", "Rank of Pakistan").replace({"By": RANKS})
    ranks = ranks.astype({"Rank of Pakistan": float}).rename(columns={"year": "Survey"})
    chart = small_multiples(
        ranks,
        x="Survey",
        y="Rank of Pakistan",
        series="By",
        breaks=YEARS_SHOWN,
        colours=PAIR_COLOURS,
    )
    return (
        chart
        + geom_text(
            aes(label="y"), format_string="{:.0f}", nudge_y=12, size=SMALL, data=_turning(ranks)
        )
        + scale_y_reverse(limits=(MEMBER_STATES, 1), breaks=(1, 50, 100, 150, MEMBER_STATES))
        + labs(
            caption=(
                f"{_surveys(un_series)} Numbers: latest, best and worst rank. "
                "Rank by participation: computed. "
                "The first surveys scored fewer states than the latest."
            ),
        )
    )


def _turning(ranks: pd.DataFrame) -> pd.DataFrame:
    """The latest, best and worst rank of each series, as the chart names its parts."""
    rows = ranks.set_axis(["x", "series", "y"], axis=1)
    best, worst = (rows.groupby("series")["y"].transform(end) for end in ("min", "max"))
    return rows[(rows["x"] == rows["x"].max()) | (rows["y"] == best) | (rows["y"] == worst)]


def fig_context_services_participation(un_series: pd.DataFrame) -> Chart:
    """Online services and participation by survey: Pakistan, Southern Asia, world."""
    place = un_series["country"].str.replace(" average", "")
    long = un_series.assign(Place=place, Survey=un_series["year"]).melt(
        ["Place", "Survey"], list(DISTANCE), "Of", INDEX
    )
    chart = small_multiples(
        long.replace({"Of": DISTANCE}),
        x="Survey",
        y=INDEX,
        series="Of",
        panel="Place",
        breaks=(2006, 2020),
        labels_at={"Services": (2003, 0.69), "Participation": (2009, 0.04)},
        colours=PAIR_COLOURS,
    )
    return (
        chart
        + scale_y_continuous(limits=(0, 0.75), breaks=(0, 0.25, 0.5, 0.75), expand=FOOT)
        + labs(
            caption=(
                f"{_surveys(un_series)} "
                f"Services: Web Measure Index up to {WEB_MEASURE_UNTIL}, then Online Service. "
                "How participation is measured changes between surveys."
            ),
        )
    )
