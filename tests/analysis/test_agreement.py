"""Agreement between the codings: alpha by hand, by the package, and on the real coding."""

from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest

from analysis import agreement, sources
from analysis.models_of_government import intervention_subsets, models_by_intervention
from analysis.readings import ALL_ROWS, WITHOUT_HINTED, WITHOUT_LOW_CONFIDENCE

FIRST = np.array(["yes", "yes", "no"])
SECOND = np.array(["yes", "no", "no"])


def once(units: int) -> np.ndarray:
    """Each unit drawn once: the sample itself."""
    return np.ones((1, units))


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    """Agreement on the real coding, the one row per subset and variable of `coding_agreement`."""
    listed, codes = sources.interventions(), sources.interventions_coding()
    sides = agreement.coded_variables(codes, models_by_intervention(codes, listed))
    return agreement.coding_agreement(sides, intervention_subsets(listed))


def test_alpha_is_that_of_the_coincidence_matrix() -> None:
    """Three units give six values, three of each; one unit differs, which fills two cells.

    Coincidences: yes-yes 2, no-no 2, yes-no 1, no-yes 1. Observed disagreement 2 / 6; expected
    (3 * 3 + 3 * 3) / (6 * 5).
    """
    by_hand = 1 - (2 / 6) / ((3 * 3 + 3 * 3) / (6 * 5))
    assert agreement._nominal_alpha(once(3), FIRST, SECOND)[0] == pytest.approx(by_hand)
    assert agreement._published_alpha(FIRST, SECOND) == pytest.approx(by_hand)


@pytest.mark.parametrize("categories", [2, 3, 6])
def test_the_closed_form_equals_the_package_on_any_resample(categories: int) -> None:
    """Fifty resamples of random codes, each unrolled and handed to the package."""
    random = np.random.default_rng(1)
    first, second = random.integers(categories, size=(2, 40))
    draws = random.integers(40, size=(50, 40))
    weights = np.stack([np.bincount(drawn, minlength=40) for drawn in draws]).astype(float)
    expected = [
        krippendorff.alpha(np.stack([first[d], second[d]]), level_of_measurement="nominal")
        for d in draws
    ]
    assert agreement._nominal_alpha(weights, first, second) == pytest.approx(expected)


def test_alpha_is_undefined_where_every_code_is_the_same() -> None:
    """Without variation nothing can be expected by chance: 0 / 0 and not 1."""
    same = np.array(["no", "no", "no"])
    assert np.isnan(agreement._nominal_alpha(once(3), same, same)[0])
    assert np.isnan(agreement._published_alpha(same, same))


def test_no_interval_is_given_where_the_codings_never_differ() -> None:
    """Resampling cannot draw a disagreement that is not there."""
    record = agreement._agreement(FIRST, FIRST, agreement._resample(3))
    assert record["alpha"] == 1
    assert np.isnan(record["low"]) and np.isnan(record["high"])


def test_no_interval_is_given_where_too_many_resamples_have_no_alpha() -> None:
    """A code used once, by one coding, is missing from a third of the resamples."""
    first = np.array(["no"] * 30)
    second = np.array(["yes"] + ["no"] * 29)
    record = agreement._agreement(first, second, agreement._resample(30))
    assert record["undefined"] == pytest.approx((29 / 30) ** 30, abs=0.05)
    assert np.isnan(record["low"])


def test_the_interval_holds_the_alpha_and_is_the_same_every_time() -> None:
    """The seed is fixed."""
    first, second = np.tile(FIRST, 10), np.tile(SECOND, 10)
    second[:6] = first[:6]
    one, again = (agreement._agreement(first, second, agreement._resample(30)) for _ in range(2))
    assert one == again
    assert one["low"] < one["alpha"] < one["high"]


@pytest.mark.parametrize(
    ("variable", "alpha", "digits"),
    [
        ("information flow", 0.872, 3),
        ("citizen role", 0.760, 3),
        ("introduced for Covid-19", 1.0, 3),
        ("monitoring", 0.65, 2),
        ("data dashboard", 0.47, 2),
        ("complaint", 1.0, 2),
        ("consultation", 0.81, 2),
    ],
)
def test_the_alphas_of_the_coding_are_the_checked_values(
    real: pd.DataFrame, variable: str, alpha: float, digits: int
) -> None:
    """The values that were computed and checked apart when the coding was made."""
    number = agreement.alpha_of(real, variable=variable, subset=ALL_ROWS)
    assert round(number.value, digits) == alpha
    assert number.n == 53


def test_subsets_leave_out_their_rows(real: pd.DataFrame) -> None:
    """Three hinted rows and one of low confidence."""
    ns = real.groupby("subset")["n"].unique().map(list)
    assert ns.to_dict() == {
        ALL_ROWS: [53],
        WITHOUT_HINTED: [53 - 3],
        WITHOUT_LOW_CONFIDENCE: [53 - 1],
    }


def test_raw_agreement_is_the_share_of_like_codes(real: pd.DataFrame) -> None:
    """Four interventions differ in their flow of information."""
    number = agreement.agreement_of(real, variable="information flow", subset=ALL_ROWS)
    assert number.value == pytest.approx(100 * (53 - 4) / 53)


def test_a_code_of_several_values_becomes_present_or_absent() -> None:
    """Each function and purpose is a variable of its own."""
    codes = pd.DataFrame(
        {
            "coder": ["A", "B"],
            "id": ["one", "one"],
            "info_flow": ["internal", "two-way"],
            "citizen_role": ["none", "none"],
            "covid_related": ["no", "no"],
            "functions": [("monitoring", "complaint"), ("monitoring",)],
            "stated_purposes": [("cost",), ("cost",)],
        }
    )
    listed = pd.DataFrame({"id": ["one"], "name": ["First"], "sector": ["health"]})
    sides = agreement.coded_variables(codes, models_by_intervention(codes, listed))
    sides = sides.set_index("variable")[["A", "B"]].apply(tuple, axis=1).to_dict()
    assert sides["monitoring"] == ("True", "True")
    assert sides["complaint"] == ("True", "False")
    assert sides["information flow"] == ("internal", "two-way")
    assert sides["model, stated rule"] == ("managerial", "managerial")


def test_interventions_with_two_models_are_counted_and_named() -> None:
    """The first has one model in both codings, the second has two."""
    derived = pd.DataFrame(
        {
            "coder": ["A", "B", "A", "B"],
            "rule": ["stated"] * 4,
            "name": ["First", "First", "Second", "Second"],
            "model": ["managerial", "managerial", "managerial", "consultative"],
        }
    )
    assert agreement.names_differing_model(derived, rule="stated") == "Second"
    sides = derived.pivot(index="name", columns="coder", values="model")
    sides = sides.assign(variable="model, stated rule")
    assert agreement.count_differing_model(sides, rule="stated").value == 1


def test_a_code_that_nobody_used_has_no_number(real: pd.DataFrame) -> None:
    """Better no book than a number for nothing."""
    with pytest.raises(ValueError, match="neither coding uses it"):
        agreement.alpha_of(real, variable="telepathy", subset=ALL_ROWS)


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.80, "at or above"), (0.7, "between"), (0.6, "below")],
)
def test_the_standing_of_an_alpha_follows_its_value(alpha: float, words: str) -> None:
    """Three outcomes, by the two conventional bounds."""
    row = {"variable": "model, stated rule", "subset": ALL_ROWS, "alpha": alpha}
    assert agreement.alpha_model_standing(pd.DataFrame([row])).startswith(words)


@pytest.mark.parametrize(
    ("low", "words"),
    [(0.26, "reaches below"), (0.667, "reaches down to"), (0.70, "stays above")],
)
def test_the_reach_of_an_interval_follows_its_lower_end(low: float, words: str) -> None:
    """Turned data turn the words."""
    row = {"variable": "model, stated rule", "subset": ALL_ROWS, "low": low}
    assert agreement.reach_alpha_model(pd.DataFrame([row])) == words


def test_purposes_of_the_claims_below_the_bound_are_named() -> None:
    """Transparency holds, cost belongs to no claim."""
    rows = pd.DataFrame(
        {
            "subset": [ALL_ROWS] * 4,
            "group": ["Purpose"] * 4,
            "variable": ["efficiency", "transparency", "accessibility", "cost"],
            "alpha": [0.6, 0.7, 0.5, 0.3],
        }
    )
    assert agreement.names_claimed_below_tentative(rows) == "accessibility and efficiency"
    assert agreement.names_claimed_below_tentative(rows.assign(alpha=0.9)) == "none"


def test_terms_below_the_bound_are_counted_and_named() -> None:
    """Codes that take one value are not among them."""
    rows = pd.DataFrame(
        {
            "subset": [ALL_ROWS] * 3,
            "group": ["Function", "Purpose", "Code"],
            "variable": ["monitoring", "cost", "citizen role"],
            "alpha": [0.9, 0.3, 0.2],
        }
    )
    assert agreement.count_alphas_below_tentative(rows).value == 1
    assert agreement.count_alphas_below_tentative(rows).n == 2
    assert agreement.names_alphas_below_tentative(rows) == "cost"


def test_exhibits_show_every_variable(real: pd.DataFrame) -> None:
    """A missing alpha prints a dash in the table and no point in the figure."""
    html = agreement.tbl_agreement_codings(real).as_raw_html()
    assert all(
        name in html for name in ["deliberation", "evidence-based policy", "model, stated rule"]
    )
    assert ">nan<" not in html
    agreement.fig_agreement_alpha(real).plot.draw()
