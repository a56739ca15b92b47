"""Codes are counted by coding, and the words about the claims C3 and C4 follow the counts."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import intervention_codes as codes

EVIDENCE = "evidence-based policy"
Purposes = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def given(first: Purposes, second: Purposes | None = None) -> pd.DataFrame:
    """Codes of three interventions with the purposes that coding A and coding B find."""
    facts = pd.DataFrame(
        {"id": ["one", "two", "three"], "sector": ["education", "health", "cross-cutting"]}
    )
    functions = [("monitoring", "data dashboard"), ("data dashboard",), ("complaint",)]
    parts = [
        facts[["id"]].assign(
            coder=coder,
            functions=functions,
            stated_purposes=list(purposes),
            info_flow=["internal", "internal", "two-way"],
            citizen_role=["none", "none", "complainant"],
        )
        for coder, purposes in (("A", first), ("B", second or first))
    ]
    return codes.codes_given(pd.concat(parts, ignore_index=True), facts)


BOTH = given(((EVIDENCE, "efficiency"), ("efficiency",), ("transparency", "accessibility")))


def test_an_intervention_counts_once_however_many_of_the_codes_it_has() -> None:
    """The first monitors and has a dashboard, the second a dashboard: 2 watch, not 3."""
    watching = codes.count_with_code(BOTH, "functions", "monitoring or data dashboard", "A")
    assert (watching.value, watching.n) == (2, 3)
    assert codes.count_with_code(BOTH, "functions", "monitoring", "A").value == 1


def test_codings_are_counted_apart() -> None:
    """Efficiency twice in A, once in B."""
    apart = given(
        (("efficiency",), ("efficiency",), ("cost",)), (("efficiency",), ("cost",), ("cost",))
    )
    counts = codes.code_counts(apart)
    purposes = codes._of(counts, "stated_purposes")
    assert purposes.loc["efficiency"].tolist() == [2, 1]
    most = codes.names_most(counts, "stated_purposes")
    assert most == "efficiency in coding A, cost in coding B"
    agreed = codes.count_purposes_agreed(apart)
    assert (agreed.value, agreed.n) == (2, 3)


def test_a_shared_first_place_names_all_that_share_it() -> None:
    """Three purposes, once each."""
    tied = codes.code_counts(given((("cost",), ("efficiency",), ("other",))))
    most = codes.names_most(tied, "stated_purposes")
    assert most == "cost, efficiency and other in both codings"


def test_a_place_is_one_more_than_the_purposes_stated_more_often() -> None:
    """Efficiency twice; evidence once, as two others: second."""
    counts = codes.code_counts(BOTH)
    assert codes.place_purpose_evidence(counts) == "second in both codings"
    assert codes.count_purposes(counts).value == 4


def test_a_place_that_only_one_coding_gives_names_the_coding() -> None:
    """Evidence once in both; efficiency twice in A and never in B."""
    parted = given(
        ((EVIDENCE, "efficiency"), ("efficiency",), ("cost",)), ((EVIDENCE,), ("cost",), ("other",))
    )
    place = codes.place_purpose_evidence(codes.code_counts(parted))
    assert place == "second in coding A, first in coding B"


@pytest.mark.parametrize(
    ("purposes", "extent", "order"),
    [
        (
            (("efficiency", "transparency"), ("accessibility",), (EVIDENCE,)),
            "none of the six",
            None,
        ),
        (
            (
                ("efficiency", "transparency", "accessibility"),
                ("efficiency", "transparency", "accessibility"),
                (EVIDENCE,),
            ),
            "all six",
            "not",
        ),
        (
            ((EVIDENCE,), (EVIDENCE, "efficiency"), ("transparency", "accessibility")),
            "none of the six",
            "also",
        ),
    ],
)
def test_the_order_of_the_claims_follows_the_counts(
    purposes: Purposes, extent: str, order: str | None
) -> None:
    """Ties are not an order: they leave it at "only in part"."""
    counts = codes.code_counts(given(purposes))
    assert codes.extent_c4_before_c3(counts) == extent
    assert codes.order_claims(counts) == (order or "only in part")


def test_evidence_for_policy_is_counted_with_oversight() -> None:
    """The one intervention for evidence-based policy monitors."""
    number = codes.count_evidence_policy(BOTH, "A")
    assert (number.value, number.n) == (1, 1)


def test_cross_cutting_ones_are_counted_among_those_with_a_function() -> None:
    """The complaint is cross-cutting; of the two that watch, none is."""
    voice = codes.count_cross_cutting(BOTH, "complaint or consultation", "A")
    oversight = codes.count_cross_cutting(BOTH, "monitoring or data dashboard", "A")
    assert (voice.value, voice.n) == (1, 1)
    assert (oversight.value, oversight.n) == (0, 2)


def test_roles_that_nobody_coded_are_shown_as_nought() -> None:
    """All six roles and four flows are in the table, most of them with zeros."""
    html = codes.tbl_interventions_roles(codes.code_counts(BOTH)).as_raw_html()
    assert all(f">{role}<" in html for role in codes.IN_ORDER["citizen_role"])
    assert html.count('class="gt_row gt_right">0<') == 2 * (10 - 4)
    assert "n = 3 interventions." in html


def test_figures_put_the_commonest_code_first() -> None:
    """From the top down; of equally rare ones the last by name is lowest."""
    order = codes._ordered(codes.code_counts(BOTH), "stated_purposes")
    assert order == ["efficiency", "accessibility", EVIDENCE, "transparency"]


def test_figures_say_how_many_interventions_were_coded() -> None:
    """Three, of which one has two functions, and two have the same purpose."""
    counts = codes.code_counts(BOTH)
    for draw in (codes.fig_interventions_functions, codes.fig_interventions_purposes):
        assert str(draw(counts).plot.labels.caption).startswith("n = 3 interventions. ")
