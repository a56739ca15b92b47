"""The claims of the published study (C1 to C14), each with the verdict that its rule gives.

In: `claims.toml`, which states every claim, the results that decide it and the thresholds, and was
written before there were real answers; and those results. Out: verdicts as words and tables.
The public record and the survey are two grounds that are never added up, so that no synthetic answer
can sway what is said of the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from great_tables import GT, loc, style
from hamilton.function_modifiers import group, parameterize, source, value

from analysis import claim_rules as rules
from analysis.claim_rules import CLAIMS, GROUNDS, RECORD, SURVEY, VERDICTS, Claim, Condition
from analysis.claim_tables import UNITS, bare, bare_interval, by_claim
from analysis.disclosure import told_number
from analysis.exhibits import base_line
from analysis.numbers import Number, tally
from analysis.printing import NOT_GIVEN, with_interval
from analysis.theme import book_table

NONE = "none"
AS_WRITTEN = "As written"
MOVES = {"A fifth lower": 0.8, AS_WRITTEN: 1.0, "A fifth higher": 1.2}
"""How thresholds are moved, to see what hangs on them."""


def _asked(ground: str) -> list[Claim]:
    """The claims that can be put to `ground`."""
    return [claim for claim in CLAIMS if claim.tests[ground]]


def _results(claims: Sequence[Claim], ground: str) -> Any:
    """The results that decide `claims` on `ground`, as one parameter of a node."""
    return group(*(source(test.result) for claim in claims for test in claim.tests[ground]))


@parameterize(
    **{
        f"verdict_{claim.key.lower()}_{ground}": {
            "deciding": _results([claim], ground),
            "key": value(claim.key),
            "ground": value(ground),
        }
        for ground in GROUNDS
        for claim in _asked(ground)
    }
)
def verdict_on_claim(deciding: list[Number], key: str, ground: str) -> str:
    """Verdict on claim {key} by its rule, on the {ground}."""
    (claim,) = [claim for claim in CLAIMS if claim.key == key]
    tests = zip(_told(deciding, ground), claim.tests[ground], strict=True)
    return rules.verdict([rules.outcome(n, test, ground=ground) for n, test in tests])


def _told(deciding: Sequence[Number], ground: str) -> list[Number]:
    """The deciding numbers as they may be told: of answers, none that would tell of too few."""
    return [told_number(number) if ground == SURVEY else number for number in deciding]


@parameterize(
    **{
        f"claims_moved_{ground}": {
            "deciding": _results(_asked(ground), ground),
            "ground": value(ground),
        }
        for ground in GROUNDS
    }
)
def claims_moved(deciding: list[Number], ground: str) -> pd.DataFrame:
    """Verdicts on the {ground} with every threshold lower, as written, and higher.

    One row per claim: key, then a column for each of `MOVES`.
    """
    left = _told(deciding, ground)
    rows = []
    for claim in _asked(ground):
        tests = claim.tests[ground]
        numbers, left = left[: len(tests)], left[len(tests) :]
        pairs = list(zip(numbers, tests, strict=True))
        found = {
            name: rules.verdict(
                [rules.outcome(n, rules.moved(test, by), ground=ground) for n, test in pairs]
            )
            for name, by in MOVES.items()
        }
        rows.append({"key": claim.key, **found})
    return pd.DataFrame(rows)


@parameterize(
    **{
        f"names_claims_moved_{ground}": {"moved": source(f"claims_moved_{ground}")}
        for ground in GROUNDS
    }
)
def names_claims_moved(moved: pd.DataFrame) -> str:
    """Claims whose verdict is another if thresholds are moved: "C1, C10"; else "none"."""
    changed = moved[list(MOVES)].ne(moved[AS_WRITTEN], axis=0).any(axis=1)
    return ", ".join(moved.loc[changed, "key"]) or NONE


@parameterize(
    **{
        f"tbl_robustness_claims_{ground}": {"moved": source(f"claims_moved_{ground}")}
        for ground in GROUNDS
    }
)
def tbl_claims_moved(moved: pd.DataFrame) -> GT:
    """Verdicts with every threshold a fifth lower, as written, and a fifth higher."""
    table = book_table(moved, rowname_col="key").tab_stubhead("Claim")
    return table.tab_source_note(base_line(moved, "claims"))


@parameterize(
    **{
        f"claim_tests_{ground}": {
            "deciding": _results(_asked(ground), ground),
            "ground": value(ground),
        }
        for ground in GROUNDS
    }
)
def claim_tests(deciding: list[Number], ground: str) -> pd.DataFrame:
    """The tests of all claims on the {ground}.

    One row per claim and test: key, measure, unit, estimate, interval, n, detectable (as printed),
    rule, outcome, and why it is open if the answers are too few.
    """
    tests = [(claim.key, test) for claim in _asked(ground) for test in claim.tests[ground]]
    rows = [
        {
            "key": key,
            "measure": test.measure,
            "unit": UNITS.get(number.unit, ""),
            "estimate": bare(number.value, number.digits),
            "interval": bare_interval(number),
            "n": NOT_GIVEN if number.n is None else number.base.printed,
            "detectable": _detectable(number, test.threshold),
            "rule": _rule(test),
            "outcome": rules.outcome(number, test, ground=ground),
            "why": number.untold,
        }
        for number, (key, test) in zip(_told(deciding, ground), tests, strict=True)
    ]
    return pd.DataFrame(rows)


def least_from(number: Number, threshold: float) -> float | None:
    """The smallest distance from `threshold` that would mostly have been found; None if there is none.

    A `Number` has it by the error at its estimate. That of a share p goes as the root of p (1 - p), and a
    true share that is hard to tell from the threshold lies there, however far the estimate is from both.
    """
    if number.detectable is None or number.unit != "percent":
        return number.detectable
    here, there = (share * (100 - share) for share in (number.value, threshold))
    return number.detectable * (there / here) ** 0.5 if here > 0 else None


def _detectable(number: Number, threshold: float) -> str:
    """The same as printed."""
    least = least_from(number, threshold)
    return NOT_GIVEN if least is None else bare(least, number.digits)


def _rule(test: Condition) -> str:
    """What `test` asks for, in words and in the unit of the number: "above 50", "beyond ±0.1"."""
    side, sign = ("beyond", "\N{PLUS-MINUS SIGN}") if test.side == "apart" else (test.side, "")
    return f"{side}\N{NO-BREAK SPACE}{sign}{test.threshold:g}"


@parameterize(
    **{
        f"claim_verdicts_{ground}": {
            "tests": source(f"claim_tests_{ground}"),
            "ground": value(ground),
        }
        for ground in GROUNDS
    }
)
def claim_verdicts(tests: pd.DataFrame, ground: str) -> pd.DataFrame:
    """The verdicts on the {ground}. One row per claim that can be put to it: key, claim, verdict, limits."""
    found = tests.groupby("key", sort=False)["outcome"].agg(
        lambda found: rules.verdict(list(found))
    )
    rows = [(c.key, c.claim, found[c.key], c.limits[ground]) for c in _asked(ground)]
    return pd.DataFrame(rows, columns=["key", "claim", "verdict", "limits"])


@parameterize(
    **{
        f"names_claims_{ground}_{word.replace(' ', '_')}": {
            "verdicts": source(f"claim_verdicts_{ground}"),
            "word": value(word),
        }
        for ground in GROUNDS
        for word in VERDICTS
    }
)
def names_claims(verdicts: pd.DataFrame, word: str) -> str:
    """The claims with the verdict "{word}", by their numbers: "C1, C10"; else "none"."""
    return ", ".join(verdicts.loc[verdicts["verdict"] == word, "key"]) or NONE


@parameterize(
    **{
        f"words_claims_{RECORD}_{word.replace(' ', '_')}": {"word": value(word)}
        for word in VERDICTS
    }
)
def words_claims(claim_verdicts_record: pd.DataFrame, word: str) -> str:
    """The claims with the verdict "{word}" on the record, as they read, with their numbers; else "none"."""
    rows = claim_verdicts_record[claim_verdicts_record["verdict"] == word]
    return "; ".join(rows["claim"] + " (" + rows["key"] + ")") or NONE


@parameterize(
    **{
        f"count_claims_{ground}": {"verdicts": source(f"claim_verdicts_{ground}")}
        for ground in GROUNDS
    }
)
def count_claims(verdicts: pd.DataFrame) -> Number:
    """Claims of the study that can be put to this ground."""
    return tally(len(verdicts))


@parameterize(
    **{
        f"tbl_claims_{ground}": {"verdicts": source(f"claim_verdicts_{ground}")}
        for ground in GROUNDS
    }
)
def tbl_claims(verdicts: pd.DataFrame) -> GT:
    """The claims with their verdicts, and what each verdict does not say."""
    shown = verdicts.rename(
        columns={"key": "No.", "claim": "Claim", "verdict": "Verdict", "limits": "What it is about"}
    )
    table = book_table(shown, rowname_col="No.").tab_stubhead("No.")
    return table.tab_source_note(base_line(shown, "claims"))


@parameterize(
    **{
        f"tbl_claims_tests_{ground}": {"tests": source(f"claim_tests_{ground}")}
        for ground in GROUNDS
    }
)
def tbl_claims_tests(tests: pd.DataFrame) -> GT:
    """The tests behind the verdicts: estimate, interval, n, what the rule asks for, and the outcome."""
    known = tests["interval"].ne(NOT_GIVEN)
    estimate = "Estimate (95% interval)" if known.any() else "Estimate"
    cells = {
        estimate: with_interval(tests["estimate"], tests["interval"]),
        "n": tests["n"],
        "Passes if": tests["rule"],
        "Outcome": tests["outcome"] + (" (" + tests["why"] + ")").where(tests["why"] != "", ""),
    }
    table = by_claim(tests, cells).cols_align("right", [estimate, "n"])
    return table.tab_style(style.css("white-space: nowrap"), loc.body("Passes if"))


def tbl_robustness_detectable(claim_tests_survey: pd.DataFrame) -> GT:
    """For each test on the survey, the smallest distance from its threshold that would mostly be found."""
    names = {"rule": "Passes if", "estimate": "Estimate", "detectable": "Detectable"}
    cells = {name: claim_tests_survey[column] for column, name in names.items()}
    table = by_claim(claim_tests_survey, cells).cols_align("right", ["Estimate", "Detectable"])
    return table.tab_source_note(base_line(claim_tests_survey))
