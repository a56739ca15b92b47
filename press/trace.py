"""Records, inside a kernel, what a chapter really did: modules, files, folders and variables read.

`start` begins, `finish` tells. What Python opens is seen by an audit hook; what a native library opens
by itself is not, so a chapter that loads one of `NATIVE_READERS`, or starts another program, is said
to have read everything. Variables count where the project's own code asked for them.

A reader of a JSON file of many parts may say which it used, so that the others are no cause:
`sys.audit("parts.open", path)` just before it opens the file, then for each part `sys.audit("parts.read",
path, *keys)`. Keys lead down mappings, and in a list to the member that has such a `name`, or by `*` to
the names of all; no keys mean the whole. Where nobody listens these calls do nothing. Any other opening of the file counts whole.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NATIVE_READERS = ("pyarrow", "polars", "duckdb", "h5py", "tables", "netCDF4", "pyreadstat")
STARTS_A_PROGRAM = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}
LISTS_A_FOLDER = {"os.listdir", "os.scandir"}
OPENS_A_FILE = {"open", "sqlite3.connect"}
TELLS_PARTS = {"parts.open", "parts.read"}
SEEN = STARTS_A_PROGRAM | LISTS_A_FOLDER | OPENS_A_FILE | TELLS_PARTS
PASSED_OVER = {"__pycache__", ".git", "site-packages"}
NOT_ASKING = ("os", "collections.abc", "_collections_abc", "press.trace")
NOTHING: dict[str, Any] = {"coarse": "", "files": [], "folders": [], "parts": [], "variables": []}
IMPORTING = "_frozen_importlib_external"


class _Trace:
    """What was seen so far."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.known = {*sys.modules}
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.variables: set[str] = set()
        self.parts: set[tuple[str, ...]] = set()
        self.opening = ""  # the file that is opened next for parts of it alone
        self.coarse = ""
        self.on = True

    def inside(self, path: str) -> bool:
        """Whether `path` lies in the project."""
        return path == self.root or path.startswith(self.root + os.sep)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note the paths of an event of `SEEN`; does nothing else, never raises."""
        if not self.on:
            return
        if event in STARTS_A_PROGRAM:
            self.coarse = self.coarse or f"it started another program ({event})"
            return
        target = arguments[0] if arguments else None
        if isinstance(target, bytes):
            target = os.fsdecode(target)
        if not isinstance(target, str | os.PathLike):
            return
        path = os.path.abspath(os.fspath(target))  # noqa: PTH100 - pathlib would open files
        if event == "parts.read":
            self.parts.add((path, *map(str, arguments[1:])))
        elif event == "parts.open":
            self.opening = path
        elif event in LISTS_A_FOLDER:
            # Where Python looks for modules, what it found is told at the end.
            if sys._getframe(2).f_globals.get("__name__") != IMPORTING:  # noqa: SLF001
                self.folders.add(path)
        elif path == self.opening:
            self.opening = ""
        elif not (event == "open" and str(arguments[1])[:1] in {"w", "a", "x"}):
            self.files.add(path)


_trace: _Trace | None = None


def start(root: str) -> None:
    """Begin: from now on, what this process reads is noted."""
    global _trace  # noqa: PLW0603 - an audit hook cannot be taken back, so there is one
    _trace = _Trace(root)
    sys.addaudithook(_hook)
    environ = type(os.environ)
    plain = environ.__getitem__

    def noting(self: Any, key: str) -> str:
        if _trace is not None and _trace.on and _asked_by_project(_trace.root):
            _trace.variables.add(key)
        return plain(self, key)

    environ.__getitem__ = noting  # type: ignore[method-assign]


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook.

    A plain function: a method takes Python four times as long to call, and a figure asks thousands of times for an `id`.
    """
    if event in SEEN and _trace is not None:
        _trace.note(event, arguments)


def finish() -> dict[str, Any]:
    """What was read: `files`, `folders` (absolute paths), `parts`, `variables`, and why it is `coarse`."""
    if _trace is None:
        return {**NOTHING, "coarse": "it was not traced"}
    _trace.on = False
    native = next((name for name in NATIVE_READERS if name in sys.modules), "")
    coarse = _trace.coarse or (
        f"it loaded {native}, whose reading cannot be seen" if native else ""
    )
    files = {*filter(_is_source, _trace.files), *_project_modules(_trace)}
    files |= {part[0] for part in _trace.parts if not _trace.inside(part[0])}
    return {
        "coarse": coarse,
        "files": sorted(files),
        "folders": sorted(filter(_is_source, filter(_trace.inside, _trace.folders))),
        "parts": sorted(part for part in _trace.parts if _trace.inside(part[0])),
        "variables": sorted(_trace.variables),
    }


def _project_modules(trace: _Trace) -> Iterator[str]:
    """The files of the project's modules; libraries that were there before are not so much as looked at."""
    for name in sys.modules.keys() - trace.known:
        file = getattr(sys.modules[name], "__file__", None)
        if file and file.startswith(trace.root) and _is_source(file):
            yield os.path.abspath(file)  # noqa: PTH100 - of the name alone, as above


def _is_source(name: str) -> bool:
    """Whether a file can be edited: not bytecode, a device, or part of an installed package."""
    parts = Path(name).parts
    system = name.startswith((sys.base_prefix, "/proc/", "/dev/", "/sys/", "/etc/"))
    return not (system or name.endswith(".pyc") or PASSED_OVER & set(parts))


def _asked_by_project(root: str) -> bool:
    """Whether the code that reads a variable is the project's own, or a cell."""
    frame = sys._getframe(2)  # noqa: SLF001 - the only way to ask who asks
    while frame is not None and frame.f_globals.get("__name__") in NOT_ASKING:
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return False
    file = frame.f_code.co_filename
    cell = frame.f_globals.get("__name__") == "__main__"
    return cell or (file.startswith(root) and "site-packages" not in file)
