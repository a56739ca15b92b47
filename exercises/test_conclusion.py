"""Checks of the exercises on the conclusion; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

from analysis import results


def test_1_open_tests(asked: Any) -> None:
    """Another count: `count_tests_survey_open`."""
    outcomes = list(results.claim_tests_survey["outcome"])

    assert asked("count_tests_survey_open").value == outcomes.count("open")


def test_2_claims_of_one_test(asked: Any) -> None:
    """Another group: `names_claims_one_test`, in the order of the claims."""
    keys = list(results.claim_tests_survey["key"])
    expected = [key for key in dict.fromkeys(keys) if keys.count(key) == 1]

    assert asked("names_claims_one_test").text == (", ".join(expected) or "none")


def test_3_verdicts_apart(asked: Any) -> None:
    """Two grounds: `names_claims_apart`, in the order of the claims."""
    record, survey = (
        dict(zip(verdicts["key"], verdicts["verdict"], strict=True))
        for verdicts in (results.claim_verdicts_record, results.claim_verdicts_survey)
    )
    expected = [key for key in record if key in survey and record[key] != survey[key]]

    assert asked("names_claims_apart").text == (", ".join(expected) or "none")
