"""What pages say to machines and to who cites them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree, html

from press.config import read_config
from press.metadata import Citation, citation
from press.navigation import NavEntry
from tests.press.conftest import Lay, Run, write_book

BOOK = """\
project: {type: book}
book:
  title: On Things
  subtitle: All of them
  author: [Ann Author, The Office for Things]
  date: 2026-01-31
  abstract: What the book says in short.
  doi: 10.1234/things
  site-url: https://example.org/things/
  chapters: [index.qmd, chapters/x.qmd]
lang: en-GB
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, built: object) -> Path:
    """The folder of a book that has an address, and a page without a paragraph."""
    book = BOOK.replace("x.qmd]", "x.qmd, chapters/bare.qmd]")
    files = {"_quarto.yml": book, "chapters/bare.qmd": "# Bare\n\n- A point.\n"}
    return built("addressed", files)  # type: ignore[operator]


def tags(folder: Path, page: str) -> dict[str, list[str]]:
    """The meta tags of a page: every content by its name."""
    found: dict[str, list[str]] = {}
    for tag in html.parse(folder / page).getroot().iter("meta"):
        name = tag.get("name") or tag.get("property")
        found.setdefault(name, []).append(tag.get("content"))
    return found


def test_chapter_tells_its_title_authors_book_and_address(site: Path) -> None:
    """For Google Scholar and Zotero (Highwire), and for links that are shared (Open Graph)."""
    told = tags(site, "chapters/x.html")
    assert told["citation_title"] == told["og:title"] == ["X"]
    assert told["citation_author"] == ["Ann Author", "The Office for Things"]
    assert told["citation_inbook_title"] == ["On Things"]
    assert told["citation_publication_date"] == ["2026/01/31"]
    assert told["citation_doi"] == ["10.1234/things"]
    assert told["og:url"] == ["https://example.org/things/chapters/x.html"]
    assert told["description"] == ["The second page."]


def test_home_page_tells_of_the_book(site: Path) -> None:
    """Its abstract, and where the PDF is."""
    told = tags(site, "index.html")
    assert told["citation_title"] == ["On Things"]
    assert told["description"] == ["What the book says in short."]
    assert told["og:type"] == ["book"]
    assert told["citation_pdf_url"] == ["https://example.org/things/On-Things.pdf"]


def test_every_page_says_what_it_is(site: Path) -> None:
    """One that has no paragraph, such as the list of references, and the book in one file, too."""
    assert tags(site, "chapters/bare.html")["description"] == ["Bare – On Things: All of them"]
    whole = tags(site, "On-Things.html")
    assert whole["description"] == tags(site, "index.html")["description"]
    assert whole["author"] == ["Ann Author", "The Office for Things"]


def test_sitemap_names_every_page(site: Path) -> None:
    """With whole addresses, as its readers ask for."""
    found = etree.parse(site / "sitemap.xml").getroot()
    assert [place.text for place in found.iter("{*}loc")] == [
        "https://example.org/things/",
        "https://example.org/things/chapters/x.html",
        "https://example.org/things/chapters/bare.html",
    ]


def test_book_without_an_address_says_none(lay: Lay, press: Run) -> None:
    """No sitemap, which could hold only whole addresses, and no tag with half of one."""
    root = lay()
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    assert not (root / "_book/sitemap.xml").exists()
    assert not {"og:url", "citation_pdf_url"} & tags(root / "_book", "index.html").keys()


def test_address_can_be_given_for_one_build(lay: Lay, press: Run) -> None:
    """As the place where a book is published often knows it, and the book does not."""
    root = lay()
    arguments = ("--project", root, "--to", "html", "--quiet")
    assert press("build", *arguments) == (0, "")
    assert press("build", *arguments, "--site-url", "https://example.org/there") == (0, "")
    told = tags(root / "_book", "chapters/x.html")
    assert told["og:url"] == ["https://example.org/there/chapters/x.html"]


def test_an_appendix_is_cited_as_one_and_what_has_no_number_without(tmp_path: Path) -> None:
    """A letter is no number of a chapter, and a preface has neither."""
    config = read_config(write_book(tmp_path, {"_quarto.yml": BOOK}))
    appendix = citation(config, NavEntry("chapters/x.html", "C", "X", "", "appendix", "en-GB"))
    preface = citation(config, NavEntry("chapters/x.html", "", "X", "", "chapter", "en-GB"))
    assert "“X”. Appendix C in On Things" in appendix.text
    assert "“X”. In On Things" in preface.text


@pytest.mark.parametrize(
    ("date", "year"), [("3/7/2026", "2026"), ("Spring 2026", "2026"), ("soon", "n.d.")]
)
def test_year_of_a_citation_is_found_in_the_date(tmp_path: Path, date: str, year: str) -> None:
    """However that is written."""
    root = write_book(tmp_path, {"_quarto.yml": BOOK.replace("2026-01-31", date)})
    home = citation(read_config(root), NavEntry("index.html", "", "H", "", "chapter", "en-GB"))
    assert f"({year}). On Things" in home.text


def test_book_and_chapter_are_cited_in_words_and_as_bibtex(tmp_path: Path) -> None:
    """An office keeps its name whole; the key differs from page to page."""
    config = read_config(write_book(tmp_path, {"_quarto.yml": BOOK}))
    home = citation(config, NavEntry("index.html", "", "Home", "", "chapter", "en-GB"))
    chapter = citation(config, NavEntry("chapters/x.html", "1", "X", "", "chapter", "en-GB"))
    assert home.text == (
        "Ann Author, The Office for Things (2026). On Things: All of them. https://doi.org/10.1234/things"
    )
    assert chapter == Citation(
        "Ann Author, The Office for Things (2026). “X”. Chapter 1 in On Things: All of them. "
        "https://doi.org/10.1234/things",
        """@incollection{on-things-x-2026,
  author = {Ann Author and {The Office for Things}},
  title = {{X}},
  booktitle = {{On Things: All of them}},
  chapter = {1},
  year = {2026},
  doi = {10.1234/things},
  url = {https://doi.org/10.1234/things},
  langid = {en-GB},
}""",
    )
