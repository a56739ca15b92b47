"""The real book is the same bytes wherever it is built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.book.conftest import Book
from tests.conftest import build_abroad
from tests.press.conftest import contents


@pytest.mark.parametrize("cached", [False, True])
def test_book_is_the_same_bytes_wherever_it_is_built(
    book: Book, abroad: Path, cached: bool
) -> None:
    """Whatever the folder, time zone, language, hash seed and number of jobs, and with what the cache has."""
    if cached:
        shutil.rmtree(abroad / "_book")  # else a build would find that it has nothing to do
        shutil.rmtree(
            abroad / ".press" / "cache" / "pages"
        )  # so that pages are made of cached outputs
        build_abroad(abroad, seed="11", jobs=2)
    here, there = contents(book.folder), contents(abroad / "_book")
    assert list(here) == list(there)
    assert [name for name in here if here[name] != there[name]] == []
