"""What a chapter's front matter brings to the book: works for its bibliography, filters for the chapter alone.

Paths in it are relative to the chapter's own folder, or to the root with a leading `/`, as in Quarto.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from press.config import Config
from press.document import path_of
from press.errors import Problem
from press.faults import missing, no_lua
from press.located import as_list
from press.parse import Chapter

KEYS = ("bibliography", "filters")


def files(chapter: Chapter, key: str) -> list[str]:
    """The files, by their paths below the root, that a chapter names under `key`."""
    named = map(str, as_list(chapter.own.get(key)))
    return [path_of(chapter.path, name) for name in named if name != "quarto"]


def lacking(config: Config, chapters: Sequence[Chapter]) -> Iterator[Problem]:
    """The problems of files that chapters name and cannot be had."""
    for chapter in chapters:
        for key in KEYS:
            place = (chapter.path, chapter.line_of(rf"(?m)^\s*{key}:"))
            for name in files(chapter, key):
                yield from missing(config.root, name, place, key.removesuffix("s"))
                yield from no_lua(name, place) if key == "filters" else ()


def with_works(config: Config, chapters: Sequence[Chapter]) -> Config:
    """The configuration with the bibliographies of the chapters beside the book's own."""
    own = (name for chapter in chapters for name in files(chapter, "bibliography"))
    return replace(config, bibliography=tuple(dict.fromkeys([*config.bibliography, *own])))
