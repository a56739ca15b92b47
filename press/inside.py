"""Adds a copy of a chapter to its own book, so that the two stand side by side.

The copy asks for the same results; its labels carry its name, and `_quarto.yml` lists it behind the
original. Nothing else of the book is touched, and nothing at all where the book would not hold.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from press.chapters import PROJECT_FILE
from press.config import Config, read_text
from press.errors import BookError, Problem
from press.fork import computing
from press.parse import Chapter
from press.progress import Progress
from press.project import write_files
from press.shapes import KINDS, label_of
from press.sources import read_book
from press.standalone import outlined, pieces

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
TITLE = re.compile(r"^(# .*?)([ \t]*\{[^}]*\})?[ \t]*$", re.MULTILINE)
FRONT_TITLE = re.compile(r"\A(---\n(?:.*\n)*?title:\s*)([\"']?)(.+?)\2[ \t]*$", re.MULTILINE)


def fork_inside(root: Path, name: str, copy: str, progress: Progress) -> Path:
    """The file of the copy, called `copy`, of the chapter called `name`.

    Raises BookError, and changes nothing, where there is no such chapter, or where the name will not do.
    """
    config, chapters = read_book(root, progress)
    chapter = computing(name, chapters)
    path = _free(copy, chapter, config)
    labels = renamed(chapter, copy, set(outlined(config, chapters).targets))
    before = read_text(config.root, PROJECT_FILE)
    settings = _listed(before, path, chapter, config)
    text = _titled(_relabelled(chapter.source, labels), copy)
    write_files(config.root, {path: text.encode(), PROJECT_FILE: settings.encode()})
    try:
        read_book(config.root, Progress(quiet=True))
    except BaseException:
        (config.root / path).unlink()
        write_files(config.root, {PROJECT_FILE: before.encode()})
        raise
    progress.stage(f"done: {path} stands behind {chapter.path} in {PROJECT_FILE}")
    return config.root / path


def renamed(chapter: Chapter, copy: str, taken: set[str]) -> dict[str, str]:
    """The new name of each label of `chapter`: `fig-trust-by-role` becomes `fig-COPY-by-role`.

    A label that does not begin with the chapter's name, or the first word of it, keeps all of its own.
    """
    stem = PurePosixPath(chapter.path).stem
    found: dict[str, str] = {}
    for label in _defined(chapter):
        kind, _, rest = label.partition("-")
        starts = (stem, stem.partition("-")[0])
        begun = next((word for word in starts if rest == word or rest.startswith(f"{word}-")), None)
        ending = rest if begun is None else rest[len(begun) :].lstrip("-")
        short = "-".join(part for part in (kind, copy, ending) if part)
        free = short not in taken and short not in found.values()
        found[label] = short if free else f"{kind}-{copy}-{rest}"
    return found


def _free(copy: str, chapter: Chapter, config: Config) -> str:
    """The path of the copy. Raises BookError where the name cannot be that of a chapter, or is one."""
    path = posixpath.join(posixpath.dirname(chapter.path), f"{copy}.qmd")
    if not NAME.fullmatch(copy):
        what = f"{copy!r} cannot be the name of a chapter"
        remedy = "use small letters, digits and single hyphens, such as trust-in-peshawar"
    elif (config.root / path).exists() or any(entry.path == path for entry in config.entries):
        what = f"there is a chapter {path} already"
        remedy = "take another name, or remove that chapter and its line in _quarto.yml"
    else:
        return path
    raise BookError(Problem(what, remedy=remedy))


def _defined(chapter: Chapter) -> list[str]:
    """The labels that a chapter gives, in the order of its source."""
    given = re.compile(
        rf"(?:^#\|\s*(?:lst-)?label:\s*[\"']?|#)((?:{'|'.join(KINDS)})-[\w.:-]+)", re.MULTILINE
    )
    return list(dict.fromkeys(given.findall(chapter.source)))


def _relabelled(source: str, labels: Mapping[str, str]) -> str:
    """The source with every label, where it is given and where it is referred to, by its new name."""
    if not labels:
        return source
    longest = sorted(labels, key=len, reverse=True)
    either = (f"[{label[0].upper()}{label[0]}]{re.escape(label[1:])}" for label in longest)
    given = re.compile(rf"(?<![\w-])(?:{'|'.join(either)})(?![\w-])")

    def new(match: re.Match[str]) -> str:
        return match[0][0] + labels[label_of(match[0])][1:]

    return "".join(given.sub(new, text) if prose else text for text, prose in pieces(source))


def _titled(source: str, copy: str) -> str:
    """The source with the name of the copy in its title, so that readers tell the two apart."""
    words = copy.replace("-", " ")
    if FRONT_TITLE.match(source):
        return FRONT_TITLE.sub(lambda m: f"{m[1]}{m[2]}{m[3]} ({words}){m[2]}", source, count=1)
    return TITLE.sub(lambda m: f"{m[1]} ({words}){m[2] or ''}", source, count=1)


def _listed(settings: str, path: str, chapter: Chapter, config: Config) -> str:
    """The text of `_quarto.yml` with the copy on a line of its own behind the original."""
    entry = next(entry for entry in config.entries if entry.path == chapter.path)
    lines = settings.split("\n")
    line = lines[(entry.line or 1) - 1]
    found = re.match(r"(\s*-\s*)([\"']?)(\S+?)\2\s*(#.*)?$", line)
    if not found or found[3] != chapter.path:
        what = f"the line of {chapter.path} holds more than its name, so none can be put behind it"
        remedy = "give each chapter a line of its own: `- chapters/x.qmd`"
        raise BookError(Problem(what, PROJECT_FILE, entry.line, remedy))
    lines.insert(entry.line or 1, f"{found[1]}{path}")
    return "\n".join(lines)
