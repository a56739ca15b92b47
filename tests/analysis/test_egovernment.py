"""The UN indices: first and latest, distances, standings, and the words that follow."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import egovernment, sources
from analysis.egovernment import INDICES, PLACES

YEARS = (2003, 2008, 2024)


def survey(**pakistan: list[float]) -> pd.DataFrame:
    """Three surveys of Pakistan and the two averages; the averages stay at one half throughout."""
    own = {index: [0.2, 0.3, 0.6] for index in INDICES} | {
        "egdi_rank": [137, 122, 136],
        "epi_rank": [56, 51, 88],
    }
    rows = pd.DataFrame({"country": "Pakistan", "year": YEARS, **own, **pakistan})
    averages = [
        pd.DataFrame({"country": name, "year": YEARS, **dict.fromkeys(INDICES, 0.5)})
        for place, name in PLACES.items()
        if place != "pakistan"
    ]
    return egovernment.un_series(pd.concat([rows, *averages], ignore_index=True))


def test_first_and_latest_are_by_year_and_not_by_row() -> None:
    """The rows are shuffled; the years decide."""
    shuffled = survey().sample(frac=1, random_state=1)
    assert egovernment.un_index(shuffled, "egdi", "pakistan", "first").value == 0.2
    assert egovernment.un_index(shuffled, "egdi", "pakistan", "latest").value == 0.6
    assert egovernment.year_un(shuffled, "latest").value == 2024
    assert egovernment.un_rank_pakistan(shuffled, "egdi", "latest").value == 136


def test_the_main_index_is_what_its_parts_make_it_in_every_survey() -> None:
    """A slip of transcription would show. The survey of 2008 rounded its index to the third or fourth decimal."""
    rows = sources.un_egovernment().dropna(subset=["egdi", "osi", "tii", "hci"])
    first = rows["year"].isin([2008, 2010]).map({True: 0.34, False: 1 / 3})
    made = first * rows["osi"] + (1 - first) / 2 * (rows["tii"] + rows["hci"])
    assert len(rows) == 12 * 12
    assert (made - rows["egdi"]).abs().max() < 1e-4


def test_the_distance_is_services_less_participation() -> None:
    """Negative where participation is ahead, as in 2008."""
    series = survey(osi=[0.3, 0.2, 0.7], epi=[0.1, 0.4, 0.6])
    gap = egovernment.osi_epi_gap(series, "pakistan", "latest")
    assert gap.value == pytest.approx(0.7 - 0.6)
    assert egovernment.osi_epi_gap_pakistan_widest(series).value == pytest.approx(0.3 - 0.1)
    assert egovernment.year_osi_epi_gap_widest(series).value == 2003
    assert egovernment.years_epi_above_osi(series) == "2008"
    assert egovernment.comparison_gap(series, "world") == "wider than"


def test_best_rank_is_the_lowest_number() -> None:
    """Rank 122 of 2008 is best; two equal worst ranks name both years."""
    assert egovernment.egdi_rank_extreme(survey(), best=True).value == 122
    assert egovernment.years_egdi_rank_extreme(survey(), best=True) == "2008"
    tied = survey(egdi_rank=[137, 122, 137])
    assert egovernment.years_egdi_rank_extreme(tied, best=False) == "2003 and 2024"


@pytest.mark.parametrize(
    ("latest", "word"),
    [(0.4, "below"), (0.5001, "level with"), (0.6, "above")],
)
def test_a_standing_is_that_of_the_latest_survey_as_printed(latest: float, word: str) -> None:
    """Against an average of 0.5; what prints alike is level."""
    assert egovernment.standing(survey(osi=[0.9, 0.9, latest]), "osi", "world") == word


def test_surveys_below_the_region_are_counted() -> None:
    """0.2 and 0.3 are below 0.5, 0.6 is not."""
    below = egovernment.count_surveys_below(survey(), "egdi")
    assert (below.value, below.n) == (2, 3)
    assert egovernment.count_un_surveys(survey()).value == 3


def test_components_are_named() -> None:
    """Of the latest survey, and of the three components alone."""
    series = survey(osi=[0.1, 0.1, 0.7], tii=[0.1, 0.1, 0.4], hci=[0.9, 0.9, 0.3])
    assert egovernment.name_component(series, highest=True) == "online services"
    assert egovernment.name_component(series, highest=False) == "human capital"


def test_a_place_in_the_region_counts_the_states_ahead() -> None:
    """Two of three states are ahead in the latest survey; who is not of the region is left out."""
    names = ["Pakistan", "India", "Nepal", "World average"]
    table = pd.DataFrame(
        {
            "country": names * 2,
            "year": [2022] * 4 + [2024] * 4,
            "egdi": [0.9] * 4 + [0.5, 0.6, 0.7, 1],
        }
    )
    assert egovernment.place_egdi_southern_asia(table) == "third"
    assert egovernment.count_southern_asia(table).value == 3


def test_the_region_is_complete_and_its_average_is_the_mean_of_its_states() -> None:
    """Nine states in every survey, and the published average follows from them."""
    data = sources.un_egovernment()
    states = data[data["country"].isin(egovernment.SOUTHERN_ASIA)].groupby("year")["egdi"]
    average = data[data["country"] == PLACES["southern_asia"]].set_index("year")["egdi"]
    assert set(states.size()) == {9}
    assert states.mean().to_dict() == pytest.approx(average.to_dict(), abs=1e-4)
