"""The documented digital interventions: how many, where, since when, for whom, and for Covid-19.

In: the list of interventions and, for what was introduced for Covid-19, the two codings. Out:
counts, a timeline, and tables. The list was made by searching: a count of it is a count, without
interval or test; a count by year is one of documented launches; absence proves nothing. What
the interventions do and what they are said to be for is in `analysis.intervention_codes`, what they
report of themselves in `analysis.programme_reports`.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value
from plotnine import (
    labs,
)

from analysis.exhibits import Chart, base_line
from analysis.numbers import Number, count
from analysis.readings import ALL_SECTORS, SECTORS, Parameters
from analysis.theme import SECTOR_COLOURS, book_table
from analysis.time_charts import timeline
from analysis.wording import compared, joined, listed

PANDEMIC_YEAR = 2020
"""The year in which Covid-19 reached Pakistan: launches are counted before, in and after it."""
PROVIDERS = ("officials", "monitors", "teachers", "hospitals")
"""Users who meet a system as those who provide the service; the others meet it as the public."""
UNDATED = "no date"
PERIODS: dict[str, Callable[[pd.Series, int], pd.Series]] = {
    "before": pd.Series.lt,
    "in": pd.Series.eq,
    "after": pd.Series.gt,
}
"""How a year of launch may stand to the year of the pandemic."""


def _by_sector(prefix: str) -> dict[str, Parameters]:
    """Node names `prefix` for all sectors, `prefix_education`, ... with their sector."""
    ends = {ALL_SECTORS: "", **{sector: "_" + sector.replace("-", "_") for sector in SECTORS}}
    return {f"{prefix}{end}": {"sector": value(sector)} for sector, end in ends.items()}


def _in_sector(rows: pd.DataFrame, sector: str) -> pd.DataFrame:
    return rows if sector == ALL_SECTORS else rows[rows["sector"] == sector]


@parameterize(**_by_sector("count_interventions"))
def count_listed(interventions: pd.DataFrame, sector: str) -> Number:
    """Documented digital interventions in KP: {sector}."""
    return count(len(_in_sector(interventions, sector)), n=len(interventions))


def count_interventions_dated(interventions: pd.DataFrame) -> Number:
    """Interventions for which a source gives a year of launch."""
    return count(interventions["launch_year"].notna().sum(), n=len(interventions))


def count_interventions_undated(interventions: pd.DataFrame) -> Number:
    """Interventions for which no source gives a year of launch."""
    return count(interventions["launch_year"].isna().sum(), n=len(interventions))


def count_interventions_confident(interventions: pd.DataFrame) -> Number:
    """Interventions whose evidence we hold to be of high confidence."""
    return count((interventions["confidence"] == "high").sum(), n=len(interventions))


def year_first_launch(interventions: pd.DataFrame) -> Number:
    """Earliest documented year of launch."""
    return Number(interventions["launch_year"].min(), "year")


def year_last_launch(interventions: pd.DataFrame) -> Number:
    """Latest documented year of launch."""
    return Number(interventions["launch_year"].max(), "year")


def names_first_launch(interventions: pd.DataFrame) -> str:
    """Names of the interventions with the earliest documented launch."""
    years = interventions["launch_year"]
    return listed(interventions.loc[years == years.min(), "name"])


def launches_by_year(interventions: pd.DataFrame) -> pd.DataFrame:
    """Documented launches. One row per year that has any: launch_year, launches."""
    counts = interventions["launch_year"].value_counts().sort_index()
    return counts.rename("launches").reset_index()


def count_launches_most(launches_by_year: pd.DataFrame) -> Number:
    """Documented launches in the year, or in each of the years, with most of them."""
    return count(launches_by_year["launches"].max(), n=int(launches_by_year["launches"].sum()))


def years_launches_most(launches_by_year: pd.DataFrame) -> str:
    """Year or years with the most documented launches."""
    most = launches_by_year["launches"] == launches_by_year["launches"].max()
    return joined([str(year) for year in launches_by_year.loc[most, "launch_year"]])


@parameterize(**{f"count_launches_{p}_pandemic": {"period": value(p)} for p in PERIODS})
def count_launches_period(launches_by_year: pd.DataFrame, period: str) -> Number:
    """Documented launches {period} the first year of the pandemic, 2020."""
    launches = launches_by_year["launches"]
    within = PERIODS[period](launches_by_year["launch_year"], PANDEMIC_YEAR)
    return count(launches[within].sum(), n=int(launches.sum()))


def prevalence_launches_before_pandemic(launches_by_year: pd.DataFrame) -> str:
    """Whether most of the documented launches are from before 2020: words."""
    launches = launches_by_year["launches"]
    before = launches[launches_by_year["launch_year"] < PANDEMIC_YEAR].sum()
    return compared(2 * before, launches.sum(), ("fewer than half", "half", "most"))


def covid_interventions(
    interventions: pd.DataFrame, interventions_coding: pd.DataFrame
) -> pd.DataFrame:
    """Whether each intervention was introduced for Covid-19, by both codings.

    One row per intervention: id, name, sector, launch_year, covid ("yes" or "no" if both codings
    say so, else "unclear").
    """
    codes = interventions_coding.pivot(index="id", columns="coder", values="covid_related")
    agreed = codes["A"].where((codes["A"] == codes["B"]) & (codes["A"] != "unknown"), "unclear")
    facts = interventions[["id", "name", "sector", "launch_year"]]
    return facts.merge(agreed.rename("covid").reset_index(), on="id", validate="1:1")


def count_covid_interventions(covid_interventions: pd.DataFrame) -> Number:
    """Interventions that both codings say were introduced for Covid-19."""
    return count((covid_interventions["covid"] == "yes").sum(), n=len(covid_interventions))


def count_covid_unclear(covid_interventions: pd.DataFrame) -> Number:
    """Interventions of which the codings do not say alike whether they were for Covid-19."""
    return count((covid_interventions["covid"] == "unclear").sum(), n=len(covid_interventions))


def names_covid_interventions(covid_interventions: pd.DataFrame) -> str:
    """Names of the interventions introduced for Covid-19."""
    return listed(covid_interventions.loc[covid_interventions["covid"] == "yes", "name"])


def names_covid_unclear(covid_interventions: pd.DataFrame) -> str:
    """Names of the interventions of which it is unclear whether they were for Covid-19."""
    return listed(covid_interventions.loc[covid_interventions["covid"] == "unclear", "name"])


def count_covid_launches_in_pandemic(covid_interventions: pd.DataFrame) -> Number:
    """Interventions introduced for Covid-19 among the documented launches of 2020."""
    launched = covid_interventions[covid_interventions["launch_year"] == PANDEMIC_YEAR]
    return count_covid_interventions(launched)


def count_covid_launches_since_pandemic(covid_interventions: pd.DataFrame) -> Number:
    """Interventions introduced for Covid-19 among the documented launches of 2020 and later."""
    launched = covid_interventions[covid_interventions["launch_year"].ge(PANDEMIC_YEAR)]
    return count_covid_interventions(launched)


def intervention_users(interventions: pd.DataFrame) -> pd.DataFrame:
    """Who uses the interventions. One row per intervention and group: id, sector, users."""
    return interventions[["id", "sector", "users"]].explode("users", ignore_index=True)


@parameterize(
    count_users_officials={"group": value("officials")},
    count_users_citizens={"group": value("citizens")},
)
def count_users(intervention_users: pd.DataFrame, group: str) -> Number:
    """Interventions with {group} among their users."""
    with_group = (intervention_users["users"] == group).sum()
    return count(with_group, n=intervention_users["id"].nunique())


@parameterize(**_by_sector("count_users_providers_only"))
def count_users_providers(intervention_users: pd.DataFrame, sector: str) -> Number:
    """Interventions used by officials, monitors, teachers or hospitals alone: {sector}."""
    rows = _in_sector(intervention_users, sector)
    alone = rows["users"].isin(PROVIDERS).groupby(rows["id"]).all()
    return count(alone.sum(), n=len(alone))


def fig_interventions_timeline(covid_interventions: pd.DataFrame) -> Chart:
    """Each documented intervention by year of launch and sector; the undated ones apart."""
    rows = covid_interventions.sort_values("name").assign(
        sector=covid_interventions["sector"].str.capitalize(),
        covid=covid_interventions["covid"] == "yes",
    )
    shown = {
        "name": "Intervention",
        "sector": "Sector",
        "launch_year": "Year of the documented launch",
        "covid": "For Covid-19",
    }
    chart = timeline(
        rows[list(shown)].rename(columns=shown),
        year="Year of the documented launch",
        panel="Sector",
        marked="For Covid-19",
        colours={sector.capitalize(): SECTOR_COLOURS[sector] for sector in SECTORS},
    )
    bases = base_line(rows.assign(n=len(rows)), "interventions")
    read_as = "One dot is one intervention. Filled: introduced for Covid-19. Ring: others."
    return chart + labs(caption=f"{bases} {read_as}")


def tbl_interventions_users(intervention_users: pd.DataFrame) -> GT:
    """Interventions by group of users and sector; an intervention may have several groups."""
    rows = intervention_users
    counts = pd.crosstab(rows["users"], rows["sector"]).reindex(columns=list(SECTORS))
    counts["all"] = counts.sum(axis=1)
    of = rows.groupby("sector")["id"].nunique().reindex(list(SECTORS))
    counts = counts.sort_values(["all", "users"], ascending=[False, True]).reset_index()
    side = counts["users"].isin(PROVIDERS).map({True: "Providers", False: "The public"})
    shown = counts.assign(side=side, users=counts["users"].str.capitalize())
    labels = {sector: f"{sector.capitalize()} ({of[sector]})" for sector in SECTORS}
    return (
        book_table(
            shown.sort_values("side", kind="stable"), rowname_col="users", groupname_col="side"
        )
        .tab_stubhead("Users")
        .cols_label(**{**labels, "all": f"All ({of.sum()})"})
        .cols_align("right", [*SECTORS, "all"])
        .tab_source_note(base_line(pd.DataFrame({"n": [of.sum()]}), "interventions"))
    )


def tbl_interventions_list(interventions: pd.DataFrame) -> GT:
    """All documented interventions, with a link to the main source of each."""
    rows = interventions.assign(
        sector=pd.Categorical(interventions["sector"], SECTORS),
        link="[" + interventions["name"] + "](<" + interventions["source_url"] + ">)",
    ).sort_values(["sector", "launch_year", "name"])
    rows["sector"] = rows["sector"].astype(str).str.capitalize()
    shown = rows[["sector", "link", "launch_year", "agency", "confidence"]]
    return (
        book_table(shown, groupname_col="sector")
        .cols_label(
            link="Intervention", launch_year="Launch", agency="Agency", confidence="Confidence"
        )
        .fmt_markdown("link")
        .sub_missing("launch_year", missing_text=UNDATED)
        .cols_align("left", ["link", "agency", "confidence"])
        .cols_align("right", "launch_year")
        .tab_source_note(base_line(shown, "interventions"))
    )
