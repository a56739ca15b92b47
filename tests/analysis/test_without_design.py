"""statsmodels beside ours: equal where there is no design, and silent where nothing varies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from analysis import without_design
from analysis.decomposition import decomposition
from analysis.estimates import row_of
from analysis.mediation import mediation
from analysis.without_design import (
    EFFECTS,
    decomposition_without_design,
    mediation_without_design,
)


@pytest.fixture(scope="module")
def single() -> pd.DataFrame:
    """300 respondents, each a cluster of its own, all of weight one, some without an answer."""
    random = np.random.default_rng(5)
    use = random.integers(0, 2, 300).astype(float)
    quality = 0.5 * use + random.normal(size=300)
    trust = 0.4 * quality + 0.2 * use + random.normal(size=300)
    frame = pd.DataFrame({"use": use, "quality": quality, "trust": trust, "weight": 1.0})
    frame["place"] = np.where(random.random(300) < 0.3 + 0.4 * use, "town", "country")
    frame.loc[::17, "trust"] = np.nan
    return frame.assign(stratum="all", institution=range(300))


def test_without_a_design_the_effects_are_ours(single: pd.DataFrame) -> None:
    """Both draw; estimates and bounds agree to a few hundredths."""
    theirs = mediation_without_design(single, "trust", "quality", "use").set_index("effect")
    ours = mediation(single, "trust", "quality", "use").set_index("effect").loc[list(EFFECTS)]
    columns = ["estimate", "low", "high"]
    assert theirs[columns].to_numpy() == pytest.approx(ours[columns].to_numpy(float), abs=0.04)
    assert theirs["n"].tolist() == ours["n"].tolist()


def test_without_a_design_the_parts_are_ours(single: pd.DataFrame) -> None:
    """To ten digits."""
    sides = ("town", "country")
    theirs = decomposition_without_design(
        single, "trust", ["use", "quality"], by="place", groups=sides
    )
    predictors: dict[str, object] = dict.fromkeys(["use", "quality"])
    ours = decomposition(single, "trust", predictors, by="place", groups=sides)
    for part in ("gap", "explained", "unexplained"):
        expected = row_of(ours, part=part, block="all")["estimate"]
        assert row_of(theirs, part=part)["estimate"] == pytest.approx(expected, rel=1e-9)


def test_the_same_every_time(single: pd.DataFrame) -> None:
    """The draws are seeded."""
    one, two = (mediation_without_design(single, "trust", "quality", "use") for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_the_draws_are_those_of_statsmodels_itself(
    single: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last digit: `OLS` draws from scipy's normal distribution."""
    ours = mediation_without_design(single, "trust", "quality", "use")
    monkeypatch.setattr(without_design, "Drawn", OLS)
    theirs = mediation_without_design(single, "trust", "quality", "use")
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True)


def test_draws_made_in_parts_are_those_made_at_once(
    single: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand draws of a million respondents would not fit into the memory; the numbers are the same."""
    parts = mediation_without_design(single, "trust", "quality", "use")
    monkeypatch.setattr(without_design, "AT_ONCE", without_design.DRAWS)
    whole = mediation_without_design(single, "trust", "quality", "use")
    pd.testing.assert_frame_equal(parts, whole, rtol=1e-12)


def test_what_does_not_vary_leaves_no_number(single: pd.DataFrame) -> None:
    """Everybody uses; one group only."""
    alike = single.assign(use=1.0)
    rows = mediation_without_design(alike, "trust", "quality", "use")
    assert rows["estimate"].isna().all() and (rows["undefined"] != "").all()
    gap = decomposition_without_design(
        single.assign(place="town"), "trust", ["use"], by="place", groups=("town", "country")
    )
    assert gap["estimate"].isna().all() and (gap["undefined"] != "").all()
