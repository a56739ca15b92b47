"""Codes of interviews: four interviews typed here, each with two segments that two coders coded."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import interviews as topic
from analysis.interview_agreement import (
    count_codes_at,
    interview_agreement,
    names_codes_disputed,
)
from analysis.numbers import Number

GIVEN = {
    ("I01", "official education"): (("control", "control"), ("veiled", "-")),
    ("I02", "official health"): (("veiled control", "veiled"), ("-", "control")),
    ("I03", "student"): (("control", "-"), ("-", "control")),
    ("I04", "patient"): (("veiled", "veiled"), ("veiled control", "control veiled")),
}
"""For each interview and its group: what coders A and B gave to the first and the second segment."""


def codes() -> pd.DataFrame:
    """The codes as the table of the data has them."""
    rows = [
        (interview, group, place, coder, () if given == "-" else tuple(given.split()))
        for (interview, group), segments in GIVEN.items()
        for place, pair in enumerate(segments, start=1)
        for coder, given in zip("AB", pair, strict=True)
    ]
    columns = ["interview_id", "respondent_group", "segment", "coder", "codes"]
    return pd.DataFrame(rows, columns=columns)


def test_a_code_occurs_where_both_coders_gave_it_to_the_same_segment() -> None:
    """In the third interview each gave it, but to another segment: it does not occur."""
    found = topic.code_occurrence(codes())
    assert found["control"].tolist() == [True, False, False, True]
    assert found["veiled"].tolist() == [False, True, False, True]
    assert found.index.get_level_values("side").tolist() == ["officials"] * 2 + ["users"] * 2


def test_a_share_of_interviews_has_the_interval_of_wilson() -> None:
    """One of two officials' interviews; by hand: centre and half-width of Wilson's formula."""
    number = topic.share_of_interviews(topic.code_occurrence(codes()), "veiled", "officials")
    z, p, n = 1.959964, 1 / 2, 2
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)
    assert (number.value, number.n, number.cases) == (50, 2, 1)
    assert number.low == pytest.approx(100 * (centre - half), abs=1e-4)
    assert number.high == pytest.approx(100 * (centre + half), abs=1e-4)


def test_a_code_that_nobody_gave_has_a_share_of_nought() -> None:
    """It is not an error that a theme was never raised."""
    found = topic.code_occurrence(codes())
    assert topic.share_of_interviews(found, "covid push", "officials").value == 0


def test_interviews_and_segments_are_counted_once_for_both_coders() -> None:
    """Four interviews of two segments."""
    assert topic.count_interviews(topic.code_occurrence(codes())).value == 4
    assert topic.count_segments(codes()).value == 4 * 2


@pytest.mark.parametrize(
    ("asked", "heard", "expected"),
    [
        ((51, 60), (55, 90), "converge"),
        ((10, 40), (20, 49), "converge"),
        ((51, 60), (10, 49), "diverge"),
        ((45, 60), (55, 90), "cannot tell"),
    ],
)
def test_a_joint_reading_needs_both_intervals_on_one_side(
    asked: tuple[float, float], heard: tuple[float, float], expected: str
) -> None:
    """Above a half or below it; an interval that holds the half leaves the reading open."""
    numbers = [
        Number(sum(ends) / 2, "percent", low=ends[0], high=ends[1]) for ends in (asked, heard)
    ]
    assert topic._reading(*numbers) == expected


def test_pairs_of_codes_that_few_interviews_hold_are_not_drawn() -> None:
    """One interview holds both codes; five copies of it make a pair that may be shown."""
    one = topic.code_occurrence(codes())
    many = pd.concat([one] * 5)
    assert topic.fig_organisational_culture_pairs(many).data["Interviews"].tolist() == [5]
    small = topic.tbl_organisational_culture_codes(one).as_raw_html()
    assert small.count(">[c]<") == 4


def test_codes_with_little_agreement_are_named() -> None:
    """The coders agree on veiled in seven of eight segments, on control in four."""
    found = interview_agreement(codes())
    assert found["code"].tolist() == ["veiled", "control"]
    assert names_codes_disputed(found) == "control"
    assert count_codes_at(found, 0.667).value == 1


def test_a_pair_that_tells_of_few_by_subtraction_is_not_drawn() -> None:
    """Both codes in six interviews, one of them in two more: the number of the pair would tell of the two."""
    both, one, none = (True, True), (True, False), (False, False)
    rows = [both] * 6 + [none] * 6
    index = pd.MultiIndex.from_product([range(12), ["users"]], names=["interview_id", "side"])
    whole = pd.DataFrame(rows, columns=["control", "veiled"], index=index)
    part = pd.DataFrame(rows[:-2] + [one] * 2, columns=["control", "veiled"], index=index)
    assert topic.fig_organisational_culture_pairs(whole).data["Interviews"].tolist() == [6]
    assert topic.fig_organisational_culture_pairs(part).data.empty


def test_a_code_that_all_but_few_interviews_hold_is_withheld() -> None:
    """Eight of ten interviews with users hold it, which would tell of the two others."""
    index = pd.MultiIndex.from_tuples(
        [(number, side) for side in topic.SIDES for number in range(10)],
        names=["interview_id", "side"],
    )
    held = [True] * 5 + [False] * 5 + [True] * 8 + [False] * 2
    table = pd.DataFrame({"control": held}, index=index)
    html = topic.tbl_organisational_culture_codes(table).as_raw_html()
    assert html.count(">5<") == 1
    assert html.count(">[c]<") == 1


def test_a_count_withheld_on_one_side_leaves_that_of_the_other() -> None:
    """Three of ten users and six of twelve officials hold it; nothing tells of nine in all."""
    sizes = {"officials": (6, 12), "users": (3, 10)}
    rows = [(side, i, i < held) for side, (held, size) in sizes.items() for i in range(size)]
    index = pd.MultiIndex.from_tuples(
        [(i, side) for side, i, _ in rows], names=["interview_id", "side"]
    )
    table = pd.DataFrame({"control": [held for *_, held in rows]}, index=index)
    html = topic.tbl_organisational_culture_codes(table).as_raw_html()
    assert (html.count(">6<"), html.count(">[c]<")) == (1, 1)


def test_the_joint_display_explains_the_sign_only_where_something_is_withheld() -> None:
    """Five of ten interviews may be told of; with four of ten the cell is withheld, and a note says why."""
    told = Number(60, "percent", low=50, high=70, n=100, cases=60)
    for cases, shown in ((5, False), (4, True)):
        heard = Number(10 * cases, "percent", low=20, high=70, n=10, cases=cases)
        row = ("Control", "control", told, heard, "cannot tell")
        names = ["theme", "code", "questionnaire", "interviews", "reading"]
        html = topic.tbl_organisational_culture_joint(pd.DataFrame([row], columns=names))
        assert ("withheld" in html.as_raw_html()) is shown
