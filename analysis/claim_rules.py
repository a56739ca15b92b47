"""How a claim is decided: the rules of `claims.toml` read into records, and applied to numbers.

A claim is a list of conditions; each is a result, a side and a threshold. A result passes if its whole
interval lies on the side of the claim, fails if its whole interval lies on the other, and is open if the
interval holds the threshold; the verdict follows from the outcomes alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.numbers import Number

RULES = Path(__file__).with_name("claims.toml")
GROUNDS = RECORD, SURVEY = ("record", "survey")
PASSED, FAILED, OPEN = "passed", "failed", "open"
SUPPORTED, NOT_SUPPORTED = "supported", "not supported"
MIXED, CANNOT_TELL = "mixed", "cannot tell"
VERDICTS = (SUPPORTED, NOT_SUPPORTED, MIXED, CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a claim: result `result` lies `side` (above, below, apart from) `threshold`."""

    result: str
    measure: str
    side: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the study, and on each ground what a verdict does not say, and the tests of it."""

    key: str
    claim: str
    limits: dict[str, str]
    tests: dict[str, tuple[Condition, ...]]


def _claims(text: str) -> tuple[Claim, ...]:
    """The claims that `claims.toml` states, in its order."""
    content = tomllib.loads(text)
    values = {name: float(item["value"]) for name, item in content["thresholds"].items()}

    def tests(item: dict[str, Any], ground: str) -> tuple[Condition, ...]:
        return tuple(
            Condition(t["result"], t["measure"], t["side"], values[t["threshold"]])
            for t in item.get(ground, [])
        )

    def limits(said: str | dict[str, str]) -> dict[str, str]:
        return dict.fromkeys(GROUNDS, said) if isinstance(said, str) else said

    return tuple(
        Claim(key, item["claim"], limits(item["limits"]), {g: tests(item, g) for g in GROUNDS})
        for key, item in content["claims"].items()
    )


CLAIMS = _claims(RULES.read_text(encoding="utf-8"))
DECIDING = frozenset(t.result for claim in CLAIMS for ts in claim.tests.values() for t in ts)
"""The results that decide claims."""


def outcome(number: Number, test: Condition, *, ground: str) -> str:
    """Whether `number` passes `test`, fails it, or leaves it open: its interval holds the threshold.

    Without an interval a count of the record passes or fails by its value; what rests on answers is left
    open. "apart" asks for a distance from zero of more than the threshold, on either side.
    """
    if number.low is None and ground == SURVEY:
        return OPEN
    low = number.value if number.low is None else number.low
    high = number.value if number.high is None else number.high
    if test.side == "below":
        low, high = -high, -low
    threshold = -test.threshold if test.side == "below" else test.threshold
    if low > threshold or (test.side == "apart" and high < -threshold):
        return PASSED
    surely_not = high <= threshold and (test.side != "apart" or low >= -threshold)
    return FAILED if surely_not else OPEN


def moved(test: Condition, by: float) -> Condition:
    """`test` with its threshold multiplied by `by`; a threshold of nought stays where it is."""
    return replace(test, threshold=test.threshold * by)


def verdict(outcomes: Sequence[str]) -> str:
    """The verdict on a claim from the outcomes of its tests, at least one."""
    found = set(outcomes)
    if found == {PASSED}:
        return SUPPORTED
    if found == {FAILED}:
        return NOT_SUPPORTED
    return MIXED if {PASSED, FAILED} <= found else CANNOT_TELL
