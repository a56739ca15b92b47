"""The list: what is dated, for whom it is, and for Covid-19 only if both codings say so."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import claim_measures, sources
from analysis import interventions as listing
from analysis.readings import ALL_SECTORS


def listed(years: tuple[int | None, ...] = (2019, 2020, None)) -> pd.DataFrame:
    """Three interventions: in education, health, and across sectors; the last is undated."""
    return pd.DataFrame(
        {
            "id": ["one", "two", "three"],
            "name": ["First", "Second", "Third"],
            "sector": ["education", "health", "cross-cutting"],
            "agency": ["Schools", "Hospitals", "Province"],
            "launch_year": pd.array(years, dtype="Int64"),
            "users": [("officials", "monitors"), ("patients", "hospitals"), ("citizens",)],
            "source_url": ["https://a.pk/1", "https://b.pk/2", "https://c.pk/3"],
            "confidence": ["high", "medium", "low"],
        }
    )


def coded(first: tuple[str, str, str], second: tuple[str, str, str]) -> pd.DataFrame:
    """What codings A and B say of Covid-19 in the three interventions."""
    ids = ["one", "two", "three"]
    return pd.concat(
        [
            pd.DataFrame({"coder": coder, "id": ids, "covid_related": codes})
            for coder, codes in (("A", first), ("B", second))
        ]
    )


def test_interventions_are_counted_by_sector() -> None:
    """One in each of three sectors."""
    assert listing.count_listed(listed(), ALL_SECTORS).value == 1 + 1 + 1
    assert listing.count_listed(listed(), "health").value == 1


def test_dated_and_undated_make_the_list() -> None:
    """Two have a year, one has none; the years are those of the dated."""
    dated = listing.count_interventions_dated(listed())
    undated = listing.count_interventions_undated(listed())
    assert (dated.value, undated.value) == (2, 3 - 2)
    assert listing.year_first_launch(listed()).value == 2019
    assert listing.year_last_launch(listed()).value == 2020
    assert listing.names_first_launch(listed()) == "First"


@pytest.mark.parametrize(
    ("years", "most", "named"),
    [((2016, 2016, 2020), 2, "2016"), ((2016, 2020, None), 1, "2016 and 2020")],
)
def test_the_year_with_most_launches_names_all_that_share_it(
    years: tuple[int | None, ...], most: int, named: str
) -> None:
    """A tie names both years."""
    launches = listing.launches_by_year(listed(years))
    assert listing.count_launches_most(launches).value == most
    assert listing.years_launches_most(launches) == named


def test_launches_fall_before_in_or_after_the_first_year_of_the_pandemic() -> None:
    """2019, 2020, 2021: one each; an undated one falls nowhere."""
    launches = listing.launches_by_year(listed((2019, 2020, 2021)))
    counts = [listing.count_launches_period(launches, period).value for period in listing.PERIODS]
    assert counts == [1, 1, 1]
    undated = listing.launches_by_year(listed((2019, 2020, None)))
    assert listing.count_launches_period(undated, "after").value == 0


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ((2018, 2019, 2020), "most"),
        ((2019, 2020, None), "half"),
        ((2019, 2020, 2021), "fewer than half"),
    ],
)
def test_the_words_on_launches_before_the_pandemic_follow_the_years(
    years: tuple[int | None, ...], words: str
) -> None:
    """Two of three, one of two, one of three; undated ones are not counted."""
    launches = listing.launches_by_year(listed(years))
    assert listing.prevalence_launches_before_pandemic(launches) == words


def test_covid_needs_both_codings() -> None:
    """Yes and yes is yes; yes and no is unclear, and so is unknown twice."""
    codes = coded(("yes", "yes", "unknown"), ("yes", "no", "unknown"))
    covid = listing.covid_interventions(listed((2020, 2020, 2020)), codes)
    assert covid["covid"].tolist() == ["yes", "unclear", "unclear"]
    assert listing.count_covid_interventions(covid).value == 1
    assert listing.count_covid_unclear(covid).value == 2
    assert listing.names_covid_interventions(covid) == "First"
    in_pandemic = listing.count_covid_launches_in_pandemic(covid)
    assert (in_pandemic.value, in_pandemic.n) == (1, 3)


def test_only_launches_since_the_pandemic_began_can_have_been_for_it() -> None:
    """One of 2019, one of 2021 that was for it, and one without a date: one of one, where the list has one of three."""
    codes = coded(("no", "yes", "no"), ("no", "yes", "no"))
    covid = listing.covid_interventions(listed((2019, 2021, None)), codes)
    since = listing.count_covid_launches_since_pandemic(covid)
    assert (since.value, since.n) == (1, 1)
    assert claim_measures.share_covid_launches(since).value == 100
    all_listed = listing.count_covid_interventions(covid)
    assert claim_measures.share_covid_interventions(all_listed).value == pytest.approx(100 / 3)


def test_users_are_providers_alone_if_nobody_from_the_public_is_among_them() -> None:
    """Officials and monitors alone; hospitals together with patients do not count."""
    users = listing.intervention_users(listed())
    assert listing.count_users_providers(users, ALL_SECTORS).value == 1
    assert listing.count_users_providers(users, "education").value == 1
    assert listing.count_users_providers(users, "health").value == 0
    assert listing.count_users(users, "citizens").value == 1


def test_the_timeline_marks_what_was_for_covid_and_keeps_the_undated() -> None:
    """Three in one sector, one of them for Covid-19 and one without a year."""
    rows = listing.covid_interventions(
        listed((2020, 2020, None)).assign(sector="health"),
        coded(("no", "yes", "no"), ("no", "yes", "no")),
    )
    drawn = listing.fig_interventions_timeline(rows).data
    assert drawn["For Covid-19"].sum() == 1
    assert drawn["Year of the documented launch"].fillna("").tolist() == ["2020", "2020", ""]
    assert set(drawn["Sector"]) == {"Health"}


def test_the_table_of_users_has_each_group_once() -> None:
    """Five groups of users over three interventions, under two headings."""
    html = listing.tbl_interventions_users(listing.intervention_users(listed())).as_raw_html()
    assert [html.count(f">{group}<") for group in ("Officials", "Patients", "Providers")] == [
        1,
        1,
        1,
    ]


def test_the_table_of_interventions_links_each_to_its_source() -> None:
    """And says which have no date."""
    html = listing.tbl_interventions_list(listed()).as_raw_html()
    assert html.count("<a href=") == 3
    assert html.count(listing.UNDATED) == 1


def test_the_list_is_the_one_that_was_checked() -> None:
    """53 interventions, 39 dated, 5 for Covid-19, as the facts' notes say."""
    rows, codes = sources.interventions(), sources.interventions_coding()
    covid = listing.covid_interventions(rows, codes)
    assert listing.count_listed(rows, ALL_SECTORS).value == 53
    assert listing.count_interventions_dated(rows).value == 39
    assert listing.count_interventions_undated(rows).value == 53 - 39
    assert listing.count_covid_interventions(covid).value == 5
