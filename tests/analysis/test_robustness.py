"""What changes when the analysis is done otherwise, on respondents made here."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import robustness as topic
from analysis.estimates import row_of


def respondents(number: int = 120) -> pd.DataFrame:
    """Respondents in six clusters, who trust at 2 in the country and 4 in town, where weights are light."""
    generator = np.random.default_rng(7)
    rural = np.arange(number) % 2
    frame = pd.DataFrame(dict.fromkeys(topic.ITEMS, 3.0), index=range(number))
    trust = 4 - 2 * rural + generator.choice([-1, 0, 1], number)
    return frame.assign(
        trust_province=trust.astype(float),
        trust_department=trust.astype(float),
        stratum=np.repeat(["one", "two"], number // 2),
        institution=[f"place-{place}" for place in np.arange(number) // (number // 6)],
        weight=np.where(rural == 1, 3.0, 1.0),
        gender=generator.choice(["female", "male"], number),
        residence=np.where(rural == 1, "rural", "urban"),
        access_internet=generator.choice(["never", "always"], number),
        used=[("portal",)] * number,
    )


def test_gaps_are_counted_among_those_who_were_asked() -> None:
    """Of ten, five used nothing and were not asked about a service; one of the other five left it out."""
    frame = respondents(10 * 6).head(10)
    frame["used"] = [()] * 5 + [("portal",)] * 5
    frame.loc[frame.index[9], "satisfaction"] = np.nan
    row = row_of(topic.gaps(frame, "students"), item="satisfaction")
    assert (row["n"], row["missing"]) == (5, 1)


def test_weights_move_the_estimate_and_clusters_only_the_interval() -> None:
    """Country people stand for three: (3 * 2 + 1 * 4) / 4 = 2.5 by weight, 3 without."""
    rows = topic.unweighted(respondents(), "students")
    found = rows[rows["item"] == "trust_province"].set_index("way")
    assert found.loc[topic.AS_DESIGNED, "estimate"] == pytest.approx(2.5, abs=0.2)
    assert found.loc[topic.WITHOUT_WEIGHTS, "estimate"] == pytest.approx(3, abs=0.2)
    singly = found.loc[topic.AS_IF_DRAWN_SINGLY]
    assert singly["estimate"] == found.loc[topic.AS_DESIGNED, "estimate"]
    assert singly["se"] != found.loc[topic.AS_DESIGNED, "se"]


def test_gaps_are_at_the_end_in_the_order_of_the_questionnaire() -> None:
    """Ten stop before trust, which is asked last; ten leave out the first item alone; the rest answer all."""
    frame = respondents(60)
    frame.loc[:9, list(topic.TRUST)] = np.nan
    frame.loc[10:19, topic.ITEMS[0]] = np.nan
    html = topic.tbl_robustness_gaps(frame, frame, frame).as_raw_html()
    assert html.count(f">{100 * 40 / 60:.1f}<") == 3
    assert html.count(f">{100 * 10 / 20:.1f}<") == 3


def test_gaps_of_few_respondents_are_withheld() -> None:
    """Four of sixty left something out: neither their share nor how they did so, in how many ways, is told."""
    frame = respondents(60)
    frame.loc[:3, list(topic.TRUST)] = np.nan
    html = topic.tbl_robustness_gaps(frame, frame, frame).as_raw_html()
    assert html.count(">[c]<") == 3 * 3
