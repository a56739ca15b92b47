"""Checks of the exercises on the instruments; the README of a fork says what is asked."""

from __future__ import annotations

from typing import Any

from analysis import forms


def parts(form: str) -> list[str]:
    """The part that each question of a form stands in."""
    return [str(part) for part in forms.read(form)["group"]]


def test_1_parts_of_the_guide(asked: Any) -> None:
    """Another form: `names_parts_interview`, each once."""
    guide = parts("interview")
    expected = sorted(set(guide), key=guide.index)

    assert asked("names_parts_interview").text == "; ".join(expected)


def test_2_longest_part(asked: Any) -> None:
    """Another question: `name_part_longest_officials`."""
    asked_there = parts("officials")
    lengths = {part: asked_there.count(part) for part in asked_there}

    assert asked("name_part_longest_officials").text == max(lengths, key=lambda part: lengths[part])


def test_3_parts_of_both(asked: Any) -> None:
    """What is asked of both: `names_parts_shared`."""
    students, officials = parts("students"), set(parts("officials"))
    expected = [part for part in sorted(set(students), key=students.index) if part in officials]

    assert asked("names_parts_shared").text == "; ".join(expected)
