"""From codes to models: the rules, the counts, and the words that follow from the counts."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import models_of_government as models
from analysis.models_of_government import RULES
from analysis.readings import ALL_ROWS, WITHOUT_HINTED, WITHOUT_LOW_CONFIDENCE


def interventions(**columns: list[str]) -> pd.DataFrame:
    """Three interventions in three sectors."""
    plain = {
        "id": ["one", "two", "three"],
        "name": ["First", "Second", "Third"],
        "sector": ["education", "health", "cross-cutting"],
        "confidence": ["high", "high", "high"],
    }
    return pd.DataFrame(plain | columns)


def coding(*roles: str, functions: tuple[tuple[str, ...], ...] | None = None) -> pd.DataFrame:
    """Codings A and B, alike, of the three interventions: their citizen roles and functions."""
    functions = functions or (("monitoring",), ("consultation",), ("complaint",))
    one = pd.DataFrame(
        {"id": ["one", "two", "three"], "citizen_role": roles, "functions": list(functions)}
    )
    return pd.concat([one.assign(coder="A"), one.assign(coder="B")], ignore_index=True)


def counted(codes: pd.DataFrame, listed: pd.DataFrame | None = None) -> pd.DataFrame:
    """The counts that follow from some codes."""
    listed = interventions() if listed is None else listed
    by_intervention = models.models_by_intervention(codes, listed)
    return models.model_counts(by_intervention, models.intervention_subsets(listed))


@pytest.mark.parametrize(
    ("functions", "role", "stated", "alternative"),
    [
        (("monitoring",), "none", "managerial", "managerial"),
        (("complaint",), "complainant", "managerial", "consultative"),
        (("complaint", "consultation"), "complainant", "managerial", "consultative"),
        (("complaint",), "service user", "managerial", "managerial"),
        (("consultation",), "consultee", "consultative", "consultative"),
        (("information display",), "consultee", "managerial", "managerial"),
        (("deliberation",), "service user", "participatory", "participatory"),
        (("deliberation",), "complainant", "participatory", "participatory"),
        (("payment/entitlement",), "co-decider", "participatory", "participatory"),
        (("consultation",), "co-decider", "participatory", "participatory"),
        ((), "none", "managerial", "managerial"),
    ],
)
def test_each_rule_gives_the_model_its_sentence_says(
    functions: tuple[str, ...], role: str, stated: str, alternative: str
) -> None:
    """The two rules differ only in what they make of complainants."""
    assert RULES["stated"](functions, role) == stated
    assert RULES["alternative"](functions, role) == alternative


def test_counts_by_sector_add_up_to_the_list() -> None:
    """One row for each subset, coding, rule and sector; a model that none has counts zero."""
    counts = counted(coding("none", "consultee", "complainant"))
    stated = counts[(counts["coder"] == "A") & (counts["rule"] == "stated")]
    whole = stated[(stated["sector"] == models.ALL_SECTORS) & (stated["subset"] == ALL_ROWS)].iloc[
        0
    ]
    assert list(whole[list(models.MODELS)]) == [2, 1, 0]
    assert whole["n"] == 1 + 1 + 1


def test_a_count_can_be_asked_for_a_sector() -> None:
    """The consultative intervention is the one in health."""
    counts = counted(coding("none", "consultee", "complainant"))
    ask = {"coder": "B", "rule": "stated"}
    health = models.count_model(counts, model="consultative", sector="health", **ask)
    education = models.count_model(counts, model="consultative", sector="education", **ask)
    assert (health.value, health.n) == (1, 1)
    assert (education.value, education.n) == (0, 1)


def test_the_share_of_a_model_has_the_whole_list_as_its_base() -> None:
    """Two of three are managerial by the stated rule, one of three by the alternative."""
    counts = counted(coding("none", "consultee", "complainant"))
    ask = {"model": "managerial", "coder": "A", "subset": ALL_ROWS}
    assert models.share_model(counts, rule="stated", **ask).value == 100 * 2 / 3
    assert models.share_model(counts, rule="alternative", **ask).value == 100 * 1 / 3


def test_rows_in_doubt_are_left_out_of_their_subset_only() -> None:
    """A hinted row and a row of low confidence each leave one subset."""
    listed = interventions(
        id=["one", "tameer-e-school", "three"], confidence=["high", "high", "low"]
    )
    subsets = models.intervention_subsets(listed).groupby("subset")["id"].agg(list)
    assert subsets[ALL_ROWS] == ["one", "tameer-e-school", "three"]
    assert subsets[WITHOUT_HINTED] == ["one", "three"]
    assert subsets[WITHOUT_LOW_CONFIDENCE] == ["one", "tameer-e-school"]


def test_names_are_listed_in_order_and_an_empty_list_says_so() -> None:
    """The alternative rule adds the complainant's name."""
    codes = coding("none", "consultee", "complainant")
    derived = models.models_by_intervention(codes, interventions())
    ask = {"model": "consultative", "coder": "A"}
    assert models.names_model(derived, rule="stated", **ask) == "Second"
    assert models.names_model(derived, rule="alternative", **ask) == "Second; Third"
    assert models.names_model(derived, model="participatory", coder="A", rule="stated") == "none"


def test_consultation_coded_with_a_complainant_is_counted() -> None:
    """Such a row is managerial by the stated rule, whatever its function."""
    codes = coding("complainant", "complainant", "consultee")
    assert models.count_consultation_complainant(codes, coder="A").value == 1


def test_managerial_without_a_user_is_counted_among_the_managerial() -> None:
    """Of the two managerial interventions one leaves citizens no part; a data subject has none."""
    derived = models.models_by_intervention(
        coding("data subject", "consultee", "service user"), interventions()
    )
    number = models.count_managerial_passive(derived, coder="B")
    assert (number.value, number.n) == (1, 2)


def test_rows_in_doubt_are_named() -> None:
    """By the list's names, not by their keys."""
    listed = interventions(
        id=["one", "civic-innovation", "three"], confidence=["low", "high", "high"]
    )
    assert models.names_hinted(listed) == "Second"
    assert models.names_low_confidence(listed) == "First"


def test_exhibits_can_be_drawn_from_three_rows() -> None:
    """No sector and no model need be present for figure and tables to be made."""
    codes = coding("none", "consultee", "complainant")
    counts = counted(codes)
    models.fig_models_by_sector(counts).plot.draw()
    html = models.tbl_models_by_rule(counts).as_raw_html()
    assert "66.7" in html
    derived = models.models_by_intervention(codes, interventions())
    assert "First" not in models.tbl_models_not_managerial(derived).as_raw_html()
