"""The PDF of the book, as its readers have it: on paper, on a screen, read aloud."""

from __future__ import annotations

import re

import pytest
from pypdf import PageObject

from press.parse import Cell
from tests.book.conftest import Book
from tests.pdfs import rows_by_page, tagged, where_text_stands, words_of

FARTHEST = 1
"""How many pages a figure or table may stand behind the page that names it first: the next one."""
FEWEST = 2 / 3
"""How far down a page is filled at least, unless a chapter ends on it."""
FEWEST_ROWS = 3
"""How many rows of a table, its notes counted as one, stand at least on a page where it goes on."""
MARGIN = 3 / 29.7
"""The share of a page's height above and below its text (`margin-y` of an A4 page)."""


@pytest.fixture(scope="module")
def pages(book: Book) -> list[tuple[str, PageObject]]:
    """The pages of the PDF, each with its label: i, ii, …, 1, 2, …"""
    pdf = book.pdf
    return list(zip(pdf.page_labels, pdf.pages, strict=True))


def test_every_figure_is_read_aloud_as_its_chapter_says(book: Book) -> None:
    """The alternative texts of the chapters are those of the tags, each once, in this order."""
    cells = [part for chapter in book.chapters for part in chapter.parts if isinstance(part, Cell)]
    figures = [cell.options for cell in cells if cell.options.label.startswith("fig-")]
    written = [alt for options in figures for alt in options.fig_alt]
    spoken = [str(tag["/Alt"]) for tag in tagged(book.pdf, "/Figure")]
    assert spoken == written


def test_every_numbered_figure_and_table_is_in_the_lists(
    book: Book, pages: list[tuple[str, PageObject]]
) -> None:
    """In front of the first chapter, with the page that it is on."""
    front = " ".join(words_of(page) for label, page in pages if not label.isdigit())
    for exhibit in book.register["exhibits"]:
        assert re.search(rf"{exhibit['number']}: .+? \d+", front), exhibit["number"]


def test_no_figure_or_table_drifts_from_its_first_mention(
    book: Book, pages: list[tuple[str, PageObject]]
) -> None:
    """In its own chapter; it begins on the same page or on the next one."""
    texts = [(n, words_of(page)) for n, (label, page) in enumerate(pages) if label.isdigit()]
    opens = chapters_open(book)
    far = {}
    for exhibit in book.register["exhibits"]:
        number = exhibit["number"]
        first = opens[re.findall(r"\w+", number)[1]]
        mention = re.compile(rf"{number}\b(?!:)")
        named = min(n for n, text in texts if n >= first and mention.search(text))
        begins = min(n for n, text in texts if f"{number}:" in text)
        if begins - named > FARTHEST:
            far[number] = begins - named
    assert far == {}


def chapters_open(book: Book) -> dict[str, int]:
    """The page on which each chapter opens, by its number or letter."""
    pdf = book.pdf
    chapters = [entry for entry in pdf.outline if not isinstance(entry, list)]
    starts = {str(entry.title): pdf.get_destination_page_number(entry) for entry in chapters}
    return {re.sub(r"^Appendix\s", "", title).split()[0]: n for title, n in starts.items()}


def test_no_page_is_empty_and_no_word_is_off_the_paper(
    pages: list[tuple[str, PageObject]],
) -> None:
    """Every page has text, and all of it within its edges."""
    for label, page in pages:
        places = where_text_stands(page)
        assert places, f"page {label} is empty"
        box = page.mediabox
        assert all(0 < x < box.width and 0 < y < box.height for x, y in places), label


def test_no_page_is_left_half_empty_within_a_chapter(
    book: Book, pages: list[tuple[str, PageObject]]
) -> None:
    """Text flows on while a figure waits for its page."""
    opens = {*chapters_open(book).values(), len(pages)}
    empty = {}
    for n, (label, page) in enumerate(pages):
        if label.isdigit() and n + 1 not in opens:
            shares = [y / float(page.mediabox.height) for _, y in where_text_stands(page)]
            lowest = min(share for share in shares if share >= MARGIN)
            filled = (1 - MARGIN - lowest) / (1 - 2 * MARGIN)
            if filled < FEWEST:
                empty[label] = round(filled, 2)
    assert empty == {}


def test_no_table_goes_on_with_but_a_row_or_two(
    book: Book, pages: list[tuple[str, PageObject]]
) -> None:
    """Nor with its heads and notes alone."""
    tables = [rows_by_page(book.pdf, table) for table in tagged(book.pdf, "/Table")]
    further = [(pages[n][0], rows[n]) for rows in tables for n in sorted(rows)[1:]]
    assert further, "no table goes over a page"
    assert [(page, count) for page, count in further if count < FEWEST_ROWS] == []


def test_title_page_counts_the_evidence(book: Book, pages: list[tuple[str, PageObject]]) -> None:
    """Each kind that lies upstream of any number or exhibit, and a warning where one is a stand-in."""
    results = [*book.register["numbers"], *book.register["exhibits"]]
    kinds = sorted({kind for result in results for kind in result["evidence"]})
    first = words_of(pages[0][1])
    statement = first[first.index("Evidence.") :]
    assert all(re.search(rf"\d+ {kind}\b", statement) for kind in kinds)
    assert ("Synthetic stand-in data" in first) == ("stand-in" in kinds)
