"""What the checks of the exercises share: the result that was asked for, and how a weighted answer is computed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis import results
from analysis.errors import AnalysisError
from analysis.results import PROJECT, Result

Asked = Callable[[str], Result]


@pytest.fixture
def asked(request: pytest.FixtureRequest) -> Asked:
    """`asked(name)` is the result of that name, which the chapter has to print."""
    stem = request.path.stem.removeprefix("test_").replace("_", "-")
    chapter = PROJECT / "chapters" / f"{stem}.qmd"

    def asked(name: str) -> Result:
        if name not in dir(results):
            pytest.fail(
                f"no result is called {name} yet: write a function of this name", pytrace=False
            )
        if f"r.{name}" not in chapter.read_text(encoding="utf-8"):
            pytest.fail(f"{chapter.name} does not print r.{name} yet", pytrace=False)
        try:
            result: Result = getattr(results, name)
        except AnalysisError as error:
            reason = f"{name} cannot be computed: {error}"
            raise pytest.fail.Exception(reason, pytrace=False) from None
        return result

    return asked


@pytest.fixture
def weighted() -> Callable[[pd.DataFrame, pd.Series], float]:
    """`weighted(answers, x)` is the weighted mean of `x` over the respondents of whom it is known."""

    def weighted(answers: pd.DataFrame, x: pd.Series) -> float:
        known = x.notna()
        weights = answers.loc[known, "weight"]
        return float((weights * x[known]).sum() / weights.sum())

    return weighted
