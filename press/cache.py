"""What a chapter printed when it was last executed, kept as long as nothing that it read has changed.

One entry a chapter in `.press/cache/`: its outputs, what it was asked (cells, options, kernel, engine,
packages) and what it read (`trace.py`), each with its hash. An entry that is damaged, or from another
engine, counts as none. Any of it can be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, partial, reduce
from pathlib import Path
from typing import Any

from press.entries import Damaged, drop_entries, key_of, read_entry, write_entry
from press.parse import Cell, Chapter, Inline
from press.project import IGNORED, digest

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
    *("echo", "include", "output", "warning", "code_fold", "code_summary", "lst_label", "filename"),
    *("layout", "layout_ncol", "layout_nrow", "layout_valign"),
    *("fig_align", "out_width", "tbl_colwidths"),
}
"""Options of a cell that change how outputs are shown, not what they are."""

CHANGED = {
    "file": "{name} {how}",
    "folder": "files came to or left {name}",
    "part": "{keys} in {name} changed",
    "variable": "the environment variable {name} changed",
    "project": "a file of the project changed, and {name}",
}
"""What a chapter may have read, and what to say where it is another now."""

Outputs = dict[int, list[dict[str, Any]]]
Read = list[tuple[list[str], str | None]]
"""Things that were read (the kind, the name, the keys of a part), each with its hash; None where there was none."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the cache knows of a chapter: its outputs, or in one sentence why there are none."""

    outputs: Outputs | None
    why: str


class Cache:
    """The entries of the book in `root`; `settings` is what else the outputs depend on.

    `start` has the hash of each file of the project as it was before any was read. What is changed while a build
    runs is known by it, so that nothing made of the old is taken for something made of the new.
    """

    def __init__(self, root: Path, settings: Mapping[str, Any], start: Mapping[str, str]) -> None:
        self._root = root
        self.start = start
        self._settings = dict(settings)
        self._found: dict[str, Found] = {}
        self._entries: dict[str, dict[str, Any] | str] = {}
        self._now: dict[str, Callable[..., str | None]] = {
            "file": cache(partial(_file, root, start)),
            "folder": partial(_listing, root),
            "part": partial(_part, cache(partial(_document, root, start))),
            "variable": _variable,
            "project": lambda _: key_of(start),
        }

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

    def outside(self, chapters: Iterable[Chapter]) -> Read | None:
        """What the chapters read that is no file of the project; None if not known."""
        found: dict[tuple[str, ...], str | None] = {}
        for chapter in (chapter for chapter in chapters if chapter.executable):
            entry = self._entry(chapter)
            if isinstance(entry, str):
                return None
            for (kind, name, *_), known in entry["read"]:
                if kind == "variable" or (kind == "file" and Path(name).is_absolute()):
                    found[kind, name] = known
        return [([*thing], known) for thing, known in found.items()]

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
        return entry if entry["asked"]["engine"] == engine() else ASKED["engine"]

    def _path(self, chapter: Chapter) -> Path:
        name = chapter.path.replace("/", "--")
        return self._root / FOLDER / f"{name}.json"

    def _asked(self, chapter: Chapter) -> dict[str, str]:
        parts = [
            [part.code, _options(part)] if isinstance(part, Cell) else [part.code]
            for part in chapter.parts
            if isinstance(part, Cell | Inline)
        ]
        settings = [chapter.kernel, chapter.folder, self._settings]
        return {
            "cells": digest(json.dumps(parts).encode()),
            "engine": engine(),
            "packages": packages(),
            "settings": digest(json.dumps(settings, sort_keys=True).encode()),
        }

    def state(self, trace: Mapping[str, Any]) -> Read:
        """What was read, as `trace.py` tells it, each thing with its hash as it is now."""
        things = [
            *(["file", self._own(name)] for name in trace["files"]),
            *(["folder", self._own(name)] for name in trace["folders"]),
            *(["part", self._own(name), *keys] for name, *keys in trace["parts"]),
            *(["variable", name] for name in trace["variables"]),
            *(["project", reason] for reason in [trace["coarse"]] if reason),
        ]
        return [(thing, self._now[thing[0]](*thing[1:])) for thing in things]

    def changed(self, read: Read) -> str:
        """Which of the things read has changed, in a sentence; empty where none has."""
        for (kind, name, *keys), before in read:
            now = self._now[kind](name, *keys)
            if now != before:
                how = "is gone" if now is None else "appeared" if before is None else "changed"
                part = "/".join(keys) or "something"
                return CHANGED[kind].format(name=name, how=how, keys=part)
        return ""

    def _own(self, name: str) -> str:
        """A path below the root as seen from there, so that the folder may be moved."""
        path = Path(name)
        inside = path.is_relative_to(self._root)
        return path.relative_to(self._root).as_posix() if inside else str(path)


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


def _file(root: Path, start: Mapping[str, str], name: str) -> str | None:
    try:
        return start[name] if name in start else digest((root / name).read_bytes())
    except OSError:
        return None


def _listing(root: Path, name: str) -> str | None:
    try:
        names = sorted(entry.name for entry in os.scandir(root / name))
    except OSError:
        return None
    return digest("\n".join(n for n in names if not IGNORED.match(n)).encode())


def _document(root: Path, start: Mapping[str, str], name: str) -> Any:
    """The content of a JSON file; None where there is none, or where it is no longer what it was."""
    try:
        data = (root / name).read_bytes()
        return json.loads(data) if start.get(name) in {None, digest(data)} else None
    except (OSError, ValueError):
        return None


def _part(document: Callable[[str], Any], name: str, *keys: str) -> str | None:
    """The hash of the part of a `document` to which `keys` lead."""
    value = reduce(_member, keys, document(name))
    return None if value is None else digest(json.dumps(value).encode())


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
