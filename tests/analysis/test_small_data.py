"""Few answers stop no claim: it cannot tell, and says why, and what is withheld is given away nowhere."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis import claims, exclusion, trust, trust_models
from analysis.claim_rules import CLAIMS, DECIDING, SURVEY
from analysis.disclosure import NOT_TOLD, WITHHELD
from analysis.errors import DisclosureError
from analysis.numbers import Number
from analysis.respondents import USERS
from analysis.results import TOPICS, Results

TABLES = ("students", "patients", "officials", "interview_codes")
ASKED = [claim.key for claim in CLAIMS if claim.tests[SURVEY]]
KEPT = ("respondent_id", "stratum", "institution", "weight", "sector")
"""What fieldwork knows of everybody, whatever they answer."""

Change = Callable[[pd.DataFrame], pd.DataFrame]


def nobody(answers: pd.DataFrame) -> pd.DataFrame:
    """An export with a header and no row."""
    return answers.iloc[:0]


def silent(answers: pd.DataFrame) -> pd.DataFrame:
    """Everybody was met, and gave no answer; lists are empty."""
    lists = [name for name in answers if answers[name].map(lambda a: isinstance(a, tuple)).any()]
    if "coder" in answers:
        return answers.assign(codes=[()] * len(answers))
    nothing = pd.Series(False, index=answers.index)
    blank = {n: answers[n].where(nothing) for n in answers if n not in (*KEPT, *lists)}
    return answers.assign(**blank, **{n: [()] * len(answers) for n in lists})


def alike(answers: pd.DataFrame) -> pd.DataFrame:
    """Everybody gives the answers of the first respondent."""
    kept = (*KEPT, "interview_id", "respondent_group", "segment", "coder")
    same = {n: [answers[n].iloc[0]] * len(answers) for n in answers if n not in kept}
    return answers.assign(**same).astype(answers.dtypes)


def one_institution_a_stratum(answers: pd.DataFrame) -> pd.DataFrame:
    """Of each stratum, only the first institution answered anything."""
    if "coder" in answers:
        return answers
    met = answers["institution"].isin(answers.groupby("stratum")["institution"].first())
    return pd.concat([answers[met], silent(answers)[~met]]).astype(answers.dtypes)


def two_of_each(answers: pd.DataFrame) -> pd.DataFrame:
    """Two respondents in each institution; of interviews, two in each group."""
    if "coder" in answers:
        first = answers.drop_duplicates(["respondent_group", "interview_id"])
        kept = first.groupby("respondent_group").head(2)["interview_id"]
        return answers[answers["interview_id"].isin(kept)]
    return answers.groupby("institution").head(2)


def results(change: Change) -> Results:
    """The results of the book, of answers that `change` has been at."""
    found = Results([importlib.import_module(topic) for topic in TOPICS])
    read = found._read
    changed = {name: change(read(name)) for name in TABLES}
    for name, table in changed.items():
        table.attrs = read(name).attrs
    found._read = lambda name: changed[name] if name in changed else read(name)
    return found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (nobody, False),
        (silent, False),
        (one_institution_a_stratum, True),
        (alike, True),
        (two_of_each, True),
    ],
)
def test_no_claim_stops_however_few_the_answers(change: Change, told: bool) -> None:
    """Each claim on the survey has a verdict, and each number that decides one prints.

    Interviews without any code are no missing answer: then C7 is not supported.
    """
    found = results(change)
    verdicts = {key: str(getattr(found, f"verdict_{key.lower()}_survey")) for key in ASKED}
    if not told:
        open_ones = {key: said for key, said in verdicts.items() if key != "C7" or change is nobody}
        assert {said.split("\N{NARROW NO-BREAK SPACE}")[0] for said in open_ones.values()} == {
            "cannot tell"
        }
    for name in sorted(DECIDING & set(dir(found))):
        number = getattr(found, name)
        assert number.printed and (number.low is None or number.interval.printed)
    assert found.tbl_claims_tests_survey and found.tbl_claims_survey
    assert found.tbl_robustness_claims_survey


@pytest.mark.parametrize("cases", [1, 4, 26, 29])
def test_few_interviews_leave_c7_open_and_give_nothing_away(cases: int) -> None:
    """Of thirty; beside them, 5 and 25 are told."""
    number = Number(100 * cases / 30, "percent", 0, low=1.0, high=2.0, n=30, cases=cases)
    assert claims.verdict_on_claim([number], "C7", SURVEY) == "cannot tell"
    deciding = [number for claim in CLAIMS for _ in claim.tests[SURVEY]]
    rows = claims.claim_tests(deciding, SURVEY)
    shown = rows[["estimate", "interval", "n", "detectable"]]
    assert shown.eq("\N{EN DASH}").all(axis=None)
    assert set(rows["why"]) == {NOT_TOLD} and set(rows["outcome"]) == {"open"}


@pytest.mark.parametrize("cases", [5, 25])
def test_enough_interviews_decide_c7(cases: int) -> None:
    """A share of a third lies between them."""
    low, high = (0.0, 33.0) if cases == 5 else (34.0, 99.0)
    number = Number(100 * cases / 30, "percent", 0, low=low, high=high, n=30, cases=cases)
    said = "not supported" if cases == 5 else "supported"
    assert claims.verdict_on_claim([number], "C7", SURVEY) == said


def test_a_sentence_says_that_a_number_is_withheld() -> None:
    """With three interviews of thirty that have the code, the chapter prints words and no figure."""

    def three(answers: pd.DataFrame) -> pd.DataFrame:
        if "coder" not in answers:
            return answers
        officials = answers["respondent_group"].str.startswith("official")
        kept = answers.loc[officials, "interview_id"].unique()[:3]
        first = answers["segment"].eq(1) & answers["interview_id"].isin(kept)
        codes = answers["codes"].map(lambda given: tuple(set(given) - {"uncritical adoption"}))
        with_it = codes.map(lambda given: (*given, "uncritical adoption"))
        return answers.assign(codes=codes.where(~first, with_it))

    found = results(three)
    number = found.share_uncritical_adoption
    assert number.printed.startswith(NOT_TOLD) and number.interval.printed == number.base.printed
    assert number.value != number.value and number.cases is None
    assert str(found.verdict_c7_survey).startswith("cannot tell")


def test_a_side_of_three_is_withheld_in_every_exhibit_and_stops_every_sentence() -> None:
    """Of each group three lack access, who use nothing: no difference by it, no coefficient and no part of a gap is told."""

    def three(answers: pd.DataFrame) -> pd.DataFrame:
        if "access_device" not in answers:
            return answers
        some = answers.index.isin(answers.index[answers["used"].map(len).eq(0)][:3])
        return answers.assign(access_device=np.where(some, "none", "own"), access_internet="always")

    found = results(three)
    shown = {
        "tbl_exclusion_model": exclusion.TRAITS["has_access"][0],
        "tbl_exclusion_decomposition": "Gap, urban less rural",
        "tbl_robustness_contrasts": "with access less without",
        "tbl_trust_differences": trust.COMPARED["trust_exclusion"].capitalize(),
        "tbl_trust_satisfaction": trust_models.ELSE["excluded"],
        "tbl_trust_model": trust_models.ELSE["excluded"],
    }
    for name, row in shown.items():
        rows = getattr(found, name).table.as_raw_html().split("<tr")
        about = [cells for cells in rows if row in cells]
        assert any(f">{WITHHELD}<" in cells for cells in about), name
        assert not any(re.search(r">\D?\d+\.\d", cells) for cells in about), name
    for group in USERS:
        assert getattr(found, f"gap_use_by_access_{group}").printed.startswith(NOT_TOLD)
        for name in (f"gap_held_equal_access_{group}", f"difference_trust_exclusion_{group}"):
            with pytest.raises(DisclosureError, match=f"{name} tells of 1 to 4 respondents"):
                getattr(found, name)
