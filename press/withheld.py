"""Data whose rows no chapter shows by itself: refused in its source, in its links, and inside its kernel.

A `datapackage.json` may have `evidenceReaders`: for a kind of evidence, modules of the project. In a chapter the
file of a resource of that `evidence` is then opened only by calls that go through all of these modules, which
answer for what comes out. A cell that opens it past them gets an error in the place of the bytes, and so does one
that starts a program or a reader whose reading cannot be seen, past each of them. No chapter includes such a file
or links to it, as the site would have it then. press does not know what a kind of evidence means.

What is not refused: a copy of the file that is no resource, and pyarrow, which pandas loads by itself.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from press.trace import STARTS_A_PROGRAM

DESCRIPTORS = ("datapackage.json", "*/datapackage.json")
"""Where a project may describe its data."""
ASKED = "evidenceReaders"
Held: TypeAlias = tuple[str, str, Sequence[str]]
"""A file that is withheld, its kind of evidence, and the modules that may read it; all files by their full paths."""
Place: TypeAlias = tuple[int, int]
"""Which file a path leads to, whatever links there are on the way: device and number."""

UNSEEN = {"pyreadstat", "polars", "duckdb"}
"""Readers of tables that open files by themselves. Each is asked for anew whenever pandas reads with it."""
CHILDREN = {*STARTS_A_PROGRAM} - {"os.fork"}
"""What starts a program; a fork of the kernel is watched as the kernel is."""
HEARD = {"open", "import", *CHILDREN}
REMEDY = "print a result of the project's own modules, which answer for what they let out"


class Withheld(PermissionError):
    """What a cell gets in the place of rows. An error of the system, so that libraries do without."""


def withheld(root: Path) -> list[Held]:
    """The files that the descriptors of a project withhold."""
    found: list[Held] = []
    for path, content in described(root):
        asked = content.get(ASKED, {})
        for resource in content.get("resources", []):
            evidence = str(resource.get("evidence"))
            if through := asked.get(evidence):
                modules = [os.path.abspath(root / name) for name in through]  # noqa: PTH100 - as the file
                found.append((file_of(path, resource), evidence, modules))
    return found


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


def is_withheld(root: Path, path: str, held: Iterable[Held]) -> str:
    """The evidence of the file `path` below `root`, if it is one of those `held`; else nothing."""
    place = _place(root / path)
    return next((evidence for file, evidence, _ in held if place and _place(file) == place), "")


def below(root: str | Path, file: str) -> str:
    """The path of a file as it is seen from the root."""
    return Path(os.path.relpath(file, root)).as_posix()


def said(path: str, evidence: str) -> str:
    """What a message says of a file that is withheld."""
    return f"{path} holds rows that are `{evidence}`, which no chapter gives away ({ASKED} in the descriptor)"


def watch(held: Sequence[Held], root: str) -> None:
    """From now on refuse, in this process, what would read a file of `held` past its modules."""
    if held:
        refuse = _Watch(held, root).hook
        # A plain function, as in `trace.py`.
        sys.addaudithook(lambda event, arguments: event in HEARD and refuse(event, arguments))


class _Watch:
    """What is withheld in a kernel."""

    def __init__(self, held: Sequence[Held], root: str) -> None:
        self._root = root
        self._held = {place: one for one in held if (place := _place(one[0]))}
        self._doors = {place for *_, modules in held for m in modules if (place := _place(m))}

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook. Raises Withheld."""
        if event == "open":
            self._opens(arguments[0])
        elif event in CHILDREN:
            self._reads_unseen(f"a program is started ({event})")
        elif event == "import":
            name = arguments[0].partition(".")[0]
            if name in UNSEEN and find_spec(name):  # else Python says that it is not there
                self._reads_unseen(f"{name} is loaded")

    def _opens(self, target: object) -> None:
        """Refuse to open a file that is withheld, unless through all of its modules."""
        place = _place(target) if isinstance(target, str | bytes | os.PathLike) else None
        if place in self._held:
            file, evidence, modules = self._held[place]
            if not {_place(module) for module in modules} <= {*_callers()}:
                raise Withheld(said(below(self._root, file), evidence))

    def _reads_unseen(self, what: str) -> None:
        """Refuse what reads without being seen, unless one of the modules asks for it."""
        if self._doors.isdisjoint(_callers()):
            file, evidence, _ = next(iter(self._held.values()))
            why = said(below(self._root, file), evidence)
            raise Withheld(f"{what}, whose reading cannot be seen, and {why}")


def _callers() -> Iterator[Place | None]:
    """The files of the functions that are running, innermost first."""
    frame = sys._getframe(1)  # noqa: SLF001 - who asks is what it is about
    while frame is not None:
        yield _place(frame.f_code.co_filename)
        frame = frame.f_back  # type: ignore[assignment]


def _place(path: str | bytes | os.PathLike[str]) -> Place | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - of whatever a program hands to `open`
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
