"""Data that do not hold stop the whole build, and the book that stands there stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from press.cli import main

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ("_quarto.yml", "index.qmd", "references.bib", "chapters", "analysis", "data")


def test_value_outside_the_codebook_stops_the_build_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, row, column, what was found and what is allowed; exit code 1; the old book untouched."""
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    table = tmp_path / "data" / "raw" / "interventions.csv"
    lines = table.read_text(encoding="utf-8").split("\n")
    lines[4] = lines[4].replace(",education,", ",edukation,", 1)
    table.write_text("\n".join(lines), encoding="utf-8")
    old = tmp_path / "_book" / "build.json"
    old.parent.mkdir()
    old.write_text("{}", encoding="utf-8")

    assert main(["build", "--project", str(tmp_path), "--quiet"]) == 1
    message = capsys.readouterr().err
    assert "data/raw/interventions.csv:5, column sector: not an allowed value" in message
    assert "found 'edukation'; allowed: education, health, cross-cutting" in message
    assert "Traceback" not in message
    assert [path.name for path in (tmp_path / "_book").iterdir()] == ["build.json"]
