"""Citations, resolved over the whole book at once, as one list of references needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from press import pandoc
from press.config import Config, read_text
from press.entries import key_of
from press.errors import BookError, Problem, raise_if
from press.formats import relink
from press.kept import BOOK, Kept, engine_key
from press.pandoc import Node
from press.survey import Survey
from press.tree import div

BIB_KEY = re.compile(
    r"^[ \t]*@(?!comment|string|preamble)\w+\s*\{\s*(?P<key>[^\s,{}]+)\s*,",
    re.IGNORECASE | re.MULTILINE,
)
EVERY = "*"
"""What `nocite` calls all works."""
CSL_KEY = re.compile(r'^\s*"id"\s*:\s*"(?P<key>[^"]+)"', re.MULTILINE)


def cite(config: Config, pages: Sequence[Survey], kept: Kept) -> list[list[Node]]:
    """The passages of each page with citations resolved, and the list of works cited in the Div `refs`."""
    read = [list(page.passages) for page in pages]
    if not config.bibliography:
        return read
    home = next((page.path for page in pages if "refs" in page.identifiers), "")
    for key, path, line in config.nocite if not home else ():
        what = f"`nocite` names @{key}, and the book has no list of references"
        remedy = "write `::: {#refs}` and `:::` on two lines where the list is to stand"
        raise BookError(Problem(what, path, line, remedy))
    listed = [key for key, *_ in config.nocite]
    if EVERY in listed:
        listed = sorted(works(config, kept))
    files = [*config.bibliography, *([config.csl] if config.csl else [])]
    key = key_of(engine_key(), home, read, listed, [read_text(config.root, name) for name in files])
    return kept.get(BOOK, "citations", key, lambda: _cited(config, read, listed, home))


def works(config: Config, kept: Kept) -> set[str]:
    """The keys of every work that can be cited."""
    keys: set[str] = set()
    raise_if(_doubled(config))
    for name in config.bibliography:
        key = key_of(engine_key(), read_text(config.root, name))  # which says where it is not UTF-8
        keys |= set(kept.get(BOOK, f"works of {name}", key, partial(_works, config, name)))
    raise_if(_unknown(config, keys))
    return keys


def _unknown(config: Config, works: set[str]) -> Iterator[Problem]:
    for key, path, line in config.nocite:
        if key not in {*works, EVERY}:
            what = f"`nocite` names @{key}, which is not in the bibliography"
            yield Problem(what, path, line, "add the entry to the bibliography, or mend the key")


def _cited(
    config: Config, pages: Sequence[list[Node]], listed: Sequence[str], home: str
) -> list[list[Node]]:
    """What citeproc makes of the passages, with links to the works on the page `home`; `listed` are there, too."""

    def target(path: str) -> str:
        return f"/{home}{path}" if path.startswith("#ref-") and home else path

    whole = [div(blocks, f"page-{place}") for place, blocks in enumerate(pages)]
    whole += pandoc.read(" ".join(f"@{{{key}}}" for key in listed))  # behind what is shown
    bibliography = [config.root / name for name in config.bibliography]
    csl = config.root / config.csl if config.csl else None
    try:
        cited = pandoc.cite(whole, bibliography, csl)
    except pandoc.PandocError as error:
        what = f"the citations cannot be resolved: {error}"
        path = config.csl or config.bibliography[0]
        raise BookError(Problem(what, path, None, "mend or replace the file")) from None
    return [relink(block["c"][1], target) for block in cited[: len(pages)]]


def _doubled(config: Config) -> Iterator[Problem]:
    """Keys that stand twice in the bibliography, of which citeproc would take one in silence."""
    first: dict[str, str] = {}
    for name in config.bibliography:
        text = read_text(config.root, name)
        for found in (CSL_KEY if name.endswith(".json") else BIB_KEY).finditer(text):
            key, line = found["key"], text.count("\n", 0, found.start("key")) + 1
            if key in first:
                what = f"the key {key} stands twice in the bibliography (first in {first[key]})"
                yield Problem(what, name, line, "keep one of the two, or give one another key")
            first.setdefault(key, f"{name}:{line}")


def _works(config: Config, name: str) -> list[str]:
    try:
        return sorted(pandoc.bibliography_keys(config.root / name))
    except pandoc.PandocError as error:
        place = re.search(r"\(line (\d+)", str(error))
        remedy = "mend the entry at the place that the message names"
        line = int(place[1]) if place else None
        problem = Problem(f"cannot be read: {error}", name, line, remedy)
        raise BookError(problem) from None
