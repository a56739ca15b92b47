"""The codebook, enforced: checks tables against their schema and words each fault for its reader.

The checks of Table Schema are frictionless's; added here are those that it does not have: allowed
items of a column with several values (`itemEnum`), whole numbers written with a decimal point
(`wholeNumber`), and the kinds of evidence. The only module that knows frictionless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import frictionless
from frictionless import Check, Checklist, errors

from analysis.errors import Problem

Fault = Any
"""An error of frictionless; each kind of them has attributes of its own."""

CODEBOOK_REMEDY = "correct the cell, or change the codebook in {descriptor}"


def schema_problems(
    root: Path, descriptor: Mapping[str, Any], names: Sequence[str]
) -> list[Problem]:
    """Everything in the tables `names` of the data folder `root` that its `descriptor` forbids.

    Hashes are not checked here. A key into a table that is not among `names` is not followed, as
    that table may be unreadable.
    """
    wanted = _reduced(descriptor, names)
    problems = _evidence_problems(root, descriptor, names)
    try:
        package = frictionless.Package.from_descriptor(wanted, basepath=str(root))
    except frictionless.FrictionlessException as error:
        return problems + [_descriptor_problem(root, fault) for fault in error.to_errors()]
    for resource in wanted["resources"]:
        report = package.get_resource(resource["name"]).validate(Checklist(checks=[Codebook()]))
        faults = [error for task in report.tasks for error in task.errors] + report.errors
        problems += [_problem(root, resource, f) for f in faults if not _repeats_blank_row(f)]
    return problems


class Codebook(Check):
    """The two rules of our codebook that Table Schema cannot say: `itemEnum` and `wholeNumber`."""

    type = "codebook"
    Errors: ClassVar = [errors.ConstraintError]

    def validate_row(self, row: frictionless.Row) -> Iterable[frictionless.Error]:
        """Yield a constraint error for every cell of `row` that breaks a rule."""
        for field in row.fields:
            cell, custom = row[field.name], field.custom
            if cell is None:
                continue
            if allowed := custom.get("itemEnum"):
                for item in [item for item in cell if item not in allowed]:
                    yield _constraint(row, field.name, f'constraint "itemEnum" on "{item}"', item)
                if len(set(cell)) < len(cell):
                    yield _constraint(row, field.name, 'constraint "uniqueItems"', ";".join(cell))
            if custom.get("wholeNumber") and cell != int(cell):
                yield _constraint(row, field.name, 'constraint "wholeNumber"', cell)


WORDING = {
    "blank-row": ("the row is blank", "delete the blank line"),
    "missing-cell": ("the row ends too early: no cell here", "put the rest of the row back"),
    "extra-cell": ("the row has more cells than the header", 'put a cell with a comma in "quotes"'),
    "incorrect-label": ("the column has another name", "name it as the codebook does"),
    "missing-label": ("the column is missing", "put the column back"),
    "extra-label": (
        "the column is not in the codebook",
        "delete it, or describe it in {descriptor}",
    ),
    "blank-label": ("the column has no name", "name it as the codebook does"),
    "duplicate-label": ("two columns have this name", "name them as the codebook does"),
    "primary-key": ("duplicate key", "delete one of the two rows, or correct its key"),
    "unique-error": ("duplicate value in a column of unique values", "correct one of the two"),
    "foreign-key": ("points to a row that does not exist", "correct the key, or add the row"),
    "type-error": ("not of the column's type", CODEBOOK_REMEDY),
    "constraint-error": ("not an allowed value", CODEBOOK_REMEDY),
}
"""For each kind of fault that frictionless finds: what it is, and what to do next."""


def _problem(root: Path, resource: Mapping[str, Any], error: Fault) -> Problem:
    """The frictionless `error` in a table as a problem in our words."""
    what, remedy = WORDING.get(error.type, (error.message, CODEBOOK_REMEDY))
    found, allowed = _found_and_allowed(resource["schema"], error)
    header_row = 1 if error.type.endswith("-label") else None
    return Problem(
        file=f"{root.name}/{resource['path']}",
        what=what,
        remedy=remedy.format(descriptor=f"{root.name}/datapackage.json"),
        row=getattr(error, "row_number", header_row),
        column=getattr(error, "field_name", "") or None,
        found=found,
        allowed=allowed,
    )


def _repeats_blank_row(error: Fault) -> bool:
    """Whether `error` says of a blank row, reported as such, that it has no key."""
    return error.type == "primary-key" and not any(error.cells)


def _found_and_allowed(schema: Mapping[str, Any], error: Fault) -> tuple[str | None, str | None]:
    """What stands in the file and what might, for one `error`; None where that says nothing."""
    if error.type == "primary-key":
        names = [field["name"] for field in schema["fields"]]
        key = [f"{name}={error.cells[names.index(name)]}" for name in schema["primaryKey"]]
        return ", ".join(key), f"each key once ({error.note})"
    if error.type == "foreign-key":
        return ", ".join(error.field_cells), f"a value of {error.reference_name}.csv"
    if error.type.endswith("-label"):
        return error.label, error.field_name or None
    if error.type in {"type-error", "constraint-error", "unique-error"}:
        field = next(field for field in schema["fields"] if field["name"] == error.field_name)
        return error.cell, _allowed(field, error)
    return None, None


def _allowed(field: Mapping[str, Any], error: Fault) -> str:
    """What the codebook allows in a cell of `field`, for the rule that `error` broke."""
    if error.type == "unique-error":
        return f"each value once ({error.note})"
    if error.type == "type-error":
        return {"uri": "an address"}.get(field.get("format", ""), f"type {field['type']}")
    rule = error.note.split('"')[1]
    limit = field.get(rule, field.get("constraints", {}).get(rule))
    if isinstance(limit, list):
        return ", ".join(str(value) for value in limit)
    return RULES[rule].format(limit)


RULES = {
    "required": "any value, but not an empty cell",
    "minimum": "{} or more",
    "maximum": "{} or less",
    "pattern": "text of the form {}",
    "wholeNumber": "a whole number",
    "uniqueItems": "each item once",
}
"""For each rule of the codebook that is no list of values: what it allows."""


def _constraint(row: frictionless.Row, column: str, note: str, cell: object) -> Fault:
    """A constraint error in `column` of `row` that shows `cell`, the offending part of it."""
    error = errors.ConstraintError.from_row(row, note=note, field_name=column)
    error.cell = str(cell)
    return error


def _reduced(descriptor: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """`descriptor` with the tables `names` alone, and without hashes (`sources` checks those)."""
    resources = [deepcopy(r) for r in descriptor["resources"] if r["name"] in names]
    for resource in resources:
        for promise in ("hash", "bytes"):
            resource.pop(promise, None)
        schema = resource["schema"]
        keys = schema.pop("foreignKeys", [])
        if followed := [key for key in keys if key["reference"]["resource"] in names]:
            schema["foreignKeys"] = followed
    return {**descriptor, "resources": resources}


def _evidence_problems(
    root: Path, descriptor: Mapping[str, Any], names: Sequence[str]
) -> list[Problem]:
    """A problem for each of the tables `names` whose evidence is of no known kind."""
    kinds = descriptor["evidenceKinds"]
    return [
        Problem(
            file=f"{root.name}/datapackage.json",
            what=f"resource {resource['name']}: no known kind of evidence",
            remedy="name its kind of evidence",
            found=str(resource.get("evidence")),
            allowed=", ".join(kinds),
        )
        for resource in descriptor["resources"]
        if resource["name"] in names and resource.get("evidence") not in kinds
    ]


def _descriptor_problem(root: Path, error: Fault) -> Problem:
    """A fault of the descriptor itself."""
    return Problem(f"{root.name}/datapackage.json", error.message, "correct the descriptor")
