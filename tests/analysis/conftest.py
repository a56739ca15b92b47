"""What the tests of the analysis share: data that may be spoilt, and what R says of small data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.sources import DATA, Package

R_RESULTS = Path(__file__).parent / "r"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A copy of the project's data, hashes and all."""
    return Package(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def edit(package: Package) -> Callable[[str, str, str], None]:
    """`edit(table, old, new)` replaces the first `old` in the file of `table` in the copy."""

    def edit(table: str, old: str, new: str) -> None:
        path = package.root / f"raw/{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return edit


@pytest.fixture(scope="session")
def respondents() -> pd.DataFrame:
    """The small survey that the R scripts read."""
    return pd.read_csv(R_RESULTS / "respondents.csv")


@pytest.fixture(scope="session")
def r_says() -> Callable[[str], dict[str, Any]]:
    """`r_says("survey")`: what the R script of that name printed."""

    def r_says(script: str) -> dict[str, Any]:
        return json.loads((R_RESULTS / f"{script}.json").read_text(encoding="utf-8"))

    return r_says
