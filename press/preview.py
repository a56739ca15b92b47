"""Shows the book while it is written: builds it, serves it (`shown.py`), and follows its sources.

Comes in: a project. After each save the site is made anew (no PDF), in memory alone, so that `_book/` stays as it is.
The pages that are open are shown as soon as they are made, the rest of the book follows. Where a build fails, the page
and the terminal say why, and the last good book stays.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from press import pandoc
from press.build import Options, compute, inputs_of, registered
from press.errors import BookError, Problem
from press.kept import Kept
from press.progress import Progress
from press.project import digest, source_files
from press.shown import Shown, State, serving
from press.site import page_files, site_files, site_of
from press.sources import prepared

INTERVAL = 0.1
"""Seconds between two looks at the sources."""

Say = Callable[[str], None]


def preview(options: Options, port: int, say: Say, ended: threading.Event | None = None) -> None:
    """Serve the book of `options.root` and follow its sources, until Ctrl-C or `ended`.

    Raises BookError where the port is taken. What is wrong with the book itself is only shown.
    """
    ended = ended or threading.Event()
    shown = Shown()
    book = _Followed(options, shown, say)
    with serving(shown, port) as address:
        say(f"preview of the book at {address} (Ctrl-C ends it)")
        seen: dict[Path, str] | None = None
        while not ended.is_set():
            sources = _settled(options.root, seen, ended)
            if sources != seen:
                seen = sources
                book.make()
            ended.wait(INTERVAL)


class _Followed:
    """A book that is made again and again; what was made of it stays in memory from one save to the next."""

    def __init__(self, options: Options, shown: Shown, say: Say) -> None:
        self._options = replace(options, to=("html",), downloads=False)
        self._shown = shown
        self._say = say
        self._progress = _Warnings(say)
        self._kept = Kept(options.root.resolve())

    def make(self) -> None:
        """Make the book and show it; where that fails, the one before with what is wrong."""
        before, started = self._shown.state, time.monotonic()
        try:
            self._make(before)
        except BookError as error:
            self._say(f"{error}\n")
            self._shown.show(replace(before, error=str(error)))
        except Exception as error:  # noqa: BLE001 - a fault of press itself must not end the preview
            report = "This is a fault of press, not of the book; please report it."
            self._say(f"{traceback.format_exc()}\n{report}\n")
            told = f"a fault of press, not of the book: {error!r}"
            self._shown.show(replace(before, error=told))
        else:
            self._say(f"built in {time.monotonic() - started:.1f} s")
        finally:
            pandoc.end()  # it would grow with every save, and the next may be hours away

    def _make(self, before: State) -> None:
        """Make every file of the site; open pages are shown on the way, within the book as it was `before`."""
        with prepared(self._options, self._progress, self._kept) as sources:
            book = compute(sources, self._options, self._progress)
        config = book.config
        site = site_of(config, book.sheets, book.index, book.numbers)
        if before.files:
            first = page_files(site, self._shown.pages)
            self._shown.show(State({**before.files, **first}))
        output = config.root / config.output_dir
        self._shown.show(
            State(registered(book, site_files(site), inputs_of(book, output), self._kept))
        )
        self._kept.save(chapter.path for chapter in sources.chapters)


def _settled(
    root: Path, seen: Mapping[Path, str] | None, ended: threading.Event
) -> dict[Path, str]:
    """The hash of every source, once nothing changes any more: a save may be many writes."""
    sources = _hashes(root)
    while seen is not None and sources != seen and not ended.wait(INTERVAL / 2):
        again = _hashes(root)
        if again == sources:
            break
        sources = again
    return sources


def _hashes(root: Path) -> dict[Path, str]:
    """The hash of every source: by it, so that a step of the build which writes the same file again is no change."""
    found: dict[Path, str] = {}
    for path in source_files(root, ()):
        with suppress(OSError):  # removed, or locked by who writes it, since it was listed
            stat = path.stat()
            found[path] = _hash(path, stat.st_mtime_ns, stat.st_size)
    return found


@cache
def _hash(path: Path, _time: int, _size: int) -> str:
    """The hash of a file, which is read again where its time or its size is another."""
    return digest(path.read_bytes())


class _Warnings(Progress):
    """Tells each warning once, however often the book is built, and no stages."""

    def __init__(self, say: Say) -> None:
        super().__init__(quiet=True)
        self._say = say
        self._told: set[Problem] = set()

    def warn(self, problem: Problem) -> None:
        """Something the author should know, which does not stop the build."""
        if problem not in self._told:
            self._told.add(problem)
            self._say(f"warning: {problem}")
