"""Why two groups differ: by hand, by statsmodels' `OaxacaBlinder`, and errors by differentiation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.oaxaca import OaxacaBlinder

from analysis.decomposition import decomposition
from analysis.estimates import row_of

SIDES = ("urban", "rural")
PREDICTORS = {"used": "no", "item_1": None}


def value(rows: pd.DataFrame, part: str, block: str = "all") -> float:
    """The estimate of one part."""
    return float(row_of(rows, part=part, block=block)["estimate"])


def test_by_hand_with_one_circumstance() -> None:
    """Town: 1 to 3 devices 2 and 4 (mean x 2, y 4, slope 2); village: mean x 1, y 1, slope 1.

    Endowments (2 - 1) 1; coefficients: intercepts 0 and 0, so 1 (2 - 1); interaction 1 (2 - 1).
    """
    frame = pd.DataFrame(
        {
            "place": ["town"] * 2 + ["village"] * 2,
            "x": [1, 3, 0, 2],
            "y": [2, 6, 0, 2],
            "stratum": "all",
            "institution": ["a", "b", "c", "d"],
            "weight": 1.0,
        }
    )
    rows = decomposition(frame, "y", {"x": None}, by="place", groups=("town", "village"))
    assert value(rows, "gap") == pytest.approx(4 - 1)
    assert value(rows, "endowments") == pytest.approx((2 - 1) * 1)
    assert value(rows, "coefficients") == pytest.approx(1 * (2 - 1))
    assert value(rows, "interaction") == pytest.approx((2 - 1) * (2 - 1))


def test_without_weights_the_parts_are_those_of_statsmodels(respondents: pd.DataFrame) -> None:
    """Two-fold with pooled coefficients, and three-fold."""
    frame = respondents.assign(weight=1.0)
    rows = decomposition(frame, "trust", PREDICTORS, by="residence", groups=SIDES)
    whole = frame.dropna(subset=["trust", *PREDICTORS])
    exog = pd.DataFrame(
        {
            "group": (whole["residence"] == "rural").astype(float),
            "used": (whole["used"] == "yes").astype(float),
            "item_1": whole["item_1"],
        }
    )
    model = OaxacaBlinder(whole["trust"], exog, "group", hasconst=False, swap=False)
    unexplained, explained, gap = model.two_fold().params
    found = [value(rows, part) for part in ("unexplained", "explained", "gap")]
    assert found == pytest.approx([unexplained, explained, gap])
    found = [value(rows, part) for part in ("endowments", "coefficients", "interaction", "gap")]
    assert found == pytest.approx(list(model.three_fold().params))
    assert set(rows["n"]) == {len(whole)}


def test_parts_add_up(respondents: pd.DataFrame) -> None:
    """Under the design, by predictor and by block."""
    rows = decomposition(respondents, "trust", PREDICTORS, by="residence", groups=SIDES)
    gap = value(rows, "gap")
    assert value(rows, "explained") + value(rows, "unexplained") == pytest.approx(gap)
    assert sum(value(rows, part) for part in ("endowments", "coefficients", "interaction")) == (
        pytest.approx(gap)
    )
    detail = [value(rows, "explained", block) for block in ("used", "item_1")]
    assert sum(detail) == pytest.approx(value(rows, "explained"))
    blocks = dict.fromkeys(PREDICTORS, "both")
    merged = decomposition(
        respondents, "trust", PREDICTORS, by="residence", groups=SIDES, blocks=blocks
    )
    assert value(merged, "explained", "both") == pytest.approx(value(rows, "explained"))


def test_what_a_predictor_explains_does_not_depend_on_its_reference(
    respondents: pd.DataFrame,
) -> None:
    """A predictor of several answers counts as one."""
    answers = [
        decomposition(respondents, "item_1", {"stratum": reference}, by="residence", groups=SIDES)
        for reference in ("north", "west")
    ]
    one, two = (row_of(rows, part="explained", block="stratum") for rows in answers)
    assert one[["estimate", "se"]].tolist() == pytest.approx(two[["estimate", "se"]].tolist())


def test_errors_are_those_of_the_derivatives_by_weight(respondents: pd.DataFrame) -> None:
    """Each weight moved a little up and down; weight times slope is the respondent's score."""
    answered = respondents.dropna(subset=["trust", *PREDICTORS])
    frame = answered.groupby("institution").head(4).reset_index(drop=True)
    weight = frame["weight"].to_numpy()

    def parts(weight: np.ndarray) -> pd.DataFrame:
        moved = frame.assign(weight=weight)
        return decomposition(moved, "trust", PREDICTORS, by="residence", groups=SIDES)

    steps = 1e-4 * weight * np.eye(len(frame))
    apart = [parts(weight + s)["estimate"] - parts(weight - s)["estimate"] for s in steps]
    scores = pd.DataFrame(np.array(apart) / 2e-4)
    totals = scores.groupby([frame["stratum"], frame["institution"]]).sum()
    variance = (3 * totals.groupby("stratum").var(ddof=1)).sum()
    assert parts(weight)["se"].tolist() == pytest.approx((variance**0.5).tolist(), rel=1e-6)


def test_an_answer_that_one_group_never_gave_leaves_the_three_fold_undefined(
    respondents: pd.DataFrame,
) -> None:
    """Its slope in that group cannot be known; the two-fold needs none."""
    frame = respondents.assign(
        used=respondents["used"].where(respondents["residence"] == "rural", "no")
    )
    rows = decomposition(frame, "trust", {"used": "no"}, by="residence", groups=SIDES)
    assert rows.loc[rows["fold"] == "two-fold", "estimate"].notna().all()
    three = rows[rows["fold"] == "three-fold"]
    assert three["estimate"].isna().all() and (three["undefined"] != "").all()


def test_a_group_without_answers_leaves_no_part(respondents: pd.DataFrame) -> None:
    """Missing, with the reason."""
    inside = respondents["residence"] == "rural"
    rows = decomposition(
        respondents, "trust", {"item_1": None}, by="residence", groups=SIDES, where=inside
    )
    assert rows["estimate"].isna().all() and (rows["undefined"] != "").all()
    assert set(rows["n_first"]) == {0}
