"""The tables that are kept, as a data package of their own: rows untouched, hashes as they were.

But for rows of respondents, of which there is what `analysis.privacy` releases, if anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from analysis.errors import DataError, DisclosureError, Problem
from analysis.privacy import released
from analysis.sources import DESCRIPTOR, Package


def kept_data(names: Collection[str]) -> dict[str, bytes]:
    """The descriptor and the files of the tables `names`, by their paths below the data folder.

    Raises DisclosureError where one of them may not be given away.
    """
    package = Package()
    files: dict[str, bytes] = {}
    kept: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for name in (name for name in package.names if name in names):
        try:
            resource, content = released(package, name)
        except DataError as error:
            problems += error.problems
            continue
        files[resource["path"]] = content
        kept.append(_without_lost_keys(resource, names))
    if problems:
        raise DisclosureError(problems)
    descriptor = {**package.descriptor, "resources": kept}
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    return {DESCRIPTOR: text.encode(), **files}


def _without_lost_keys(resource: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A table's description without foreign keys to tables that are not kept."""
    schema = resource["schema"]
    if "foreignKeys" not in schema:
        return resource
    keys = [key for key in schema["foreignKeys"] if key["reference"]["resource"] in {"", *names}]
    rest = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return {**resource, "schema": {**rest, **({"foreignKeys": keys} if keys else {})}}
