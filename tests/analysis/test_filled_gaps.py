"""The claims with the gaps filled: the same measures, from whole tables, and words for what changes."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import filled_gaps as topic
from analysis import results
from analysis.disclosure import told_number
from analysis.numbers import Number
from analysis.organisational_culture import driver_evidence_lead
from analysis.respondents import GROUPS, USERS, YES
from analysis.sources import Package

UNANSWERABLE = {
    "share_uncritical_adoption",
    *(f"{name}_{group}" for name in ("share_unaware",) for group in USERS),
    *(f"share_{group}_constrained" for group in USERS),
}
"""What rests on interviews, or on lists of which an empty one is an answer: there are no gaps to fill."""


@pytest.fixture(scope="module")
def answers() -> dict[str, pd.DataFrame]:
    """The answers of each group."""
    return {group: Package().read(group) for group in GROUPS}


@pytest.fixture(scope="module")
def measured(answers: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The measures of all groups from the answers given."""
    tables = [topic._estimates(answers[group], group) for group in GROUPS]
    return pd.concat(tables, ignore_index=True)


def test_every_number_that_may_have_gaps_is_estimated_anew(measured: pd.DataFrame) -> None:
    """All that decide claims on the survey, but for those that rest on no question that may be left out."""
    names = set(measured["result"].str.split(": ").str[0])
    assert names == {test.result for _, test in topic.TESTS} - UNANSWERABLE


def test_what_is_estimated_is_what_decides(measured: pd.DataFrame) -> None:
    """From the answers given, each measure is the number that the claim's test names, to the last digit."""
    for name, rows in measured.groupby(measured["result"].str.split(": ").str[0]):
        number = getattr(results, str(name))
        if name == topic.LEAD:
            margins = rows.assign(low=0.0, high=0.0).reset_index(drop=True)
            assert driver_evidence_lead(margins).value == number.value
            continue
        (row,) = rows.to_dict("records")
        scale = 100 if number.unit.startswith("percent") else 1
        assert (scale * row["estimate"], row["n"]) == pytest.approx((number.value, number.n))


@pytest.mark.parametrize("group", ["students", "officials"])
def test_filled_tables_have_words_where_words_were_and_no_gap(
    answers: dict[str, pd.DataFrame], group: str
) -> None:
    """Of what users alone were asked, others have no answer in any table; what was answered stays."""
    given, uses = answers[group], answers[group]["used"].map(len).gt(0)
    table = next(iter(topic._tables(given, group)))
    for item in topic.OF_USERS:
        assert table[item].notna().equals(uses)
    word = "access_device" if group in USERS else "driver_first"
    assert set(table[word]) == set(given[word].dropna())
    assert set(table["consultative_asked"].dropna()) == {"no", YES}
    known = given[word].notna()
    assert table.loc[known, word].tolist() == given.loc[known, word].tolist()


def test_an_item_that_nobody_answered_is_left_out(answers: dict[str, pd.DataFrame]) -> None:
    """It cannot be filled, and keeps none of the others from it."""
    silent = answers["students"].assign(satisfaction=pd.array([pd.NA] * 640, dtype="Int64"))
    table = next(iter(topic._tables(silent, "students")))
    assert table["satisfaction"].isna().all() and table["trust_province"].notna().all()


LEAST = {"low": 51.0, "high": 59.0, "n": 90}


def frame(result: str, estimate: float) -> pd.DataFrame:
    """One pooled share, with an error of four hundredths."""
    row = {"result": result, "estimate": estimate, "se": 0.04, "df": 30.0, "n": 90}
    margin = 2.04 * 0.04
    ends = {"low": estimate - margin, "high": estimate + margin}
    return pd.DataFrame([{**row, **ends, "undefined": "", "missing_information": 0.1}])


def compared(estimate: float) -> pd.DataFrame:
    """All tests at 55 per cent, surely above half; the share of C2 is another once gaps are filled."""
    given = [Number(55.0, "percent", 1, **LEAST) for _ in topic.TESTS]
    empty = frame("share_covid_push", estimate).iloc[:0]
    return topic.claims_filled(given, empty, empty, frame("share_covid_push", estimate))


@pytest.mark.parametrize(
    ("estimate", "verdict", "outside"),
    [
        (0.65, "none", "Officials who agree"),
        (0.55, "C2 (supported before, cannot tell after)", "none"),
        (0.30, "C2 (supported before, not supported after)", "Officials who agree"),
    ],
)
def test_words_say_whose_verdict_and_whose_estimate_changes(
    estimate: float, verdict: str, outside: str
) -> None:
    """A share of 65 %, above the interval and half; one that may be half; one that is surely not."""
    rows = compared(estimate)
    assert topic.names_claims_filled(rows) == verdict
    assert topic.names_filled_outside(rows).startswith(outside)
    assert topic.count_filled(rows).value == 1
    html = topic.tbl_robustness_filled(rows).as_raw_html()
    assert f">{100 * estimate:.1f} (" in html and ">55.0 (51.0 to 59.0)<" in html


def test_what_is_withheld_is_withheld_with_the_gaps_filled() -> None:
    """Three of ninety agree: neither estimate is told, and the test is open both times."""
    few = told_number(Number(3.3, "percent", 1, low=1.0, high=9.0, n=90, cases=3))
    given = [few for _ in topic.TESTS]
    pool = frame("share_covid_push", 0.033)
    rows = topic.claims_filled(given, pool, pool, pool)
    assert set(rows["outcome_filled"]) == {"open"} and not rows["imputed"].any()
    assert rows.filter(like="estimate").eq("\N{EN DASH}").all(axis=None)


def test_shares_are_bounded_as_shares_are() -> None:
    """The interval of a pooled share is that of its logit, as everywhere in the book: 2 - 8 is below nought."""
    given = Number(2.0, "percent", 1, low=0.5, high=6.0, n=90)
    number = topic._with_gaps_filled(given, "share_covid_push", frame("share_covid_push", 0.02))
    assert number.low is not None and 0 < number.low < number.value
