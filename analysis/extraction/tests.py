"""The tests that go with what is kept: those that speak of nothing that is left out.

A test is kept if every name of the package that it reaches (through helpers and fixtures of its file, too) is
kept, and if it names no result and no table that is left out, be it as an attribute or in a text. That
leaves out a test that speaks of two chapters; no kept test can fail for want of what is gone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.extraction.needed import Needed
from analysis.extraction.units import PACKAGE, Ref, Source, Unit, imports_in
from analysis.results import PROJECT

FOLDER = PROJECT / "tests" / PACKAGE


def kept_tests(needed: Needed) -> dict[Path, bytes]:
    """The files of tests, and what these read, by their paths below the project."""
    every = [Source(path.stem, path) for path in sorted(FOLDER.glob("*.py"))]
    shared = [source for source in every if not source.name.startswith("test_")]
    lost = {unit for source in shared for unit in _impossible(source, needed, frozenset())}
    gone = frozenset[str]().union(*(unit.names for unit in lost))
    kept = {s: _kept(s, needed, gone) for s in every if s not in shared}
    asked = [unit for units in kept.values() for unit in units]
    for source in shared:
        units = _with_helpers(source, asked)
        asked += units  # one may use another
        kept[source] = [unit for unit in units if unit not in lost]
    files = {FOLDER / "__init__.py": b""}
    for source, units in kept.items():
        if any(unit.names for unit in units):
            files[source.path] = source.with_only(units).encode()
            files |= {path: path.read_bytes() for path in _read(units)}
    return {path.relative_to(PROJECT): content for path, content in files.items()}


def _kept(source: Source, needed: Needed, gone: frozenset[str]) -> list[Unit]:
    """The units of one file: its tests that can be kept, and what these use; none without a test."""
    lost = _impossible(source, needed, gone)
    tests = [unit for unit in source.units if _is_test(unit) and unit not in lost]
    units = [unit for unit in _with_helpers(source, tests) if unit not in lost]
    speaks = any(_of_package(source, unit) for unit in units)
    return units if tests and speaks else []


def _with_helpers(source: Source, asking: Sequence[Unit]) -> list[Unit]:
    """The units of `source` that the units `asking` use, be they of this file or of another."""
    found: set[Unit] = set()
    waiting = [*asking, *(unit for unit in source.units if "autouse" in _decorators(unit))]
    while waiting:
        unit = waiting.pop()
        names = _named(unit)
        helpers = (source.defined.get(name, []) for name in names)
        new = {helper for found_here in helpers for helper in found_here} - found
        found |= new
        waiting += new
    own = found | set(asking)
    return [unit for unit in source.units if unit in own or unit.is_standing]


def _named(unit: Unit) -> frozenset[str]:
    """What a unit uses by name; a fixture may be named in a text."""
    return unit.used | unit.arguments | unit.strings


def _decorators(unit: Unit) -> str:
    lines = getattr(unit.node, "decorator_list", [])
    return " ".join(map(ast.unparse, lines))


def _is_test(unit: Unit) -> bool:
    return unit.is_definition and any(name.startswith("test_") for name in unit.names)


def _impossible(source: Source, needed: Needed, gone: frozenset[str]) -> set[Unit]:
    """The units that speak of something left out, and those that use them."""
    lost = {unit for unit in source.units if _speaks_of_lost(source, unit, needed, gone)}
    while True:
        names = frozenset[str]().union(*(unit.names for unit in lost))
        more = {unit for unit in source.units if _named(unit) & names} - lost
        if not more:
            return lost
        lost |= more


def _speaks_of_lost(source: Source, unit: Unit, needed: Needed, gone: frozenset[str]) -> bool:
    if unit.is_import or unit.is_text:
        return False
    if _named(unit) & gone or _of_package(source, unit) - needed.available:
        return True
    attributes = {node.attr for node in ast.walk(unit.node) if isinstance(node, ast.Attribute)}
    if (attributes | unit.strings) & (needed.dropped_names | needed.dropped_folders):
        return True
    if any(name.startswith(tuple(unit.beginnings)) for name in needed.dropped_names):
        return True
    words = {word for text in unit.strings for word in re.findall(r"\w+", text)}
    return bool((words | attributes | _named(unit)) & needed.dropped_tables)


def _of_package(source: Source, unit: Unit) -> set[Ref]:
    """What a unit asks of the package, in modules that it writes as a text, too."""
    written = (ref for text in unit.strings for ref in imports_in(text))
    return {ref for ref in (*source.refs(unit), *written) if ref[0] != source.name}


def _read(units: list[Unit]) -> Iterator[Path]:
    """The files beside the tests that these name, such as results of another program."""
    texts = {text for unit in units for text in unit.strings if re.fullmatch(r"[\w./-]+", text)}
    for text in sorted(texts):
        place = FOLDER / text
        if place.resolve().is_relative_to(FOLDER) and place != FOLDER and place.exists():
            yield from [place] if place.is_file() else filter(Path.is_file, place.rglob("*"))
