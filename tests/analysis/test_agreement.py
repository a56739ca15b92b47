"""Agreement between the codings of the interventions: the checked values, and what is said of them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import agreement, sources
from analysis.models_of_government import intervention_subsets, models_by_intervention
from analysis.readings import ALL_ROWS, WITHOUT_HINTED, WITHOUT_LOW_CONFIDENCE


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    """Agreement on the real coding, the one row per subset and variable of `coding_agreement`."""
    listed, codes = sources.interventions(), sources.interventions_coding()
    sides = agreement.coded_variables(codes, models_by_intervention(codes, listed))
    return agreement.coding_agreement(sides, intervention_subsets(listed))


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
    n = {subset: rows["n"].iloc[0] for subset, rows in real.groupby("subset", sort=False)}
    assert f"n = {', '.join(f'{count} ({subset})' for subset, count in n.items())}." in html
    agreement.fig_agreement_alpha(real).plot.draw()
