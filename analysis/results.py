"""Every result of the paper by its name: `from analysis import results as r; r.fig_context_egdi`.

The functions of the topic modules form a graph: a function is named after what it returns, its
parameters after what it needs. Apache Hamilton resolves it, so lineage (which function, which data)
comes from the graph and not from notes kept by hand. A result is computed when first asked for and
kept, so a chapter reads each file once. `Results` is the same door to other modules, or to a copy
of the data.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import linecache
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from itertools import islice
from math import isfinite
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import pandas as pd
from great_tables import GT
from hamilton import driver
from hamilton.graph_types import HamiltonNode
from hamilton.lifecycle import NodeExecutionMethod

from analysis import sources
from analysis.bare_frames import Unshown, bare
from analysis.claim_rules import DECIDING
from analysis.disclosure import check_anonymous, publishable, told_number
from analysis.errors import UndefinedError
from analysis.exhibits import Chart, Figure, Table, data_line
from analysis.numbers import COLLECTED, RESPONDENTS, Lineage, Number, Phrase

TOPICS = [
    "analysis.context",
    "analysis.context_districts",
    "analysis.context_ict",
    "analysis.egovernment",
    "analysis.interventions",
    "analysis.intervention_codes",
    "analysis.programme_reports",
    "analysis.models_of_government",
    "analysis.model_claims",
    "analysis.agreement",
    "analysis.judgement",
    "analysis.service_delivery",
    "analysis.service_satisfaction",
    "analysis.service_constraints",
    "analysis.service_variation",
    "analysis.trust",
    "analysis.trust_models",
    "analysis.trust_mediation",
    "analysis.exclusion_gap",
    "analysis.organisational_culture",
    "analysis.interviews",
    "analysis.interview_agreement",
    "analysis.experiences",
    "analysis.exclusion",
    "analysis.exclusion_published",
    "analysis.claim_measures",
    "analysis.claims",
    "analysis.samples",
    "analysis.questionnaires",
    "analysis.robustness",
    "analysis.filled_gaps",
    "analysis.contrasts",
    "analysis.standing",
    "analysis.methods",
    "analysis.codebook",
]
"""The modules whose functions are results. A new chapter's module is added here."""

# Imported with this module, not when the first result is asked for: what kernels are forked from has then
# loaded whatever they need.
MODULES = tuple(importlib.import_module(topic) for topic in TOPICS)

PROJECT = Path(__file__).resolve().parent.parent
CLOSEST_NAMES = 3

# It answers every error with a banner that invites to its chat, above the error itself.
logging.getLogger("hamilton").setLevel(logging.CRITICAL + 1)

Result: TypeAlias = Number | Phrase | Figure | Table | pd.DataFrame | Unshown


class Results:
    """The results of some topic modules, computed from one data package; each is an attribute."""

    def __init__(
        self, topics: Iterable[ModuleType], package: sources.Package | None = None
    ) -> None:
        """The results of `topics` from `package` (default: the data of this project)."""
        self._package = package or sources.Package()
        self._read, self._respondents = cache(self._table), cache(self._identifiers)
        self._tables, self._memory = cache(self._tables_of), _Memory()
        modules = (sources, *topics)
        self._driver = driver.Builder().with_modules(*modules).with_adapters(self._memory).build()
        variables = self._driver.list_available_variables()
        made = {node.name: node for node in variables if not node.is_external_input}
        self._nodes = _computable(made)

    def __dir__(self) -> list[str]:
        """The names of all results: numbers, words, figures, tables and the frames they rest on."""
        return sorted(set(self._nodes) - set(self._package.names))

    def __getattr__(self, name: str) -> Result:
        """The result called `name`. Raises AttributeError, with the closest names, if none is."""
        if name.startswith("_") or name not in self._nodes:
            raise AttributeError(_unknown(name, dir(self)))
        tables = self._tables(name)
        known = {**self._memory.kept, **{table: self._read(table) for table in tables}}
        value = self._driver.execute([name], overrides=known)[name]
        lineage = self._lineage(name)
        if isinstance(value, GT | Chart | str):
            shown = value if isinstance(value, str) else _shown(value)
            check_anonymous(shown, self._respondents(tuple(tables)), lineage)
        return _published(name, value, lineage, self._data_line(name))

    def _table(self, name: str) -> pd.DataFrame:
        """Table `name`, with its kind of evidence in `attrs` for the words that depend on it."""
        frame = self._package.read(name)
        frame.attrs["evidence"] = self._package.resource(name)["evidence"]
        return frame

    def _tables_of(self, name: str) -> list[str]:
        """The data tables upstream of result `name`."""
        upstream = {node.name for node in self._driver.what_is_upstream_of(name)}
        return sorted(upstream & set(self._package.names))

    def _identifiers(self, tables: tuple[str, ...]) -> dict[str, set[str]]:
        """Who answered, in some tables: by the column that names them, the first of a key."""
        found: dict[str, set[str]] = {}
        for table in tables:
            resource = self._package.resource(table)
            if resource["evidence"] == COLLECTED and (key := resource["schema"].get("primaryKey")):
                found.setdefault(key[0], set()).update(self._read(table)[key[0]].astype(str))
        return found

    def _lineage(self, name: str) -> Lineage:
        node = self._nodes[name]
        function = _function(node)
        return Lineage(
            definition=first_sentence(node.documentation or ""),
            function=f"{function.__module__}.{function.__name__}",
            file=_relative(Path(inspect.getfile(function))),
            line=_line_of_def(function),
            inputs=tuple(self._package.input(table) for table in self._tables(name)),
        )

    def _data_line(self, name: str) -> str:
        """The line that names the data tables upstream, each with the number of its rows."""
        inputs = [self._package.input(table) for table in self._tables(name)]
        return data_line((self._sized(item.resource), item.evidence) for item in inputs)

    def _sized(self, table: str) -> str:
        return f"{self._package.title(table)}, {len(self._read(table)):,} rows"


class _Memory(NodeExecutionMethod):
    """Keeps what each node returned, in `kept`, and hands every function its own copy of a frame.

    The copies cost nothing until written to (pandas copies on write); without them a function that
    adds a column to its input would change what other results see.
    """

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def run_to_execute_node(
        self,
        *,
        node_name: str,
        node_callable: Callable[..., object],
        node_kwargs: dict[str, Any],
        **rest: object,
    ) -> object:
        """What the node returns."""
        inputs = {name: _own(value) for name, value in node_kwargs.items()}
        return self.kept.setdefault(node_name, node_callable(**inputs))


def first_sentence(docstring: str) -> str:
    """The first sentence of `docstring`, on one line: the published definition of a result."""
    paragraph = " ".join(docstring.strip().split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s+(?=[A-Z`(])", paragraph)[0]


def _published(name: str, value: object, lineage: Lineage, data: str) -> Result:
    """`value` as chapters print it: with its name, its lineage and the line that names its data."""
    match value:
        case Number():
            return _number(replace(value, key=name, lineage=lineage), lineage)
        case str():
            return Phrase(value, lineage)
        case Chart():
            return Figure(name, value, lineage, data)
        case GT():
            return Table(name, value, lineage, data)
        case pd.DataFrame():
            return bare(_own(value), lineage)
    place = f"{lineage.file}:{lineage.line}: {name}"
    kind = type(value).__name__
    raise TypeError(f"{place} returns {kind}; a result is a Number, str, Chart, GT or DataFrame")


def _number(number: Number, lineage: Lineage) -> Number:
    """`number` as it may be printed: one that decides a claim says why it is missing, others stop here."""
    if number.key in DECIDING:
        return told_number(number) if RESPONDENTS & set(lineage.evidence) else number
    shown = publishable(number)
    if not isfinite(number.value):
        place = f"{lineage.file}:{lineage.line}: {number.key}"
        raise UndefinedError(
            f"{place}: {number.untold}; nothing can be printed: take it out of the text, or give the answers that it needs"
        )
    return shown


def _shown(value: GT | Chart) -> pd.DataFrame:
    """The rows that a table or a chart shows."""
    frame: pd.DataFrame = value.data if isinstance(value, Chart) else value._tbl_data  # noqa: SLF001 - great_tables has no public name for it
    return frame


def _computable(nodes: dict[str, HamiltonNode]) -> dict[str, HamiltonNode]:
    """`nodes` without those that need what no module makes: in a fork, what stayed with the book."""
    lost = {name for name, node in nodes.items() if not node.required_dependencies <= nodes.keys()}
    kept = {name: node for name, node in nodes.items() if name not in lost}
    return _computable(kept) if lost else kept


def _own(value: Any) -> Any:
    return value.copy(deep=False) if isinstance(value, pd.DataFrame) else value


def _function(node: HamiltonNode) -> Callable[..., object]:
    """The function that a topic module defines for `node`."""
    if not node.originating_functions:
        raise TypeError(f"{node.name} comes from no function")
    return node.originating_functions[0]


@cache
def _relative(path: Path) -> str:
    """`path` from the project's folder, with forward slashes; its bare name if it lies outside."""
    resolved = path.resolve()
    inside = resolved.is_relative_to(PROJECT)
    return resolved.relative_to(PROJECT).as_posix() if inside else path.name


def _line_of_def(function: Callable[..., object]) -> int:
    """The line of `def`, below the function's decorators."""
    code = inspect.unwrap(function).__code__
    lines = enumerate(linecache.getlines(code.co_filename), start=1)
    rest = islice(lines, code.co_firstlineno - 1, None)
    found = (number for number, line in rest if line.lstrip().startswith("def "))
    return next(found, code.co_firstlineno)


def _unknown(name: str, names: list[str]) -> str:
    """What to say of a result that does not exist."""
    close = difflib.get_close_matches(name, names, n=CLOSEST_NAMES)
    hint = f"; did you mean {' or '.join(close)}?" if close else ";"
    return f"no result is called {name!r}{hint} dir(results) lists all"


@cache
def _paper() -> Results:
    """The results of this paper."""
    return Results(MODULES)


def __getattr__(name: str) -> Result:
    if name.startswith("_"):  # what Python and IPython look for in any module
        raise AttributeError(name)
    result: Result = getattr(_paper(), name)
    return result


def __dir__() -> list[str]:
    return dir(_paper())
