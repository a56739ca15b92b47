"""The rules by which claims are decided, on numbers typed here; and that the book's claims are whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import claims
from analysis.claim_rules import (
    CLAIMS,
    FAILED,
    GROUNDS,
    OPEN,
    PASSED,
    Condition,
    outcome,
    verdict,
)
from analysis.estimates import POWER, as_number, logit_interval
from analysis.intervention_codes import CLAIM_C4
from analysis.numbers import Number


def share(value: float, low: float | None = None, high: float | None = None) -> Number:
    """A share with its interval, of ten people."""
    return Number(value, "percent", 1, low=low, high=high, n=10, detectable=12.34)


@pytest.mark.parametrize(
    ("number", "side", "expected"),
    [
        (share(60, 51, 69), "above", PASSED),
        (share(60, 50, 70), "above", OPEN),
        (share(40, 30, 50), "above", FAILED),
        (share(60), "above", PASSED),
        (share(50), "above", FAILED),
        (share(40, 30, 49), "below", PASSED),
        (share(40, 30, 51), "below", OPEN),
        (share(60, 50, 70), "below", FAILED),
        (share(60, 51, 69), "apart", PASSED),
        (share(-60, -69, -51), "apart", PASSED),
        (share(20, -10, 50), "apart", FAILED),
        (share(20, -10, 51), "apart", OPEN),
    ],
)
def test_a_test_is_passed_or_failed_only_by_a_whole_interval(
    number: Number, side: str, expected: str
) -> None:
    """An interval that holds the threshold leaves the test open; a bare number decides by its value."""
    assert outcome(number, Condition("any", "Any", side, 50), ground="record") == expected


def test_an_answer_without_an_interval_leaves_the_test_open() -> None:
    """All of ten agree: the sample does not show how answers vary. A count of documents decides."""
    test = Condition("any", "Any", "above", 50)
    assert outcome(share(100), test, ground="survey") == OPEN
    assert outcome(share(100), test, ground="record") == PASSED


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([PASSED, PASSED], "supported"),
        ([FAILED], "not supported"),
        ([PASSED, FAILED, OPEN], "mixed"),
        ([PASSED, OPEN], "cannot tell"),
        ([FAILED, OPEN], "cannot tell"),
        ([OPEN], "cannot tell"),
    ],
)
def test_a_verdict_needs_all_tests_to_say_the_same(outcomes: list[str], expected: str) -> None:
    """One open test is enough to leave a claim open, unless the others contradict each other."""
    assert verdict(outcomes) == expected


def test_turned_numbers_turn_the_verdict() -> None:
    """The verdict on C5 follows its three shares."""
    seen, unseen = share(60, 51, 69), share(40, 31, 49)
    said = {
        "supported": [seen, seen, seen],
        "not supported": [unseen, unseen, unseen],
        "mixed": [seen, seen, unseen],
        "cannot tell": [seen, seen, share(50, 41, 59)],
    }
    for expected, deciding in said.items():
        assert claims.verdict_on_claim(deciding, "C5", "survey") == expected


def test_the_table_of_tests_prints_what_was_tested_against_what() -> None:
    """C6 has two tests: students pass, patients are open."""
    tests = claims.claim_tests(_record_of_nothing(), "survey")
    rows = tests[tests["key"] == "C6"].to_dict("records")
    expected = {
        "unit": "%",
        "estimate": "60.0",
        "interval": "50.0 to 70.0",
        "n": "10",
        "rule": "above\N{NO-BREAK SPACE}50",
        "detectable": "12.6",
    }
    assert [{key: row[key] for key in expected} for row in rows] == [expected, expected]
    assert {row["outcome"] for row in rows} == {OPEN}


def test_the_appendix_says_what_each_test_could_have_found() -> None:
    """One row a test on the survey, and the conclusion's table has no such column."""
    tests = claims.claim_tests(_record_of_nothing(), "survey")
    html = claims.tbl_robustness_detectable(tests).as_raw_html()
    assert html.count(">12.6<") == tests["rule"].str.contains("50").sum()
    assert "n = 10." in html
    assert "12.6" not in claims.tbl_claims_tests(tests).as_raw_html()


@pytest.mark.parametrize("estimate", [0.12, 0.5, 0.9])
def test_what_is_detectable_of_a_share_is_found_as_often_as_is_said(estimate: float) -> None:
    """Of 900 people drawn singly, whatever their share: the chance, by the binomial, that one as far above a half passes."""
    se = np.sqrt(estimate * (1 - estimate) / 900)
    row = pd.Series({"estimate": estimate, "se": se, "low": 0, "high": 1, "n": 900, "df": 1e9})
    least = claims.least_from(as_number(row, "percent"), 50)
    assert least is not None
    shares = np.arange(1, 900) / 900
    low, _ = logit_interval(shares, np.sqrt(shares * (1 - shares) / 900), 1e9)
    passing = stats.binom.pmf(np.arange(1, 900), 900, 0.5 + least / 100)[low > 0.5].sum()
    assert passing == pytest.approx(POWER, abs=0.02)


def test_of_a_share_without_an_error_nothing_is_detectable_and_differences_stay() -> None:
    """Where all or none agree their error is nought; that of a difference is the same everywhere."""
    assert claims.least_from(share(100), 50) is None
    lead = Number(60, "percentage points", 1, low=50, high=70, n=10, detectable=12.34)
    assert claims.least_from(lead, 50) == 12.34


def _record_of_nothing() -> list[Number]:
    """A number for each test on the survey, all alike."""
    return [share(60, 50, 70) for claim in CLAIMS for _ in claim.tests["survey"]]


def test_verdicts_name_the_claims_and_count_them() -> None:
    """Of three claims two are supported; the fourth word has none."""
    verdicts = pd.DataFrame(
        {"key": ["C1", "C2", "C3"], "verdict": ["supported", "mixed", "supported"]}
    )
    assert claims.names_claims(verdicts, "supported") == "C1, C3"
    assert claims.names_claims(verdicts, "cannot tell") == "none"
    said = verdicts.assign(claim=["This", "That", "The other"])
    assert claims.words_claims(said, "supported") == "This (C1); The other (C3)"
    assert claims.words_claims(said, "cannot tell") == "none"
    assert claims.count_claims(verdicts).value == 3


def test_every_claim_of_the_study_is_there_and_can_be_put_to_some_ground() -> None:
    """C1 to C14, in order, each with at least one test, and every side is one that is understood."""
    assert [claim.key for claim in CLAIMS] == [f"C{number}" for number in range(1, 15)]
    assert [claim.key for claim in CLAIMS if not any(claim.tests.values())] == []
    sides = {test.side for claim in CLAIMS for ground in GROUNDS for test in claim.tests[ground]}
    assert sides <= {"above", "below", "apart"}


def test_what_a_verdict_is_about_is_said_of_its_own_ground() -> None:
    """Of documents nothing that officials recall, and of officials nothing about launches."""
    (c2,) = [claim for claim in CLAIMS if claim.key == "C2"]
    assert [word in c2.limits["record"] for word in ("Launches", "officials")] == [True, False]
    assert [word in c2.limits["survey"] for word in ("Launches", "officials")] == [False, True]
    assert all(set(claim.limits) == set(GROUNDS) for claim in CLAIMS)


def test_c4_asks_of_each_purpose_on_either_ground() -> None:
    """Three purposes: of the officials each by itself, of the documents each in both codings."""
    (c4,) = [claim for claim in CLAIMS if claim.key == "C4"]
    asked = {ground: {test.result for test in c4.tests[ground]} for ground in GROUNDS}
    assert asked["survey"] == {f"share_driver_{name}" for name in CLAIM_C4}
    named = {f"share_purpose_{name}_{coder}" for name in CLAIM_C4 for coder in "ab"}
    assert asked["record"] == named


def test_the_bases_of_c2_can_contradict_each_other() -> None:
    """Few of the whole list, many of the launches that can have been for the pandemic: mixed."""
    assert claims.verdict_on_claim([share(10), share(40)], "C2", "record") == "mixed"
    assert claims.verdict_on_claim([share(10), share(20)], "C2", "record") == "not supported"


def test_a_threshold_can_be_moved_to_see_what_hangs_on_it() -> None:
    """55 (52 to 58) is above 50 and above 40, and leaves 60 out of reach; the table says so."""
    near = share(55, 52, 58)
    numbers = [near for claim in CLAIMS for _ in claim.tests["survey"]]
    moved = claims.claims_moved(numbers, "survey").set_index("key")
    assert moved.loc["C6"].tolist() == ["supported", "supported", "not supported"]
    assert "C6" in claims.names_claims_moved(moved.reset_index())
    assert len(set(moved.loc["C11"])) == 1, "a threshold of nought stays where it is"
