"""The real book: its sources, and one build of it that the tests of all rooms share."""

from __future__ import annotations

import pytest

from press.build import Options, build, read_book
from press.config import Config
from press.parse import Chapter
from press.progress import Progress
from tests.book.conftest import ROOT, Book


@pytest.fixture(scope="session")
def sources() -> tuple[Config, list[Chapter]]:
    """The configuration and the chapters of the project, parsed and checked, not executed."""
    return read_book(ROOT, Progress(quiet=True))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, sources: tuple[Config, list[Chapter]]) -> Book:
    """The whole book, built once."""
    folder = build(
        Options(ROOT, output=tmp_path_factory.mktemp("book") / "_book", cache=False),
        Progress(quiet=True),
    )
    return Book(folder, sources[0], tuple(sources[1]))
