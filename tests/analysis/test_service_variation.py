"""Perceived quality by service and by place: which services are shown, and what is parted by what."""

from __future__ import annotations

import pandas as pd

from analysis import service_variation as topic
from analysis.numbers import Number


def speaking(service: str, number: int) -> pd.DataFrame:
    """Some respondents who speak of a service, in turn in four clusters of one stratum."""
    places = [f"place-{place % 4}" for place in range(number)]
    quality = [1.0 + place % 5 for place in range(number)]
    frame = pd.DataFrame({"institution": places, "quality": quality, "main_service": service})
    return frame.assign(stratum="one", weight=1.0)


def test_a_service_of_which_few_speak_is_left_out() -> None:
    """Ten speak of the card and nine of the portal."""
    tables = [speaking("card", topic.FEWEST), speaking("portal", topic.FEWEST - 1)]
    found = topic.quality_by_service(pd.concat(tables, ignore_index=True), "students")
    assert found["main_service"].tolist() == ["card"]


def test_the_best_service_stands_first() -> None:
    """The portal's answers are one higher throughout."""
    better = speaking("portal", 20).assign(quality=lambda rows: rows["quality"] + 1)
    found = topic.quality_by_service(pd.concat([speaking("card", 20), better]), "patients")
    assert found["main_service"].tolist() == ["portal", "card"]
    assert found["estimate"].diff().iloc[1] == -1


def test_variance_lies_between_what_differs() -> None:
    """The portal is two points better than the card, and town like country."""
    better = speaking("portal", 20).assign(quality=lambda rows: rows["quality"] + 2)
    frame = pd.concat([speaking("card", 20), better], ignore_index=True)
    frame = frame.assign(residence=["urban", "rural"] * 20)
    service = topic.variation_between(frame, "students", "main_service").value
    place = topic.variation_between(frame, "students", "residence").value
    assert service > 0.2
    assert place < 0.05


def test_the_table_has_a_row_for_each_part_and_group() -> None:
    """Two groups of users by service, district and residence; officials by sector."""
    number = Number(0.1, "coefficient", 3, low=0.0, high=0.2, n=90, detectable=0.05)
    pairs = [(part, group) for part, (_, groups) in topic.PARTED.items() for group in groups]
    html = topic.tbl_variation([number] * len(pairs)).as_raw_html()
    assert len(pairs) == 3 * 2 + 1
    assert html.count(">0.050<") == len(pairs) and html.count(">Officials<") == 1
