"""Reported figures keep their claimant, their bound and their source."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import programme_reports as reports
from analysis import sources
from analysis.programme_reports import CLAIMANTS, NOT_NAMED


def figures(**columns: list) -> pd.DataFrame:
    """Three figures of one portal: two from one page, one from another."""
    plain = {
        "entity": ["Portal"] * 3,
        "indicator": ["users", "complaints", "share satisfied"],
        "as_of": ["2017-12", "2017-12", "undated"],
        "value": [1700.0, 237000.0, 93.1],
        "unit": ["count", "count", "percent"],
        "source_url": ["https://www.a.pk/1", "https://www.a.pk/1", "https://b.pk/2"],
        "note": ["reported as more than", "over 19 months; government-reported", None],
    }
    return pd.DataFrame(plain | columns)


def test_a_claimant_named_once_holds_for_the_page() -> None:
    """The second note names the government; the first figure is from the same page."""
    claimants = reports.reported_figures(figures())["claimant"].tolist()
    government = CLAIMANTS["government-reported"]
    assert claimants == [government, government, NOT_NAMED]


def test_a_figure_without_an_address_shares_nobodys_claimant() -> None:
    """Two missing addresses are not the same page."""
    rows = figures(source_url=[None, None, "https://b.pk/2"])
    claimants = reports.reported_figures(rows)["claimant"].tolist()
    assert claimants == [NOT_NAMED, CLAIMANTS["government-reported"], NOT_NAMED]


@pytest.mark.parametrize(("words", "claimant"), CLAIMANTS.items())
def test_each_wording_of_a_note_names_its_claimant(words: str, claimant: str) -> None:
    """Wherever in the note it stands."""
    assert reports._claimant_named(f"{words}: an interested party") == claimant
    assert reports._claimant_named("cumulative") is None


def test_a_figure_is_printed_as_it_was_reported() -> None:
    """A lower bound says so, a percentage keeps its decimal."""
    printed = reports.reported_figures(figures())["printed"].tolist()
    assert printed == ["over 1,700", "237,000", "93.1%"]


def test_a_figure_is_found_by_what_when_and_of_whom() -> None:
    """And is an error if it is not there."""
    number = reports.reported_figure(figures(), "Portal", "users", "2017-12")
    assert number.value == 1700
    with pytest.raises(LookupError, match="0 reported figures, not one, are Portal, users, 2018"):
        reports.reported_figure(figures(), "Portal", "users", "2018")


def test_unnamed_claimants_are_counted() -> None:
    """One of three."""
    unnamed = reports.count_reported_unnamed(reports.reported_figures(figures()))
    assert (unnamed.value, unnamed.n) == (1, 3)


def test_the_table_links_to_the_source_or_says_where_it_is_named() -> None:
    """Two links read as their site; the figure without address points to the list."""
    rows = reports.reported_figures(
        figures(source_url=["https://www.a.pk/1", None, "https://b.pk/2"])
    )
    html = reports.tbl_interventions_programme_figures(rows).as_raw_html()
    assert html.count("<a href=") == 2
    assert ">a.pk</a>" in html
    assert html.count(reports.SOURCE_IN_LIST) == 1


def test_every_wording_that_names_a_claimant_is_in_the_data() -> None:
    """A rule that no note meets any more would be forgotten; all 31 figures have a claimant."""
    data = sources.programme_figures()
    assert all(data["note"].str.contains(words, regex=False).any() for words in CLAIMANTS)
    assert reports.reported_figures(data)["claimant"].notna().sum() == 31


def test_every_figure_of_the_prose_is_in_the_data() -> None:
    """Each name leads to one row."""
    data = sources.programme_figures()
    for parameters in reports.FIGURES.values():
        given = {key: held.value for key, held in parameters.items()}
        assert reports.reported_figure(data, **given).value > 0
