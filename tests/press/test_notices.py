"""Notices that results ask for: at the head of their chapter, in both formats, whatever it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from pypdf import PdfReader

from tests.press.conftest import Files

NOTICE = "Made up: *no* finding. Take nothing from <it>."
CHAPTER = f"""\
---
jupyter: python3
---
# X {{#sec-x}}

```{{python}}
#| include: false
class Result:
    def _repr_mimebundle_(self, include=None, exclude=None):
        lineage = dict(kind="words", notice={NOTICE!r})
        return {{"text/plain": "much", "application/vnd.lineage+json": lineage}}
```

It is `{{python}} Result()`, and again `{{python}} Result()`.
"""
HIDDEN = CHAPTER.replace("It is", "```{python}\n#| include: false\nResult()\n```\n\nIt is not")
PROJECT = """\
book:
  title: T
  author: A
  chapters: [index.qmd, x.qmd, hidden.qmd]
"""
BOOK: Files = {
    "_quarto.yml": PROJECT,
    "x.qmd": CHAPTER,
    "hidden.qmd": HIDDEN.partition("It is not")[0].replace("sec-x", "sec-hidden"),
    "chapters/x.qmd": None,
}


@pytest.fixture(scope="module")
def book(built: Callable[[str, Files], Path]) -> Path:
    """A book in which one chapter prints such a result twice, and one only makes it."""
    return built("notices", BOOK)


@pytest.mark.parametrize("page", ["x.html", "hidden.html"])
def test_notice_stands_once_below_the_title_of_the_page(book: Path, page: str) -> None:
    """As text, its first sentence as the title, however often and wherever the results are."""
    tree = html.fromstring((book / page).read_text(encoding="utf-8"))
    (notice,) = tree.xpath("//*[contains(concat(' ', @class, ' '), ' notice ')]")
    words = " ".join(notice.text_content().split())
    assert words == "Made up: *no* finding. Take nothing from <it>."
    (heading,) = tree.xpath("//h1[not(ancestor::header)]") or tree.xpath("//h1")
    after = heading.xpath("following::*[self::div or self::p]")
    assert notice in after[:3]


def test_page_without_such_results_has_no_notice(book: Path) -> None:
    """Nor has any other page."""
    assert "Made up" not in (book / "index.html").read_text(encoding="utf-8")


def test_notice_heads_the_chapter_in_the_pdf(book: Path) -> None:
    """Between the chapter's title and its first sentence."""
    pages = PdfReader(book / "T.pdf").pages
    chapter = next(text for page in pages if "It is much" in (text := page.extract_text()))
    assert chapter.index("Made up: *no* finding.") < chapter.index("It is much")
    assert chapter.count("Made up") == 1
