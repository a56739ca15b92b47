"""Which chapters the book has, in which order, as `_quarto.yml` lists them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import unquote

from press.errors import BookError, Problem
from press.located import Located
from press.shapes import plain_words

PROJECT_FILE = "_quarto.yml"

SOURCES = {".qmd", ".md", ".ipynb"}
"""The endings of chapters, which a link leads to as pages."""

Role = Literal["chapter", "appendix"]
LISTS: tuple[tuple[Role, str], ...] = (("chapter", "chapters"), ("appendix", "appendices"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One chapter's place in the book. `path` is relative to the root, with forward slashes."""

    path: str
    role: Role = "chapter"
    part: str = ""
    line: int | None = None
    file: str = PROJECT_FILE

    @property
    def place(self) -> tuple[str, int | None]:
        """Where the chapter is listed."""
        return self.file, self.line


def entries(located: Located) -> Iterator[Entry]:
    """The chapters, those of parts, the list of references, the appendices."""
    for role, key in LISTS:
        for index, item in enumerate(located.get("book", key, default=[])):
            at = ("book", key, index)
            if isinstance(item, str):
                yield _entry(located, item, role, "", *at)
            elif _is_part(item):
                part = str(item["part"])
                if PurePosixPath(part).suffix in SOURCES:
                    what = f"the part {part} is a file; press takes the title of a part alone"
                    remedy = "write its title there, and let what it says begin its first chapter"
                    raise BookError(Problem(what, *located.place(*at), remedy))
                for number, name in enumerate(item["chapters"]):
                    yield _entry(located, name, role, plain_words(part), *at, "chapters", number)
            else:
                what = f"`book.{key}` holds {item!r}"
                remedy = 'list file names, or `- part: "Title"` with `chapters:` below it'
                raise BookError(Problem(what, *located.place(*at), remedy))
        references = located.get("book", "references")
        if references and role == "chapter":
            yield _entry(located, references, role, "", "book", "references")


def _entry(located: Located, name: str, role: Role, part: str, *at: str | int) -> Entry:
    file, line = located.place(*at)
    return Entry(str(PurePosixPath(name)), role, part, line, file)


def _is_part(item: Any) -> bool:
    names = item.get("chapters") if isinstance(item, dict) and "part" in item else None
    return isinstance(names, list) and len(item) == 2 and all(isinstance(n, str) for n in names)


def path_of(chapter: str, target: str) -> str:
    """The path below the root of what a chapter names `target`; the chapter itself for nothing."""
    words = unquote(target)
    if not words:
        return chapter
    within = words.lstrip("/") if words.startswith("/") else f"{posixpath.dirname(chapter)}/{words}"
    return posixpath.normpath(within.lstrip("/") or ".")


def source_of(chapter: str, target: str) -> str | None:
    """The source that `target`, a link in `chapter`, may lead to; None where it leads to no source."""
    path = path_of(chapter, target.partition("#")[0])
    return path if PurePosixPath(path).suffix in SOURCES else None


@cache
def page_of(source: str) -> str:
    """The page that a source becomes."""
    return str(PurePosixPath(source).with_suffix(".html"))
