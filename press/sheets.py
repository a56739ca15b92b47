"""Pages in the making, each with its tree only as soon as something needs it.

A `Sheet` is what the stages of a build hand on. It knows at once what the rest of the book asks of it,
and a `key`, the hash of everything that its tree would be made from; what was made of the tree before
is found by that key (`kept.py`), so that of a page that has not changed no tree is made at all.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from functools import cache
from itertools import chain, starmap
from pathlib import Path
from typing import Any, TypeVar

from press.chapters import Entry, page_of, source_of
from press.config import Config
from press.crossref import Index, resolve
from press.document import Exhibit, Page, assemble, outline, place_files
from press.entries import key_of
from press.errors import BookError, raise_if
from press.executed import Executed
from press.kept import Kept, engine_key
from press.located import Located
from press.pandoc import Node
from press.parse import Chapter
from press.passages import with_passages
from press.project import digest
from press.registers import anchor_numbers
from press.shapes import label_of, looking
from press.survey import Survey, surveyed, told

Made = TypeVar("Made")

HANDED_OVER = 64
"""To how many pieces of work the pages of a book are put together at most, for the threads that make them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the book. `page` makes its tree, once; `kept` holds what was made of it."""

    survey: Survey
    media: Mapping[str, bytes]
    exhibits: tuple[Exhibit, ...]
    key: str
    page: Callable[[], Page]
    kept: Kept
    cited: Sequence[Node] = ()
    """Its passages as citeproc gave them back."""

    @property
    def path(self) -> str:
        """The page's place in the site, from its root."""
        return self.survey.path

    @property
    def led(self) -> list[str]:
        """The pages that its links to other sources lead to."""
        sources = {source_of(self.survey.chapter.path, link) for link in self.survey.links}
        return sorted(page_of(source) for source in sources if source)

    def made(self, what: str, make: Callable[[Page], Made], *parts: Any) -> Made:
        """What `make` makes of the page and of `parts`, or made of the same when the book was last built."""
        chapter = self.survey.chapter.path
        return self.kept.get(chapter, what, key_of(self.key, parts), lambda: make(self.page()))


def side_by_side(make: Callable[..., Made], *lists: Iterable[Any]) -> list[Made]:
    """`make` for each of some things, in order; most of its time goes to Pandoc, so threads are enough.

    A thread takes some at a time: handing over each by itself takes longer than to find what is kept of it.
    """
    given = list(zip(*lists, strict=True))
    size = len(given) // HANDED_OVER + 1
    some = (given[at : at + size] for at in range(0, len(given), size))
    with ThreadPoolExecutor() as pool:
        return list(chain.from_iterable(pool.map(lambda each: list(starmap(make, each)), some)))


def book_key(config: Config) -> str:
    """The hash of what every page is made from: press, its environment and the configuration.

    It takes as long as the book has chapters, so it is made once and not for each of them.
    """
    said = repr(config.located.value)  # conditions may ask for anything in it
    bare = replace(config, root=Path(), warnings=(), located=Located({}))
    return key_of(engine_key(), repr(bare), said)


def drafted(config: Config, book: str, kept: Kept, entry: Entry, chapter: Chapter) -> Survey:
    """The survey of a chapter before anything is executed: enough to check every reference.

    `book` is the key of the book.
    """
    key = key_of(book, entry, chapter.source)
    content = kept.get(chapter.path, "draft", key, lambda: told(outline(entry, chapter), config))
    return surveyed(entry, chapter, content)


class Layer:
    """Lays out executed chapters: while others are executed, and again where one of those wrote what a page shows."""

    def __init__(self, config: Config, kept: Kept) -> None:
        self._config, self._kept, self._book = config, kept, book_key(config)
        self._entries = {entry.path: entry for entry in config.entries}
        self._laid: dict[str, tuple[Sheet, Mapping[str, str]]] = {}

    def __call__(self, executed: Executed) -> Sheet | BookError:
        """The chapter as a page; what it lacks of what its cells promise, or of its pictures."""
        path = executed.chapter.path
        if path not in self._laid or not self._hold(self._laid[path][1]):
            try:
                self._laid[path] = self._sheet(self._entries[path], executed)
            except BookError as error:
                return error
        return self._laid[path][0]

    def _hold(self, pictures: Mapping[str, str]) -> bool:
        """Whether the files of pictures still have these hashes."""
        root = self._config.root
        return all(_file_digest(root / name) == was for name, was in pictures.items())

    def _sheet(self, entry: Entry, executed: Executed) -> tuple[Sheet, Mapping[str, str]]:
        """An executed chapter as a page, its outputs and pictures in place, and their hashes. Raises BookError."""
        chapter = executed.chapter
        outputs = sorted(executed.outputs.items())
        key = key_of(self._book, entry, chapter.source, chapter.origins, outputs)
        both = cache(lambda: _page(self._config, entry, executed))
        content = self._kept.get(
            chapter.path,
            "page",
            key,
            lambda: _content(self._config, *both()),
            lambda content: self._hold(content["pictures"]),
        )
        sheet = Sheet(
            surveyed(entry, chapter, content["survey"]),
            {name: base64.b64decode(data) for name, data in content["media"].items()},
            tuple(Exhibit(*fields) for fields in content["exhibits"]),
            key_of(key, content["pictures"]),
            lambda: both()[0],
            self._kept,
        )
        return sheet, content["pictures"]


def settled(
    config: Config, index: Index, sheet: Sheet, cited: Sequence[Node]
) -> tuple[Sheet, list[dict[str, Any]]]:
    """The page with numbers, references and citations written in; the register of its numbers."""
    survey = sheet.survey
    asked = {label_of(key) for keys in survey.citations for key in keys}
    labels = asked.union(mark.label for mark in survey.marks) & index.targets.keys()
    targets = [index.targets[label] for label in sorted(labels)]
    key = key_of(sheet.key, index.chapters[survey.path], targets, list(cited))

    @cache
    def both() -> tuple[Page, list[dict[str, Any]]]:
        page = sheet.page()
        page = replace(page, blocks=with_passages(page.blocks, cited))
        depth = page.chapter.numbered_to(config.number_depth)
        return anchor_numbers(resolve(page, index, depth=depth))

    done = replace(sheet, key=key, page=lambda: both()[0], cited=cited)
    return done, done.made("numbers", lambda page: both()[1])


def _page(config: Config, entry: Entry, executed: Executed) -> tuple[Page, dict[str, str]]:
    """A page, and the hashes of the pictures that were read from files of the project."""
    assembled, lacking = assemble(entry, executed)
    page, missing = place_files(config.root, assembled)
    raise_if([*lacking, *missing])
    own = config.of(page.chapter.own)
    captions = {"fig": own.fig_cap_location, "tbl": own.tbl_cap_location}
    blocks = looking(
        page.blocks,
        own.callout_appearance,
        icon=own.callout_icon,
        captions=captions,
        side=page.chapter.own.get("fig-align", ""),
    )
    page = replace(page, blocks=blocks)
    read = page.media.keys() - assembled.media.keys()
    return page, {name: digest(page.media[name]) for name in sorted(read)}


def _content(config: Config, page: Page, pictures: dict[str, str]) -> dict[str, Any]:
    """What is kept of a page."""
    media = {name: base64.b64encode(data).decode() for name, data in page.media.items()}
    exhibits = [astuple(exhibit) for exhibit in page.exhibits]
    return {
        "survey": told(page, config),
        "media": media,
        "exhibits": exhibits,
        "pictures": pictures,
    }


def _file_digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""
