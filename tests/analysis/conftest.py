"""What the tests of the analysis share: a copy of the data folder that may be spoilt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.sources import DATA, Package


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
