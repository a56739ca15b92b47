"""The real book, built: what its tests ask of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from press.config import Config
from press.parse import Chapter

ROOT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--quarto DIR` names a book that Quarto has rendered, to compare with; only for tests/book."""
    parser.addoption("--quarto", metavar="DIR", help="compare the book in DIR, rendered by Quarto")
    parser.addoption("--every-chapter", action="store_true", help="fork every chapter, not some")
    parser.addoption("--renew-numbers", action="store_true", help="hold today's numbers")


@dataclass(frozen=True)
class Book:
    """A built book: its folder, its configuration and its chapters."""

    folder: Path
    config: Config
    chapters: tuple[Chapter, ...]

    @property
    def register(self) -> dict[str, list[dict[str, Any]]]:
        """The content of numbers.json."""
        register: dict[str, list[dict[str, Any]]] = json.loads(
            (self.folder / "numbers.json").read_text(encoding="utf-8")
        )
        return register

    @property
    def pages(self) -> dict[str, html.HtmlElement]:
        """The page of every chapter as a tree, by its path below the folder."""
        return {chapter.page: _tree(self.folder / chapter.page) for chapter in self.chapters}

    @property
    def pdf(self) -> PdfReader:
        """The PDF."""
        return PdfReader(self.folder / f"{self.config.output_file}.pdf")


def _tree(path: Path) -> html.HtmlElement:
    tree: html.HtmlElement = html.fromstring(path.read_bytes())
    return tree
