"""Checks of the exercises on the codebook; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

from analysis import sources
from analysis.sources import Package


def fields(table: str) -> list[dict[str, Any]]:
    """What the schema says of the columns of a table."""
    return list(Package().resource(table)["schema"]["fields"])


def test_1_scales_of_officials(asked: Any) -> None:
    """Another table: `names_scales_officials`, each once."""
    scales = [field["scale"] for field in fields("officials") if "scale" in field]
    found = sorted(set(scales), key=scales.index)

    assert asked("names_scales_officials").text == ", ".join(found)


def test_2_columns_of_several_values(asked: Any) -> None:
    """Another property: `names_lists_patients`."""
    found = [field["name"] for field in fields("patients") if field["type"] == "list"]

    assert asked("names_lists_patients").text == ", ".join(found)


def test_3_emptiest_column(asked: Any) -> None:
    """The data beside the schema: `name_column_empty_most_students`."""
    students = sources.students()
    single = [field["name"] for field in fields("students") if field["type"] != "list"]
    empty = {name: int(students[name].isna().sum()) for name in single}

    assert empty[asked("name_column_empty_most_students").text] == max(empty.values())
