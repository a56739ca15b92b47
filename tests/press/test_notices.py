"""Notices that results ask for: at the head of their chapter, in both formats, whatever it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from pypdf import PdfReader

from press.build import Options, build
from press.progress import Progress
from tests.press.conftest import Files, write_book

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


DATA_NOTICE = "Made up by a program. Nothing here is a finding."
DESCRIPTOR = json.dumps(
    {
        "evidenceNotices": {"stand-in": DATA_NOTICE},
        "resources": [
            {"name": "answers", "path": "answers.csv", "evidence": "stand-in"},
            {"name": "facts", "path": "facts.csv", "evidence": "published"},
        ],
    }
)
READS = {
    "plain.qmd": "len(open('data/answers.csv').read())",
    "quiet.qmd": "#| include: false\nrows = open('data/answers.csv').readlines()",
    "other.qmd": "import subprocess\nsubprocess.run(['cat', 'data/answers.csv'], capture_output=True).stdout",
    "facts.qmd": "print(open('data/facts.csv').read())",
    "none.qmd": "1 + 1",
}
"""How a chapter gets at the data without asking any result, and two that do not."""
HOSTILE_BOOK: Files = {
    "_quarto.yml": f"book:\n  title: T\n  author: A\n  chapters: [index.qmd, {', '.join(READS)}]\n",
    "data/datapackage.json": DESCRIPTOR,
    "data/answers.csv": "gender\nfemale\n",
    "data/facts.csv": "year\n2024\n",
    **{name: f"# X\n\n```{{python}}\n{code}\n```\n" for name, code in READS.items()},
    "chapters/x.qmd": None,
}


def notices(page: Path) -> list[str]:
    """The notices on a page."""
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    found = tree.xpath("//*[contains(concat(' ', @class, ' '), ' notice ')]")
    return [" ".join(one.text_content().split()) for one in found]


@pytest.mark.parametrize("cache", [True, False])
def test_a_chapter_that_reads_such_data_by_itself_has_their_notice(
    tmp_path: Path, *, cache: bool
) -> None:
    """Whatever it prints of them, or hides; by the cache, and without; no other chapter has it."""
    root = write_book(tmp_path, HOSTILE_BOOK)
    for _ in range(2 if cache else 1):
        book = build(Options(root, to=("html",), cache=cache), Progress(quiet=True))
        told = [Path(name).stem for name in READS if notices(book / f"{Path(name).stem}.html")]
        assert told == ["plain", "quiet", "other"]
        assert notices(book / "plain.html") == [DATA_NOTICE]


def test_data_that_change_their_kind_change_what_heads_the_chapter(tmp_path: Path) -> None:
    """The descriptor is among what the chapter was made from."""
    root = write_book(tmp_path, HOSTILE_BOOK)
    options = Options(root, to=("html",))
    assert notices(build(options, Progress(quiet=True)) / "plain.html")
    (root / "data" / "datapackage.json").write_text(DESCRIPTOR.replace('stand-in"}', 'collected"}'))
    assert not notices(build(options, Progress(quiet=True)) / "plain.html")
