"""The data packages of a project, as their `datapackage.json` describe them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DESCRIPTORS = ("datapackage.json", "*/datapackage.json")
"""Where a project may describe its data."""


def described(root: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each descriptor of the project in `root`, and what it holds.

    One that cannot be read is left out: whoever reads the data says so.
    """
    for path in (found for pattern in DESCRIPTORS for found in sorted(root.glob(pattern))):
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(content, dict):
            yield path, content


def file_of(path: Path, resource: Mapping[str, Any]) -> str:
    """The full path of the file of a resource in the descriptor `path`."""
    return os.path.abspath(path.parent / str(resource.get("path")))  # noqa: PTH100 - as traced
