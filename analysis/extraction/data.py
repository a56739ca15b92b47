"""The tables that are kept, as a data package of their own: rows untouched, hashes as they were."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from analysis.errors import DataError, Problem
from analysis.sources import DATA, DESCRIPTOR, Package


def kept_data(names: Collection[str]) -> dict[str, bytes]:
    """The descriptor and the files of the tables `names`, by their paths below the data folder.

    Raises DataError where one of them may not be given away.
    """
    package = Package()
    described = [r for r in package.descriptor["resources"] if r["name"] in names]
    private = [resource for resource in described if is_private(resource)]
    if private:
        raise DataError([_withheld(resource) for resource in private])
    files = {resource["path"]: (DATA / resource["path"]).read_bytes() for resource in described}
    kept = [_without_lost_keys(resource, names) for resource in described]
    descriptor = {**package.descriptor, "resources": kept}
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    return {DESCRIPTOR: text.encode(), **files}


def is_private(resource: dict[str, Any]) -> bool:
    """Whether the rows of a table are the authors' own and not released."""
    return resource["evidence"] == "collected" and not resource.get("publish", False)


def _withheld(resource: dict[str, Any]) -> Problem:
    what = "collected and not released, so it cannot go into a copy"
    remedy = (
        "describe its stand-in in its place, or write `publish: true` if its rows may be public"
    )
    return Problem(f"{DATA.name}/{DESCRIPTOR}", what, remedy, found=resource["name"])


def _without_lost_keys(resource: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A table's description without foreign keys to tables that are not kept."""
    schema = resource["schema"]
    if "foreignKeys" not in schema:
        return resource
    keys = [key for key in schema["foreignKeys"] if key["reference"]["resource"] in {"", *names}]
    rest = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return {**resource, "schema": {**rest, **({"foreignKeys": keys} if keys else {})}}
