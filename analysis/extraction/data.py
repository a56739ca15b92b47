"""The tables that may be given away, as a data package of their own: rows untouched, hashes as they were.

Of fieldwork these are the rows that `analysis.release` hands out. Where it releases none, their synthetic stand-in takes
their place: it has the same codebook and is kept in `data/stand-in/` under the table's name. `python -m
analysis.extraction.data DEST` writes all of them, with what describes them: it is what `press archive` runs. As an
archive takes along whatever else lies in the project, it is refused where a table of respondents lies outside of `data/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.columns import ends
from analysis.errors import DataError, DisclosureError, Problem
from analysis.formats import READERS, read
from analysis.numbers import COLLECTED, STAND_IN
from analysis.release import released
from analysis.sources import DATA, DESCRIPTOR, Package

ABOUT = ("README.md", "stand-in")
"""What describes the tables, and makes the synthetic ones."""
NOT_SOURCES = re.compile(r"\.|_book|__pycache__$")
"""Folders that no archive takes along."""


def kept_data(names: Collection[str], package: Package | None = None) -> dict[str, bytes]:
    """The descriptor and the files of the tables `names`, by their paths below the data folder.

    Raises DisclosureError with every table whose rows are not released and have no stand-in.
    """
    package = package or Package()
    files: dict[str, bytes] = {}
    kept: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for name in (name for name in package.names if name in names):
        try:
            resource, content = _given(package, name)
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


def _given(package: Package, name: str) -> tuple[dict[str, Any], bytes]:
    """A table as it is released, else its stand-in: the description and the bytes of its file."""
    try:
        return released(package, name)
    except DisclosureError:
        path = f"{STAND_IN}/{name}.csv"
        if not (package.root / path).is_file():
            raise
    resource = dict(package.resource(name))
    content = (package.root / path).read_bytes()
    fresh = {
        "path": path,
        "evidence": STAND_IN,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    return {**resource, **fresh}, content


def _without_lost_keys(resource: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A table's description without foreign keys to tables that are not kept."""
    schema = resource["schema"]
    if "foreignKeys" not in schema:
        return resource
    keys = [key for key in schema["foreignKeys"] if key["reference"]["resource"] in {"", *names}]
    rest = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return {**resource, "schema": {**rest, **({"foreignKeys": keys} if keys else {})}}


def _all() -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder that may be given away; what no table names stays at home."""
    yield from kept_data(Package().names).items()
    for name in ABOUT:
        place = DATA / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in found:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(DATA).as_posix(), path.read_bytes()


def strays(package: Package) -> Iterator[Problem]:
    """Tables beside the data folder that have the key of a table of collected answers: copies that someone left."""
    resources = [package.resource(name) for name in package.names]
    keys = {
        resource["schema"]["primaryKey"][0]
        for resource in resources
        if resource["evidence"] == COLLECTED and resource["schema"].get("primaryKey")
    }
    root = package.root.resolve().parent
    for folder, inner, names in os.walk(root) if keys else ():
        here = Path(folder)
        inner[:] = [name for name in sorted(inner) if not NOT_SOURCES.match(name)]
        inner[:] = [name for name in inner if here / name != package.root.resolve()]
        for path in (here / name for name in sorted(names)):
            if path.suffix.lower() in READERS and keys & _columns(path):
                what = "a table of respondents outside of the data folder, which an archive would give away"
                file = path.relative_to(root).as_posix()
                yield Problem(file, what, "keep it outside of the project")


def _columns(path: Path) -> set[str]:
    """The columns of a table, each as the last part of its name; none of a file that is no table."""
    try:
        labels = next(read(path, path.name)).frame.columns
    except (DataError, StopIteration):
        return set()
    return {end for label in labels for end in ends(str(label))}


def _main(arguments: Sequence[str]) -> int:
    (dest,) = arguments
    try:
        if found := [*strays(Package())]:
            raise DisclosureError(found)
        files = dict(_all())
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, content in files.items():
        path = Path(dest) / DATA.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
