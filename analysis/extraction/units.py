"""A Python module taken apart into its statements, and put together again from some of them.

A `Unit` is one statement of a module with the comments above it; `Source` knows what each defines and
which names of this project it uses. What is written again is the text as it stood, so that formatting
and comments stay; only imports are cut to what the rest still uses.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

PACKAGE = "analysis"
TYPING = "TYPE_CHECKING"

Ref = tuple[str, str]
"""A module of this project and a name that it defines; the name is empty for the module itself."""

Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, eq=False)
class Unit:
    """One statement at the top of a module: its lines (from 1, comments above included), its `names`."""

    node: ast.stmt
    first: int
    last: int
    blank: int
    """How many empty lines stand above it."""
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_import(self) -> bool:
        """Whether it imports."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)

    @property
    def is_definition(self) -> bool:
        """Whether it defines a function or a class, which stand between two empty lines."""
        return isinstance(self.node, Definition)

    @property
    def is_guard(self) -> bool:
        """Whether it is `if __name__ == "__main__"`."""
        return isinstance(self.node, ast.If) and "__name__" in ast.unparse(self.node.test)

    @property
    def is_standing(self) -> bool:
        """Whether it defines nothing and is run whenever the module is loaded; a docstring, too."""
        return not (self.names or self.is_import or self.is_guard or self.is_typing)

    @property
    def is_text(self) -> bool:
        """Whether it is nothing but a text, such as the docstring of a module."""
        return isinstance(self.node, ast.Expr) and isinstance(self.node.value, ast.Constant)

    @property
    def is_typing(self) -> bool:
        """Whether it is `if TYPE_CHECKING:`, which imports for annotations alone."""
        return isinstance(self.node, ast.If) and ast.unparse(self.node.test) == TYPING

    @cached_property
    def used(self) -> frozenset[str]:
        """Every name that it mentions."""
        return frozenset(n.id for n in ast.walk(self.node) if isinstance(n, ast.Name))

    @cached_property
    def arguments(self) -> frozenset[str]:
        """The arguments of its functions: fixtures come so."""
        return frozenset(n.arg for n in ast.walk(self.node) if isinstance(n, ast.arg))

    @cached_property
    def strings(self) -> frozenset[str]:
        """Every text in it that is no docstring."""
        docstrings = {
            id(inner.body[0].value)
            for inner in ast.walk(self.node)
            if isinstance(inner, Definition) and isinstance(inner.body[0], ast.Expr)
        }
        return frozenset(
            node.value
            for node in ast.walk(self.node)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        )

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How the names begin that it puts together: `tbl_` of `getattr(results, f"tbl_{name}")`."""
        asked = (
            node.args[1]
            for node in ast.walk(self.node)
            if isinstance(node, ast.Call) and _calls(node, "getattr") and len(node.args) > 1
        )
        first = (name.values[0] for name in asked if isinstance(name, ast.JoinedStr))
        return frozenset(str(part.value) for part in first if isinstance(part, ast.Constant))


class Source:
    """A module of this project, or one of its tests."""

    def __init__(self, name: str, path: Path) -> None:
        """The module `name` in the file `path`."""
        self.name = name
        self.path = path
        self.lines = path.read_text(encoding="utf-8").split("\n")
        self.units = tuple(_units(ast.parse("\n".join(self.lines)), self.lines))

    @cached_property
    def defined(self) -> dict[str, list[Unit]]:
        """The units that define each name, or add to it."""
        found: dict[str, list[Unit]] = {}
        for unit in (unit for unit in self.units if not unit.is_import):
            for name in unit.names:
                found.setdefault(name, []).append(unit)
        return found

    @cached_property
    def imported(self) -> dict[str, Ref]:
        """What each name that is imported from this project stands for."""
        nodes = (node for unit in self.units for node in ast.walk(unit.node))
        return {name: ref for node in nodes for name, ref in _imports(node)}

    def refs(self, unit: Unit) -> Iterator[Ref]:
        """What `unit` uses of this project, by the module that defines it."""
        if unit.is_import:
            return
        for name in unit.used:
            if name in self.defined and unit not in self.defined[name]:
                yield self.name, name
            elif name in self.imported:
                yield self.imported[name]
        yield from (ref for node in ast.walk(unit.node) for _, ref in _imports(node))
        for node in ast.walk(unit.node):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module, inner = self.imported.get(node.value.id, ("", "?"))
                if not inner:
                    yield module, node.attr

    def with_only(self, kept: Collection[Unit], dropped_modules: Collection[str] = ()) -> str:
        """The text of the module with the units `kept` and the imports that these use.

        Where a kept unit lists modules by name, those in `dropped_modules` go.
        """
        used = {name for unit in kept for name in unit.used}
        typed = {unit for unit in self.units if unit.is_typing and _bound(unit) & used}
        used |= {TYPING} if typed else set()
        pieces: list[str] = []
        blank = 0
        for unit in self.units:
            blank = max(blank, unit.blank)
            text = self._import(unit, used) if unit.is_import else ""
            if unit in kept or unit in typed:
                text = "\n".join(self._lines(unit, dropped_modules))
            if text:
                pieces += ["\n" * (1 + blank) if pieces else "", text]
                blank = 0
        return "".join(pieces) + "\n"

    def _lines(self, unit: Unit, dropped_modules: Collection[str]) -> Iterator[str]:
        for line in self.lines[unit.first - 1 : unit.last]:
            if line.strip().rstrip(",").strip("\"'") not in dropped_modules:
                yield line

    def _import(self, unit: Unit, used: Collection[str]) -> str:
        """An import cut to the names that are used; empty where none is."""
        node = unit.node
        assert isinstance(node, ast.Import | ast.ImportFrom), "asked of imports only"
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        kept = [alias for alias in node.names if future or _local(alias) in used]
        if len(kept) == len(node.names):
            return "\n".join(self.lines[unit.first - 1 : unit.last])
        words = [alias.name + (f" as {alias.asname}" if alias.asname else "") for alias in kept]
        if isinstance(node, ast.Import) or not kept:
            return "\n".join(f"import {word}" for word in words)
        return f"from {node.module} import {', '.join(words)}"


def imports_in(text: str) -> Iterator[Ref]:
    """What a text imports from this project, where it is the code of a module."""
    if f"from {PACKAGE}" not in text:
        return
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    yield from (ref for node in ast.walk(tree) for _, ref in _imports(node))


def reached(sources: dict[str, Source], roots: Iterable[Ref]) -> set[Ref]:
    """Everything of this project that `roots` need, themselves among it."""
    found: set[Ref] = set()
    waiting = list(roots)
    while waiting:
        ref = waiting.pop()
        module, name = ref
        if ref in found or module not in sources:
            continue
        found.add(ref)
        source = sources[module]
        standing = [unit for unit in source.units if unit.is_standing]
        for unit in (*source.defined.get(name, []), *standing):
            waiting += source.refs(unit)
        waiting.append((module, ""))
    return found


def _units(tree: ast.Module, lines: list[str]) -> Iterator[Unit]:
    """The statements of a module; a text below an assignment, which explains it, belongs to it."""
    end = 0
    waiting: Unit | None = None
    for node in tree.body:
        last = node.end_lineno or node.lineno
        explains = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if explains and waiting and isinstance(waiting.node, ast.Assign | ast.AnnAssign):
            waiting = Unit(waiting.node, waiting.first, last, waiting.blank, waiting.names)
            end = last
            continue
        if waiting:
            yield waiting
        first = end + 1
        while first < node.lineno and not lines[first - 1].strip():
            first += 1
        waiting = Unit(node, first, last, first - end - 1, frozenset(_names(node)))
        end = last
    if waiting:
        yield waiting


def _names(node: ast.stmt) -> Iterator[str]:
    """What a statement defines."""
    if isinstance(node, Definition):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (part.id for part in parts if isinstance(part, ast.Name))
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from map(_local, node.names)


def _imports(node: ast.AST) -> Iterator[tuple[str, Ref]]:
    """(local name, what it stands for) of an import from this project."""
    if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE:
        for alias in node.names:
            whole = node.module == PACKAGE  # `from analysis import x`: x is a module
            ref = (f"{PACKAGE}.{alias.name}", "") if whole else (node.module, alias.name)
            yield _local(alias), ref


def _calls(node: ast.Call, name: str) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == name


def _bound(unit: Unit) -> set[str]:
    """The names that the imports in a unit bind."""
    nodes = (n for n in ast.walk(unit.node) if isinstance(n, ast.Import | ast.ImportFrom))
    return {_local(alias) for node in nodes for alias in node.names}


def _local(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]
