"""What a chapter needs of this project: results, the functions behind them, tables of data.

In: the code of a chapter. Out: `Needed`. A result is found in the code, the functions behind it in
Hamilton's graph, and whatever these use by name in the syntax trees of the modules.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hamilton import driver

from analysis import results, sources
from analysis.extraction.units import PACKAGE, Ref, Source, Unit, reached
from analysis.results import PROJECT
from analysis.sources import Package

RESULTS = "analysis.results"
DATA = "analysis.sources"
FOLDERS = ("instruments",)
"""Folders at the project's root that modules read from, besides the data."""


@dataclass(frozen=True)
class Needed:
    """What is kept of this project: nodes of the graph, tables, and units of its modules."""

    nodes: frozenset[str]
    tables: frozenset[str]
    refs: frozenset[Ref]
    modules: dict[str, Source]
    graph: Graph

    @cached_property
    def dropped_names(self) -> set[str]:
        """The results that are not kept."""
        return set(self.graph.functions) - self.nodes

    @cached_property
    def dropped_tables(self) -> set[str]:
        """The tables that are not kept."""
        return set(Package().names) - self.tables

    @cached_property
    def dropped_modules(self) -> set[str]:
        """The modules of which nothing is kept."""
        return set(self.modules) - {module for module, _ in self.refs}

    def kept(self, module: str) -> list[Unit]:
        """The units of a module that are kept."""
        source = self.modules[module]
        if (module, "") not in self.refs:
            return []
        names = {name for at, name in self.refs if at == module}
        return [unit for unit in source.units if _stays(unit, module, names)]

    @cached_property
    def available(self) -> set[Ref]:
        """What can be asked of the kept modules: what they define, import and, as results, compute."""
        found = {ref for ref in self.refs if not ref[1]} | {(RESULTS, node) for node in self.nodes}
        for module, source in self.modules.items():
            kept = self.kept(module)
            found |= {(module, name) for unit in kept for name in unit.names}
            used = {name for unit in kept for name in unit.used}
            found |= {(module, name) for name in source.imported if name in used}
        return found

    @cached_property
    def files(self) -> set[Path]:
        """The files that the modules name: a table of claims beside them, the forms in a folder."""
        texts = (text for text in self._texts if re.fullmatch(r"[\w-]+\.\w+", text))
        named = (PROJECT / PACKAGE / text for text in texts)
        kept = set(FOLDERS) - self.dropped_folders
        below = (path for name in kept for path in (PROJECT / name).iterdir())
        return {path for path in (*named, *below) if path.is_file()}

    @property
    def dropped_folders(self) -> set[str]:
        """Those of `FOLDERS` that no kept module names."""
        return set(FOLDERS) - self._texts

    @cached_property
    def _texts(self) -> set[str]:
        return {text for module in self.modules for u in self.kept(module) for text in u.strings}

    def text(self, module: str) -> str:
        """The text of a module with what is kept of it."""
        return self.modules[module].with_only(self.kept(module), self.dropped_modules)


class Graph:
    """The graph of all results: which function makes which, and what lies upstream."""

    def __init__(self) -> None:
        """The graph of this project."""
        self._driver = driver.Builder().with_modules(sources, *results.MODULES).build()

    @cached_property
    def functions(self) -> dict[str, Ref]:
        """The function behind each node."""
        found = {}
        for node in self._driver.list_available_variables():
            if not node.is_external_input and node.originating_functions:
                function = node.originating_functions[0]
                found[node.name] = (function.__module__, function.__name__)
        return found

    def upstream(self, nodes: set[str]) -> set[str]:
        """Whatever `nodes` are computed from, and they themselves."""
        found = self._driver.what_is_upstream_of(*sorted(nodes)) if nodes else []
        return {node.name for node in found if node.name in self.functions}


def modules() -> dict[str, Source]:
    """The modules of the package, by their names; those that take chapters out are not among them."""
    folder = PROJECT / PACKAGE
    named = {f"{PACKAGE}.{path.stem}": path for path in sorted(folder.glob("*.py"))}
    named[PACKAGE] = named.pop(f"{PACKAGE}.__init__")
    return {name: Source(name, path) for name, path in named.items()}


def needed_by(code: str) -> Needed:
    """What the chapter with the cells and inline expressions `code` needs."""
    graph, found = Graph(), modules()
    nodes = names_in(code) & graph.functions.keys()
    roots = {(PACKAGE, ""), (RESULTS, ""), *_asked_directly(code), *_run_before(found)}
    roots |= {(RESULTS, name) for name in found[RESULTS].defined}
    nodes = graph.upstream(nodes)
    refs = reached(found, roots | {graph.functions[node] for node in nodes})
    tables = nodes & set(Package().names)
    return Needed(frozenset(nodes), frozenset(tables), frozenset(refs), found, graph)


def names_in(code: str) -> set[str]:
    """The results that code asks for: attributes of `analysis.results`, by whatever name it has it."""
    tree = ast.parse(code)
    doors = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE
        for alias in node.names
        if alias.name == RESULTS.partition(".")[2]
    }
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in doors
    }


def _asked_directly(code: str) -> set[Ref]:
    """Names that a chapter imports from modules of the package."""
    return {
        (node.module, alias.name)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}.")
        for alias in node.names
        if node.module
    }


def _run_before(found: dict[str, Source]) -> set[Ref]:
    """What the modules that the book runs before it is built need for that: `python -m analysis.x`."""
    text = (PROJECT / "_quarto.yml").read_text(encoding="utf-8")
    named = re.findall(rf"-m ({PACKAGE}\.\w+)", text)
    guards = ((name, unit) for name in named for unit in found[name].units if unit.is_guard)
    return {ref for name, unit in guards for ref in found[name].refs(unit)}


def _stays(unit: Unit, module: str, names: set[str]) -> bool:
    """Whether a unit is kept: what is needed by name, and what a module does when it is loaded."""
    if module in {PACKAGE, RESULTS} or unit.names & names:
        return True
    return unit.is_standing or (unit.is_guard and "_main" in names)
