"""What was made of each page when the book was last built, kept until what it was made from changes.

One entry a page in `.press/cache/pages/`: for each thing that was made of it (what the book has to know
of it, its HTML, its Typst source) the hash of everything that went into it, and the thing itself. So
a sentence that is edited costs the making of one page. There is one thing of a kind for a page, so what
is kept is as large as the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from press.cache import FOLDER, engine, packages
from press.entries import Damaged, drop_entries, key_of, read_entry, write_entry

Made = TypeVar("Made")

PAGES = FOLDER / "pages"
BOOK = "the book"
"""The name of what is made of all pages together; no page has a blank in its path's last word."""


class Kept:
    """What is kept for the book in `root`; in this process's memory alone where `root` is None."""

    def __init__(self, root: Path | None) -> None:
        self._folder = root / PAGES if root else None
        self._pages: dict[str, dict[str, tuple[str, Any]]] = {}
        self._changed: set[str] = set()

    def get(
        self,
        page: str,
        what: str,
        key: str,
        make: Callable[[], Made],
        holds: Callable[[Made], bool] = lambda made: True,
    ) -> Made:
        """What was made of `page` from the same `key`, if it still `holds`; else what `make` gives now.

        It has to be what JSON can tell, and must not be changed by whoever gets it.
        """
        made = self._of(page)
        before, content = made.get(what, ("", None))
        if before == key and holds(content):
            found: Made = content
            return found
        new = make()
        made[what] = (key, new)
        self._changed.add(page)
        return new

    def save(self, pages: Iterable[str]) -> None:
        """Write what was made anew, and drop what is kept of pages that are not among `pages`."""
        if self._folder is None:
            return
        for page in sorted(self._changed):
            write_entry(self._path(page), self._pages[page])
        self._changed.clear()
        drop_entries(self._folder, map(self._path, (*pages, BOOK)))

    def _of(self, page: str) -> dict[str, tuple[str, Any]]:
        if page not in self._pages:
            found: dict[str, tuple[str, Any]] = {}
            if self._folder:
                with suppress(OSError, Damaged):
                    found = read_entry(self._path(page))
            self._pages.setdefault(page, found)  # another thread may have been first
        return self._pages[page]

    def _path(self, page: str) -> Path:
        assert self._folder is not None, "only what has a folder is read and written"
        return self._folder / f"{page.replace('/', '--')}.json"


@cache
def engine_key() -> str:
    """The hash of press, its templates, and everything that is installed."""
    folder = Path(__file__).parent
    names = [path for name in ("assets", "templates") for path in (folder / name).rglob("*")]
    shapes = [path.read_bytes().hex() for path in sorted(names) if path.is_file()]
    return key_of(engine(), packages(), shapes)
