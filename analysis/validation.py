"""The codebook, enforced: checks whole tables against their schema and words each fault for its reader.

In: the rows of a table as text, some at a time and whatever its format (`analysis.exports`). Out: all
that is wrong: columns, cells (`analysis.cells`), keys, keys into other tables, and the design of a sample.
Each distinct value of a column is judged once and memory holds the columns of keys alone, so that a
million rows take a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

import pandas as pd

from analysis.cells import (
    CODEBOOK_REMEDY,
    NOT_ALLOWED,
    RULES,
    WEIGHT_REMEDY,
    Fault,
    faults,
    required,
)
from analysis.columns import Field
from analysis.errors import Problem
from analysis.exports import Export
from analysis.file_cells import each
from analysis.personal_data import redacted

HELD_PROBLEMS = 10_000
"""How many problems of one table are kept; the rest is counted."""
CLUSTERS_IN_A_STRATUM = 2
"""The fewest from which a variance within the stratum can be estimated."""

Key = tuple[str, ...]
KnownKeys = Callable[[str, Sequence[str]], Set[Key] | None]
"""The keys that another table has in some columns; None if it cannot be read."""


def table_problems(export: Export, schema: Mapping[str, Any], known: KnownKeys) -> list[Problem]:
    """Everything in the table of `export` that its `schema` forbids, in the order of its rows."""
    problems: list[Problem] = []
    more = 0
    kept = []
    for frame in export.frames():
        for problem in _cell_problems(frame, schema["fields"], export.name):
            if len(problems) < HELD_PROBLEMS:
                problems.append(problem)
            else:
                more += 1
        # each distinct value once, and in a frame of its own: a part of `frame` would hold all of it
        columns = {name: each(frame[name], str) for name in _kept(schema) if name in frame}
        kept.append(pd.DataFrame(columns, index=frame.index, dtype=object))
    keys = pd.concat(kept)
    problems += export.problems
    wrong = {(problem.row, problem.column) for problem in problems}
    found = _key_problems(keys, schema, export.name, known)
    problems += (one for one in found if not one.column or (one.row, one.column) not in wrong)
    problems += _design_problems(keys, schema["fields"], export.name)
    if len(keys) == 0 and not problems:
        problems.append(_empty(export))
    problems.sort(key=lambda problem: problem.row or 0)
    if more:
        what, remedy = f"{more:,} more problems in this table", "begin with those above"
        problems.append(Problem(export.name, what, remedy))
    return problems


def _kept(schema: Mapping[str, Any]) -> list[str]:
    """The columns that are looked at as a whole: keys, unique ones, those of the design."""
    wanted = {*schema.get("primaryKey", [])}
    wanted |= {name for key in schema.get("foreignKeys", []) for name in key["fields"]}
    return [
        field["name"]
        for field in schema["fields"]
        if field["name"] in wanted
        or field.get("constraints", {}).get("unique")
        or field.get("role") in {"stratum", "cluster"}
    ]


def _cell_problems(frame: pd.DataFrame, fields: Sequence[Field], file: str) -> Iterator[Problem]:
    """Everything wrong with single cells of `frame`, row by row."""
    found: list[tuple[Any, int, str, Fault]] = []
    for order, field in enumerate(fields):
        if (name := field["name"]) not in frame:
            continue
        codes, values = pd.factorize(frame[name])
        wrong = {code: bad for code, cell in enumerate(values) if (bad := faults(cell, field))}
        if required(field):
            remedy = WEIGHT_REMEDY if field.get("role") == "weight" else CODEBOOK_REMEDY
            wrong[-1] = [Fault(NOT_ALLOWED, "", RULES["required"], remedy)]
        if wrong:
            rows = pd.Series(codes, frame.index)
            rows = rows[rows.isin(list(wrong))]
            found += [(row, order, name, bad) for row, code in rows.items() for bad in wrong[code]]
    found.sort(key=lambda fault: fault[:2])
    for row, _, name, fault in found:
        remedy = fault.remedy.format(descriptor=_descriptor(file))
        shown, allowed = redacted(fault.found), fault.allowed
        yield Problem(file, fault.what, remedy, row, name, shown, allowed)


def _descriptor(file: str) -> str:
    """The descriptor of the data folder that `file` stands in, as messages call it."""
    return f"{file.partition('/')[0]}/datapackage.json"


def _key_problems(
    keys: pd.DataFrame, schema: Mapping[str, Any], file: str, known: KnownKeys
) -> Iterator[Problem]:
    """Keys that come twice, and keys into other tables that lead nowhere."""
    primary = [name for name in schema.get("primaryKey", []) if name in keys]
    if primary:
        remedy = "delete one of the two rows, or correct its key"
        for row, first in _repeats(keys[primary]):
            found = ", ".join(f"{name}={keys.at[row, name]}" for name in primary)
            allowed = f"each key once (the same as in row {first})"
            yield Problem(file, "duplicate key", remedy, row, None, redacted(found), allowed)
    for field in schema["fields"]:
        name = field["name"]
        if field.get("constraints", {}).get("unique") and name in keys and primary != [name]:
            for row, first in _repeats(keys[[name]].dropna()):
                what, remedy = (
                    "duplicate value in a column of unique values",
                    "correct one of the two",
                )
                allowed = f"each value once (the same as in row {first})"
                found = redacted(keys.at[row, name])
                yield Problem(file, what, remedy, row, name, found, allowed)
    for key in schema.get("foreignKeys", []):
        yield from _foreign_key_problems(keys, key, file, known)


def _repeats(keys: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """(row, row that was first) for each row of `keys` that repeats an earlier one."""
    repeated = keys[keys.duplicated(keep=False)]
    for _, rows in repeated.groupby(list(repeated.columns), sort=False, dropna=False):
        yield from ((row, rows.index[0]) for row in rows.index[1:])


def _foreign_key_problems(
    keys: pd.DataFrame, key: Mapping[str, Any], file: str, known: KnownKeys
) -> Iterator[Problem]:
    """Rows whose `key` is in no row of the other table; a key with an empty cell leads nowhere."""
    target, names = key["reference"]["resource"], list(key["fields"])
    there = known(target, key["reference"]["fields"])
    if there is None or not set(names) <= set(keys.columns):
        return
    for values, rows in keys[names].dropna().groupby(names, sort=False):
        if values not in there:
            what, remedy = "points to a row that does not exist", "correct the key, or add the row"
            found, allowed = redacted(", ".join(values)), f"a value of {target}.csv"
            column = names[0] if len(names) == 1 else None
            for row in rows.index:
                yield Problem(file, what, remedy, row, column, found, allowed)


def _design_problems(keys: pd.DataFrame, fields: Sequence[Field], file: str) -> Iterator[Problem]:
    """Strata with one cluster, and clusters in several strata, by the `role` of columns."""
    by_role = {field.get("role"): field["name"] for field in fields if field["name"] in keys}
    stratum, cluster = by_role.get("stratum"), by_role.get("cluster")
    if stratum is None or cluster is None:
        return
    pairs = keys[[stratum, cluster]].dropna().drop_duplicates()
    for name, rows in pairs.groupby(stratum, sort=False):
        if len(rows) < CLUSTERS_IN_A_STRATUM:
            what = "a stratum with one cluster, within which nothing varies"
            remedy = "merge it with the stratum most like it, and say so"
            allowed = f"{CLUSTERS_IN_A_STRATUM} clusters or more"
            yield Problem(file, what, remedy, rows.index[0], stratum, str(name), allowed)
    for name, rows in pairs.groupby(cluster, sort=False):
        if len(rows) > 1:
            what, remedy = "a cluster in several strata", "give each cluster a name of its own"
            found = f"{name} in {', '.join(rows[stratum])}"
            yield Problem(file, what, remedy, rows.index[1], cluster, found, "one stratum")


def _empty(export: Export) -> Problem:
    """What to say of a table of which no row is left."""
    reasons = ", ".join(f"{n} {reason}" for reason, n in export.excluded.items())
    found = f"{export.rows} rows" + (f", of which excluded: {reasons}" if reasons else "")
    return Problem(export.name, "no rows", "export it again, with its rows", found=found)
