"""What may be told of respondents: the threshold, its neighbours, and what a total gives away."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.decomposition import decomposition
from analysis.disclosure import (
    NUMBERS,
    SUPPRESSION_THRESHOLD,
    check_anonymous,
    few_behind,
    masked,
    publishable,
    told,
    told_of_parts,
    withheld,
)
from analysis.dominance import cliffs_delta, cliffs_delta_between
from analysis.errors import DisclosureError
from analysis.mediation import mediation
from analysis.numbers import Input, Lineage, Number, count, percent, tally
from analysis.ordinal import proportional_odds
from analysis.regression import linear
from analysis.survey import differences, differences_between, means
from analysis.variance_share import omega_squared

NONE = pd.NA


def of(number: Number, evidence: str = "collected") -> Number:
    """`number` as it rests on patients whose answers are of some kind of evidence."""
    patients = Input("patients", "data/raw/patients.csv", "ab12", evidence)
    lineage = Lineage("A share.", "analysis.trust.share", "analysis/trust.py", 41, (patients,))
    return replace(number, key="share", lineage=lineage)


def series(*numbers: int | None) -> pd.Series:
    """Counts as they come out: Int64."""
    return pd.Series([NONE if n is None else n for n in numbers], dtype="Int64")


def suppressed(counts: pd.Series) -> pd.Series:
    """`counts` as a table shows them."""
    return masked(counts, counts)


def test_the_threshold_is_the_smallest_count_that_is_told() -> None:
    """The threshold and its two neighbours; one more large cell is there to be subtracted from."""
    cases = {
        SUPPRESSION_THRESHOLD - 1: True,
        SUPPRESSION_THRESHOLD: False,
        SUPPRESSION_THRESHOLD + 1: False,
    }
    assert {n: bool(withheld(series(n, 90))[0]) for n in cases} == cases


def test_nobody_is_told_and_one_is_not() -> None:
    """0 discloses nothing of a person; 1 would."""
    assert withheld(series(0, 90)).tolist() == [False, False]
    assert withheld(series(1, 90, 80))[0]


def test_a_total_that_gives_a_cell_away_costs_the_next_smallest() -> None:
    """50 - 40 - 8 - 0 = 2, so the 8 goes too; the 0 would protect less."""
    pd.testing.assert_series_equal(suppressed(series(40, 8, 2, 0)), series(40, None, None, 0))


def test_two_cells_that_can_only_be_one_and_one_cost_a_third() -> None:
    """52 - 50 = 2 people in two cells that are not empty: 1 and 1."""
    pd.testing.assert_series_equal(suppressed(series(1, 1, 50, 60)), series(None, None, None, 60))


def test_two_cells_that_sum_to_enough_cost_nothing_more() -> None:
    """3 + 2 = 5 can be 1 + 4, 2 + 3, 3 + 2 or 4 + 1."""
    pd.testing.assert_series_equal(suppressed(series(3, 2, 50)), series(None, None, 50))


def test_a_cell_of_a_table_needs_protection_in_its_row_and_in_its_column() -> None:
    """One small cell costs three more: one in its row, one in its column, and the fourth corner."""
    counts = pd.DataFrame({"yes": [2, 30, 40], "no": [20, 10, 50], "unsure": [60, 70, 80]})
    expected = pd.DataFrame(
        {
            "yes": [True, True, False],
            "no": [True, True, False],
            "unsure": [False, False, False],
        }
    )
    pd.testing.assert_frame_equal(withheld(counts), expected)


def test_no_total_gives_a_withheld_cell_away() -> None:
    """In every line of a table with many small cells none is withheld alone."""
    counts = pd.DataFrame([[1, 9, 8, 7], [0, 0, 3, 50], [6, 6, 6, 4], [90, 0, 0, 0]])
    hidden = withheld(counts)
    for lines in (hidden, hidden.T):
        assert not (lines.sum(axis=1) == 1).any()
    for axis in (0, 1):
        sums = (counts * hidden).sum(axis=axis)
        assert not sums.between(1, SUPPRESSION_THRESHOLD - 1).any()


COLUMNS = {"institution": 3, "weight": 4, "trust": 5}


@pytest.mark.parametrize(("sizes", "shown"), [((3, 90), False), ((90, 3), False), ((5, 90), True)])
def test_a_comparison_with_few_on_one_side_is_withheld(sizes: tuple[int, int], shown: bool) -> None:
    """However many stand on the other: difference, delta, coefficient and the variance between the two sides."""
    first, second = sizes
    frame = pd.DataFrame({"trait": [1.0] * first + [0.0] * second, "stratum": "one"})
    frame = frame.assign(**{name: frame.index % size + 1 for name, size in COLUMNS.items()})
    sides = {"by": "trait", "groups": (1.0, 0.0)}
    parts = [frame[frame["trait"] == side] for side in sides["groups"]]
    found = [
        differences(frame, "trust", **sides),
        differences_between(*(means(part, "trust") for part in parts), "item"),
        cliffs_delta(frame, "trust", **sides),
        cliffs_delta_between(*parts, "trust"),
        linear(frame, "trust", {"trait": None}).iloc[1:],
        proportional_odds(frame, "trust", {"trait": None}).iloc[:1],
        decomposition(frame, "trust", {"weight": None}, by="trait", groups=(1.0, 0.0)),
        mediation(frame, "trust", "institution", "trait").iloc[:1],
        omega_squared(frame, "trust", "trait").to_frame().T,
    ]
    for table in found:
        assert few_behind(table["n"], table["cases"]).eq(not shown).all()
        numbers = [name for name in NUMBERS if name in table]
        assert told(table).loc[:, numbers].isna().all(axis=None) == (not shown)


def test_a_share_is_withheld_with_the_count_behind_it() -> None:
    """Shares and means go where their count goes."""
    counts = series(2, 8, 40)
    shares = pd.Series([0.04, 0.16, 0.8])
    assert masked(shares, counts).isna().tolist() == [True, True, False]


@pytest.mark.parametrize("evidence", ["collected", "stand-in"])
@pytest.mark.parametrize(
    "number",
    [
        Number(3.1, "index", 1, n=SUPPRESSION_THRESHOLD - 1),
        percent(0, SUPPRESSION_THRESHOLD - 1),
        count(1, n=90),
        count(SUPPRESSION_THRESHOLD - 1),
        percent(4, 90),
        percent(86, 90),
    ],
)
def test_a_number_that_tells_of_few_is_not_published(number: Number, evidence: str) -> None:
    """A small base, a small count, a small share, and the few that a large share leaves."""
    with pytest.raises(DisclosureError, match=r"^not to be published: 1 problem\nanalysis/trust"):
        publishable(of(number, evidence))


@pytest.mark.parametrize(
    "number",
    [
        Number(3.1, "index", 1, n=SUPPRESSION_THRESHOLD),
        count(SUPPRESSION_THRESHOLD, n=90),
        count(0, n=90),
        percent(90, 90),
        percent(SUPPRESSION_THRESHOLD, 2 * SUPPRESSION_THRESHOLD),
        tally(2),
    ],
)
def test_a_number_that_tells_of_enough_is_published(number: Number) -> None:
    """At the threshold, of nobody, of all, and of things that are no respondents."""
    assert publishable(of(number)) == of(number)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [([300, 5], [300, 5]), ([300, 3], []), ([300, 3, 40], [300]), ([300, 3, 4, 40], [300, 40])],
)
def test_a_small_part_costs_a_second_one(sizes: list[int], shown: list[int]) -> None:
    """All asked are told of elsewhere, and the parts that are left would tell how many lack."""
    parts = pd.DataFrame({"trait": "gender", "n": sizes, "estimate": 0.5, "low": 0.4, "high": 0.6})
    other = parts.assign(trait="residence", n=300)
    rows = told_of_parts(pd.concat([parts, other], ignore_index=True), "trait")
    left = rows.dropna(subset="estimate")
    assert left.loc[left["trait"].eq("gender"), "n"].tolist() == shown
    assert left["trait"].eq("residence").sum() == len(sizes)
    assert rows["low"].isna().eq(rows["estimate"].isna()).all()


def test_a_number_without_respondents_is_not_held_back() -> None:
    """Three interventions are three interventions."""
    assert publishable(of(count(3, n=4), "published")) == of(count(3, n=4), "published")
    assert publishable(count(3)) == count(3)


def test_the_message_says_where_and_what_next_and_not_how_many() -> None:
    """A log is read by others."""
    with pytest.raises(DisclosureError) as raised:
        publishable(of(percent(4, 90)))
    assert str(raised.value).splitlines()[1:] == [
        "analysis/trust.py:41: share tells of 1 to 4 respondents",
        "    next: merge groups until enough respondents stand behind it, or take it out of the text",
    ]


LINEAGE = of(count(9)).lineage
ANSWERS = pd.DataFrame({"respondent_id": ["S1", "S2"], "remark": ["secret", "secret too"]})


@pytest.mark.parametrize(
    "shown",
    [
        ANSWERS,
        ANSWERS[["respondent_id"]].rename(columns={"respondent_id": "Who"}),
        ANSWERS.set_index("remark").reset_index(names="Who").T,
        "The first, S1, said nothing.",
        ANSWERS.to_string(),
    ],
)
def test_what_names_respondents_is_refused(shown: pd.DataFrame | str) -> None:
    """By the key of their table, under whatever name, turned round, or in a sentence."""
    assert LINEAGE is not None
    with pytest.raises(DisclosureError, match=r"analysis/trust.py:41: shows respondent_id: rows"):
        check_anonymous(shown, {"respondent_id": {"S1", "S2"}}, LINEAGE)


@pytest.mark.parametrize(
    "shown", [pd.DataFrame({"District": ["Swat"], "n": [12]}), "Of 12 in S10 some did."]
)
def test_what_names_nobody_is_let_pass(shown: pd.DataFrame | str) -> None:
    """Its rows may be districts or answers; a number is nobody's name, though a form may number them."""
    assert LINEAGE is not None
    check_anonymous(shown, {"respondent_id": {"S1", "S2", "12"}}, LINEAGE)
