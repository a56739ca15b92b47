"""The command line: `python -m analysis.extraction CHAPTER DEST`, the code of the chapter on standard input.

Writes into DEST what the chapter needs of this project: `analysis/`, `data/`, `tests/`, `noxfile.py`.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.errors import DataError
from analysis.extraction.data import kept_data
from analysis.extraction.needed import Needed, names_in, needed_by
from analysis.extraction.tests import kept_tests
from analysis.extraction.units import Source, reached
from analysis.results import PROJECT
from analysis.sources import DATA, DESCRIPTOR, Package

VERBS = ("book", "tests", "lint", "preview", "exercises", "verify", "lock")
"""The verbs of noxfile.py that make sense for one chapter."""
TESTS = (
    "__init__.py",
    "conftest.py",
    "book/__init__.py",
    "book/conftest.py",
    "book/test_published.py",
    "book/test_sources.py",
)
"""Tests of the built book that hold for any chapter."""
PUBLISHED = "tests/book/published.csv"


def extracted(chapter: str, code: str) -> dict[str, bytes]:
    """The files that the chapter with the cells `code` needs, by their paths below the project.

    Raises DataError where its data may not be given away, ValueError where it asks for what is not there.
    """
    needed = needed_by(code)
    _known(chapter, code, needed)
    files = {f"{DATA.name}/{name}": data for name, data in kept_data(needed.tables).items()}
    for module, source in needed.modules.items():
        if needed.kept(module):
            files[_below(source.path)] = needed.text(module).encode()
    files |= {_below(path): path.read_bytes() for path in needed.files}
    files |= {path.as_posix(): content for path, content in kept_tests(needed).items()}
    files |= {f"tests/{name}": _read(f"tests/{name}") for name in TESTS}
    files[PUBLISHED] = published_by("" if has_stand_in(files) else chapter)
    files["noxfile.py"] = _verbs()
    return files


def _known(chapter: str, code: str, needed: Needed) -> None:
    """Raise ValueError where the code asks for a result that does not exist."""
    names = set(needed.graph.functions)
    for name in sorted(names_in(code) - names):
        close = " or ".join(difflib.get_close_matches(name, names))
        hint = f"; did you mean {close}?" if close else ""
        raise ValueError(f"{chapter}: no result is called {name!r}{hint}")


def has_stand_in(files: Mapping[str, bytes]) -> bool:
    """Whether a stand-in takes the place of a table that the book computes from, so that other numbers come."""
    package = Package()
    kept = json.loads(files[f"{DATA.name}/{DESCRIPTOR}"])["resources"]
    return any(one["evidence"] != package.resource(one["name"])["evidence"] for one in kept)


def published_by(chapter: str) -> bytes:
    """The numbers that this chapter printed when they were last held; none of no chapter."""
    with (PROJECT / PUBLISHED).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([head, *(row for row in rows if row[0] == chapter)])
    return text.getvalue().encode()


def _verbs() -> bytes:
    """noxfile.py with the verbs that make sense for one chapter, and what these use."""
    source = Source("noxfile", PROJECT / "noxfile.py")
    named = {name for _, name in reached({"noxfile": source}, [("noxfile", v) for v in VERBS])}
    kept = [unit for unit in source.units if unit.is_standing or unit.names & named]
    return source.with_only(kept).encode()


def _read(path: str) -> bytes:
    return (PROJECT / path).read_bytes()


def _below(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def main(arguments: Sequence[str]) -> int:
    """Write what a chapter needs; 0 if that went well, 1 if its sources or data are at fault."""
    chapter, dest = arguments
    try:
        files = extracted(chapter, sys.stdin.read())
    except (DataError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, content in files.items():
        path = Path(dest) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    _tidy(Path(dest))
    return 0


def _tidy(folder: Path) -> None:
    """Give what is left of modules the order of imports, the lines and the spaces of the project's own style."""
    style = ["--quiet", "--no-cache", "--config", str(PROJECT / "pyproject.toml"), "."]
    for verb in (["check", "--select", "I", "--fix"], ["format"]):
        command = [sys.executable, "-m", "ruff", *verb, *style]
        subprocess.run(command, cwd=folder, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
