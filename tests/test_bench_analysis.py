"""The measures of the analysis: how growth is read off, and what the kept report promises."""

from __future__ import annotations

import re

import pytest

from analysis.sources import Package
from benchmarks import analysis as bench

LIMIT = 8.0
"""Gigabytes that the largest size may take."""
STEEPEST = 1.3
"""The largest exponent of a step: n log n is 1.1; what is more comes of caches, and quadratic is 2."""


@pytest.mark.parametrize(("power", "seconds"), [(1, [9, 1, 10, 100]), (2, [9, 1, 100, 10_000])])
def test_growth_is_the_exponent_beyond_the_first_size(power: int, seconds: list[float]) -> None:
    """The first size, which is mostly start-up, does not count."""
    assert bench.growth([1, 10, 100, 1000], seconds) == pytest.approx(power)


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    """The kept report: the cells of each row by its first."""
    lines = bench.REPORT.read_text(encoding="utf-8").splitlines()
    cells = [line[2:-2].split(" | ") for line in lines if line.startswith("| ")]
    return {row[0]: row[1:] for row in cells}


def test_the_report_in_the_repository_has_every_step(rows: dict[str, list[str]]) -> None:
    """Whoever adds a step measures it."""
    package = Package()
    tables = {name: package.read(name) for name in (*bench.RESPONDENTS, "interview_codes")}
    assert set(bench.steps(tables)) <= set(rows)


def test_a_million_respondents_fit_and_nothing_is_quadratic(rows: dict[str, list[str]]) -> None:
    """By the kept report: the peak of memory, and the growth of every step."""
    respondents = int(rows["respondents"][3].replace(",", ""))
    assert respondents > 1_000_000
    assert float(rows["**peak of memory, GB**"][3]) < LIMIT
    growths = [float(row[4]) for row in rows.values() if re.fullmatch(r"-?\d+\.\d+", row[-1])]
    assert len(growths) >= 16 and max(growths) < STEEPEST
