"""What is wrong with `datapackage.json` itself: something is lacking, or says what nothing would check.

Only what this project relies on is asked for here, so that a slip of the pen is a sentence and no
traceback; that the descriptor is a Data Package as others know it is held by a test, with frictionless.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.cells import CONSTRAINTS, TYPES
from analysis.errors import Problem

OF_A_RESOURCE = ("path", "title", "description", "evidence", "hash", "schema")
OF_A_FIELD = ("name", "title", "type", "description")


def descriptor_problems(root: Path, descriptor: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with the `descriptor` of the data folder `root`, in its order."""
    file = f"{root.name}/datapackage.json"
    return [
        Problem(file, f"{where}: {what}", remedy, found=found, allowed=allowed)
        for position, resource in enumerate(descriptor.get("resources", []), start=1)
        for where, what, remedy, found, allowed in _faults(root, position, resource, descriptor)
    ]


Fault = tuple[str, str, str, str | None, str | None]
"""Where in the descriptor, what is wrong there, what to do, what was found, what is allowed."""


def _faults(
    root: Path, position: int, resource: Mapping[str, Any], descriptor: Mapping[str, Any]
) -> Iterator[Fault]:
    """What is wrong with one resource."""
    where = f"resource {resource.get('name', f'number {position}')}"
    if lacking := [key for key in ("name", *OF_A_RESOURCE) if key not in resource]:
        yield where, f"lacks {', '.join(lacking)}", "say it, as the other resources do", None, None
        return
    if not (root / resource["path"]).resolve().is_relative_to(root.resolve()):
        allowed = f"a path below {root.name}/"
        yield (
            where,
            "a path out of the data folder",
            "put the file there",
            resource["path"],
            allowed,
        )
    kinds = descriptor.get("evidenceKinds", {})
    if resource["evidence"] not in kinds:
        what, remedy = "no known kind of evidence", "name its kind of evidence"
        yield where, what, remedy, str(resource["evidence"]), ", ".join(kinds)
    for one in resource.get("allow", []):
        if not (one.get("text") and one.get("reason")):
            what, remedy = "allows words without a reason", "say why these are no person's name"
            yield where, what, remedy, None, '"allow": [{"text": ..., "reason": ...}]'
    for field in resource["schema"].get("fields", []):
        yield from _field_faults(f"{where}, column {field.get('name', '?')}", field)


def _field_faults(where: str, field: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with one column: it lacks something, or has a rule that nothing would check."""
    needed = (*OF_A_FIELD, "delimiter") if field.get("type") == "list" else OF_A_FIELD
    if lacking := [key for key in needed if key not in field]:
        yield where, f"lacks {', '.join(lacking)}", "say it, as other columns do", None, None
        return
    for rule in sorted({field["type"]} - TYPES | set(field.get("constraints", {})) - CONSTRAINTS):
        what, remedy = "a type or constraint that nothing checks", "say it otherwise"
        yield where, what, remedy, rule, ", ".join(sorted(TYPES | CONSTRAINTS))
