"""What a chapter printed when it was last executed, kept as long as nothing that it read has changed.

One entry a chapter in `.press/cache/`: its outputs, what it was asked (cells, options, kernel, engine,
packages) and what it read (`trace.py`), each with its hash. An entry that is damaged, or from another
engine, counts as none. Any of it can be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from press.entries import Damaged, drop_entries, read_entry, write_entry
from press.parse import Cell, Chapter, Inline
from press.project import IGNORED, digest, digests, project_inputs

FOLDER = Path(".press") / "cache"
ASKED = {
    "cells": "its cells or inline code changed",
    "engine": "press itself changed",
    "packages": "the installed packages or Python changed",
    "settings": "the kernel, the figure size or the fixed variables changed",
}
"""What a chapter is asked, and what to say where it differs."""

PRESENT_ONLY = {
    *("label", "fig_cap", "fig_alt", "fig_subcap", "tbl_cap", "tbl_subcap", "lst_cap"),
    *("echo", "include", "output", "warning", "code_fold", "code_summary", "lst_label"),
    *("layout", "layout_ncol", "layout_nrow", "fig_align", "out_width", "tbl_colwidths"),
}
"""Options of a cell that change how outputs are shown, not what they are."""

NOTHING: dict[str, Any] = {
    "files": {},
    "folders": {},
    "parts": [],
    "variables": {},
    "coarse": "",
    "project": "",
}

Outputs = dict[int, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the cache knows of a chapter: its outputs, or in one sentence why there are none."""

    outputs: Outputs | None
    why: str


class Cache:
    """The entries of the book in `root`; `settings` is what else the outputs depend on."""

    def __init__(self, root: Path, settings: Mapping[str, Any]) -> None:
        self._root = root
        self._settings = dict(settings)
        self._hashes: dict[str, str | None] = {}
        self._found: dict[str, Found] = {}
        self._entries: dict[str, dict[str, Any] | str] = {}
        self._documents: dict[str, Any] = {}

    def find(self, chapter: Chapter) -> Found:
        """The outputs of `chapter`, if nothing that could change them has changed.

        Looked for once: what is asked twice in a build is the same.
        """
        if chapter.path not in self._found:
            self._found[chapter.path] = self._find(chapter)
        return self._found[chapter.path]

    def _find(self, chapter: Chapter) -> Found:
        entry = self._entry(chapter)
        if isinstance(entry, str):
            return Found(None, entry)
        asked = self._asked(chapter)
        for name, words in ASKED.items():
            if entry["asked"].get(name) != asked[name]:
                return Found(None, words)
        changed = self.changed(entry["read"])
        if changed:
            return Found(None, changed)
        outputs = zip(_places(chapter), entry["outputs"], strict=True)
        return Found(dict(outputs), "nothing that it read has changed")

    def keep(self, chapter: Chapter, outputs: Outputs, trace: Mapping[str, Any] | None) -> None:
        """Keep what `chapter` printed; without a trace of what it read, nothing is kept."""
        if trace is None:
            return
        content = {
            "asked": self._asked(chapter),
            "read": self.state(trace),
            "outputs": [outputs.get(place, []) for place in _places(chapter)],
        }
        write_entry(self._path(chapter), content)
        self._found.pop(chapter.path, None)
        self._entries.pop(chapter.path, None)

    def outside(self, chapters: Iterable[Chapter]) -> dict[str, Any] | None:
        """What the chapters read that is no file of the project, with hashes; None if not known."""
        files: dict[str, str | None] = {}
        variables: dict[str, str | None] = {}
        for chapter in chapters:
            entry = self._entry(chapter) if chapter.executable else {"read": NOTHING}
            if isinstance(entry, str):
                return None
            read = entry["read"]
            files |= {n: h for n, h in read["files"].items() if Path(n).is_absolute()}
            variables |= read["variables"]
        return {"files": files, "variables": variables}

    def holds(self, outside: Mapping[str, Any]) -> bool:
        """Whether everything that `outside` told is as it was."""
        return not self.changed({**NOTHING, **outside})

    def prune(self, chapters: Iterable[Chapter]) -> None:
        """Drop the entries of chapters that the book no longer has, so that the cache is bounded."""
        drop_entries(self._root / FOLDER, map(self._path, chapters))

    def _entry(self, chapter: Chapter) -> dict[str, Any] | str:
        """The entry of a chapter, or why there is none; read once, as `find` looks once."""
        if chapter.path not in self._entries:
            self._entries[chapter.path] = self._read(chapter)
        return self._entries[chapter.path]

    def _read(self, chapter: Chapter) -> dict[str, Any] | str:
        try:
            entry: dict[str, Any] = read_entry(self._path(chapter))
        except FileNotFoundError:
            return "it has not been executed yet"
        except OSError:
            return "its cache entry cannot be read"
        except Damaged:
            return "its cache entry is damaged"
        return entry

    def _path(self, chapter: Chapter) -> Path:
        name = chapter.path.replace("/", "--")
        return self._root / FOLDER / f"{name}.json"

    def _asked(self, chapter: Chapter) -> dict[str, str]:
        parts = [
            [part.code, _options(part)] if isinstance(part, Cell) else [part.code]
            for part in chapter.parts
            if isinstance(part, Cell | Inline)
        ]
        settings = [chapter.kernel, self._settings]
        return {
            "cells": digest(json.dumps(parts).encode()),
            "engine": engine(),
            "packages": packages(),
            "settings": digest(json.dumps(settings, sort_keys=True).encode()),
        }

    def state(self, trace: Mapping[str, Any]) -> dict[str, Any]:
        """What was read, each with its hash as it is now."""
        coarse = trace["coarse"]
        return {
            "files": {name: self._file(name) for name in map(self._own, trace["files"])},
            "folders": {name: self._listing(name) for name in map(self._own, trace["folders"])},
            "parts": [
                [[name, *keys], self._part(name, keys)]
                for name, *keys in ([self._own(path), *keys] for path, *keys in trace["parts"])
            ],
            "variables": {name: _variable(name) for name in trace["variables"]},
            "coarse": coarse,
            "project": self._project() if coarse else "",
        }

    def changed(self, read: Mapping[str, Any]) -> str:
        """Which of the things read has changed, in a sentence; empty where none has."""
        for name, before in read["files"].items():
            now = self._file(name)
            if now != before:
                how = "is gone" if now is None else "appeared" if before is None else "changed"
                return f"{name} {how}"
        for name, before in read["folders"].items():
            if self._listing(name) != before:
                return f"files came to or left {name}"
        for (name, *keys), before in read["parts"]:
            if self._part(name, keys) != before:
                return f"{'/'.join(keys) or 'something'} in {name} changed"
        for name, before in read["variables"].items():
            if _variable(name) != before:
                return f"the environment variable {name} changed"
        if read["coarse"] and read["project"] != self._project():
            return f"a file of the project changed, and {read['coarse']}"
        return ""

    def _own(self, name: str) -> str:
        """A path below the root as seen from there, so that the folder may be moved."""
        path = Path(name)
        inside = path.is_relative_to(self._root)
        return path.relative_to(self._root).as_posix() if inside else str(path)

    def _file(self, name: str) -> str | None:
        if name not in self._hashes:
            try:
                self._hashes[name] = digest((self._root / name).read_bytes())
            except OSError:
                self._hashes[name] = None
        return self._hashes[name]

    def _part(self, name: str, keys: Sequence[str]) -> str | None:
        """The hash of a part of a JSON file, to which `keys` lead; None where there is none."""
        if name not in self._documents:
            try:
                self._documents[name] = json.loads((self._root / name).read_bytes())
            except (OSError, ValueError):
                self._documents[name] = None
        value = self._documents[name]
        for key in keys:
            value = _member(value, key)
        return None if value is None else digest(json.dumps(value).encode())

    def _listing(self, name: str) -> str | None:
        try:
            names = sorted(entry.name for entry in os.scandir(self._root / name))
        except OSError:
            return None
        return digest("\n".join(n for n in names if not IGNORED.match(n)).encode())

    def _project(self) -> str:
        if "project" not in self._hashes:
            files = project_inputs(self._root, ())
            self._hashes["project"] = digest(json.dumps(digests(files)).encode())
        return self._hashes["project"] or ""


@cache
def engine() -> str:
    """The hash of press itself."""
    folder = Path(__file__).parent
    names = [*folder.rglob("*.py"), *folder.glob("assets/matplotlibrc")]
    return digest(b"".join(path.read_bytes() for path in sorted(names)))


@cache
def packages() -> str:
    """The hash of the Python and of the names and versions of all installed packages."""
    folders = [Path(name) for name in sys.path if name.endswith("site-packages")]
    found = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return digest("\n".join([sys.version, *sorted(found)]).encode())


def _places(chapter: Chapter) -> list[int]:
    """Where the parts that are run stand; the words between them do not count."""
    parts = enumerate(chapter.parts)
    return [place for place, part in parts if isinstance(part, Cell | Inline)]


def _options(cell: Cell) -> list[Any]:
    """The options of a cell on which its outputs may depend: all but those that only present them."""
    names = (item.name for item in fields(cell.options) if item.name not in PRESENT_ONLY)
    return [[name, getattr(cell.options, name)] for name in names]


def _member(value: Any, key: str) -> Any:
    """What `key` leads to in a mapping or a list, as `trace.py` says; None where there is nothing."""
    if isinstance(value, dict):
        return value.get(key)
    named = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    if key == "*":
        return [item.get("name") for item in named]
    return next((item for item in named if item.get("name") == key), None)


def _variable(name: str) -> str | None:
    value = os.environ.get(name)
    return None if value is None else digest(value.encode())
