"""Perceived quality by service: which services are shown."""

from __future__ import annotations

import pandas as pd

from analysis import service_variation as topic


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
