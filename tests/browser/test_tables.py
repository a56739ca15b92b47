"""Tables as they are read and printed: what is seen of them on every screen, and what stands beside them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.book.conftest import Book
from tests.browser.conftest import PAGES, Open


def test_short_table_is_printed_on_one_page_with_its_caption_and_notes(
    book: Book, browse: Open
) -> None:
    """From the browser too, which breaks tables where it likes unless it is told."""
    page = browse((book.folder / "chapters/trust.html").as_uri())
    sheets = [
        " ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(page.pdf())).pages
    ]
    for table in ("Table 9.1:", "Table 9.2:", "Table 9.3:"):
        [after] = [sheet.partition(table)[2] for sheet in sheets if table in sheet]
        assert " n = " in after.partition("SYNTHETIC STAND-IN, not")[2]


def test_no_table_has_to_be_scrolled_on_a_phone_and_none_on_a_desk(
    book: Book, browse: Open
) -> None:
    """Columns that have no room beside what a row is about stand below it; heads wrap between words.

    The data of a figure, where they are asked for, are in small print.
    """
    page = browse((book.folder / PAGES[0]).as_uri())
    hidden = """(() => {
      document.querySelectorAll("details.behind").forEach((e) => e.open = true);
      return [...document.querySelectorAll(":is(figure, .behind) > .table-scroll")]
        .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.parentElement.id || e.ariaLabel);
    })()"""
    wrong = []
    for name in PAGES:
        page.goto((book.folder / name).as_uri())
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            wrong += [f"{exhibit} at {width}" for exhibit in page.evaluate(hidden)]
    assert wrong == []


def test_below_a_table_is_room_wherever_it_stands(small: Path, browse: Open) -> None:
    """In a Div and in a list, too."""
    page = browse((small / "chapters/x.html").as_uri())
    gap = """(e) => e.parentElement.nextElementSibling.getBoundingClientRect().top
      - e.getBoundingClientRect().bottom"""
    assert page.locator("#tbl-framed").evaluate(gap) > 12
    assert page.locator("#tbl-listed").evaluate(gap) > 12


def test_one_long_cell_leaves_room_for_the_other_columns(book: Book, browse: Open) -> None:
    """On a desk the questions of a form have a third of the table, however many answers one of them has."""
    page = browse((book.folder / "chapters/instruments.html").as_uri(), width=1280)
    widths = page.locator("#tbl-instruments-officials thead th").evaluate_all(
        "(heads) => heads.map((e) => e.offsetWidth)"
    )
    assert 3 * widths[0] > sum(widths)


def test_notes_of_a_table_stay_while_the_table_scrolls(book: Book, browse: Open) -> None:
    """Nothing of them is beyond the edge of the smallest phone."""
    page = browse((book.folder / "chapters/robustness.html").as_uri(), width=320)
    exhibit = page.locator("#tbl-robustness-contrasts")
    table, notes = exhibit.locator(".table-scroll"), exhibit.locator(".table-notes")
    expect(notes).to_contain_text("Data: ")
    assert table.locator("tfoot").count() == 0
    assert table.evaluate("(e) => e.scrollWidth > e.clientWidth")
    assert notes.evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_frame_of_pandas_looks_like_any_table(small: Path, browse: Open) -> None:
    """Lines below its rows alone, and numbers on the right, under the heads of their columns."""
    page = browse((small / "chapters/x.html").as_uri())
    look = "(e) => [getComputedStyle(e).borderLeftWidth, getComputedStyle(e).borderBottomWidth, getComputedStyle(e).textAlign]"
    frame = page.locator(".dataframe")
    assert frame.evaluate(look)[0] == "0px"
    assert frame.locator("tbody td").evaluate(look) == ["0px", "1px", "right"]
    assert frame.locator("thead th").last.evaluate(look)[::2] == ["0px", "right"]
    below = "(cells) => cells.map((e) => getComputedStyle(e).borderBottom)"
    lines = frame.locator("thead tr > *").evaluate_all(below)
    assert len(lines) == 2
    assert len(set(lines)) == 1, "the line below the head goes on below its corner"
