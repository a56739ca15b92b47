"""The search: what it finds, and that it can be used by keyboard alone, served and from a disk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.book.conftest import Book
from tests.browser.conftest import Open


def search(page: Page, words: str) -> list[str]:
    """The titles of what is found for `words`; the search is left open."""
    page.keyboard.press("/")
    page.locator(".search input").fill(words)
    expect(page.locator(".search-status")).to_contain_text("found")
    return page.locator("[role=option] .title").all_inner_texts()


@pytest.mark.parametrize("way", ["disk", "served"])
def test_search_finds_a_section_and_leads_to_it_by_keyboard(
    book: Book, served: str, browse: Open, way: str
) -> None:
    """`/` opens it, arrows choose, Enter goes, from the home page to a section of a chapter."""
    root = f"{book.folder.as_uri()}/" if way == "disk" else served
    page = browse(f"{root}index.html")
    titles = search(page, "krippendorff alpha")
    assert len(titles) > 1
    field = page.locator(".search input")
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = field.get_attribute("aria-activedescendant")
    assert (first, second) == ("found-0", "found-1")
    assert page.locator(f"#{second}").get_attribute("aria-selected") == "true"
    aim = page.locator(f"#{second}").get_attribute("data-href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{str(aim).removeprefix('./')}")


def test_beginning_of_a_word_and_a_slip_of_the_pen_are_enough(book: Book, browse: Open) -> None:
    """And so is a word without its accents."""
    page = browse((book.folder / "index.html").as_uri())
    whole = search(page, "participatory")
    page.keyboard.press("Escape")
    beginning = search(page, "participator")
    page.keyboard.press("Escape")
    slip = search(page, "partcipatory")
    assert whole
    assert set(whole) & set(beginning)
    assert set(whole) & set(slip)


def test_table_is_found_by_its_number_and_claim_by_its_own(book: Book, browse: Open) -> None:
    """The number as a whole: neither "9" and "1", nor one that only resembles it."""
    page = browse((book.folder / "index.html").as_uri())
    search(page, "Table 9.1")
    chapters = page.locator("[role=option] .within").all_inner_texts()
    assert chapters[0] == "9 Trust"
    page.keyboard.press("Escape")
    search(page, "C12")
    for words in page.locator("[role=option] .context").all_inner_texts():
        assert "C12" in words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_section_has_a_ground_of_its_own(book: Book, browse: Open, theme: str) -> None:
    """In the dark too, where a list that is raised is lighter than the page."""
    page = browse((book.folder / "index.html").as_uri(), theme=theme)
    search(page, "deliberate")
    ground = "(e) => getComputedStyle(e).backgroundColor"
    chosen = page.locator("[role=option][aria-selected=true]").evaluate(ground)
    assert chosen != page.locator(".search").evaluate(ground)


def test_chosen_section_is_seen_where_the_system_sets_the_colours(book: Book, browse: Open) -> None:
    """There no ground and no shadow is drawn."""
    page = browse((book.folder / "index.html").as_uri(), forced_colors="active")
    search(page, "deliberate")
    frame = "(e) => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineColor] }"
    style, colour = page.locator("[role=option][aria-selected=true]").evaluate(frame)
    assert style == "solid" and colour != "rgba(0, 0, 0, 0)"


def test_what_was_found_stands_in_its_context(book: Book, browse: Open) -> None:
    """Marked, with the words around it, under the title of its section and chapter."""
    page = browse((book.folder / "index.html").as_uri())
    search(page, "deliberate")
    first = page.locator("[role=option]").first
    assert "deliberate" in first.locator("mark").first.inner_text().lower()
    assert len(first.locator(".context").inner_text()) > 60


def test_nothing_found_is_said_and_escape_closes(book: Book, browse: Open) -> None:
    """The reader is back where the search was opened."""
    page = browse((book.folder / "index.html").as_uri())
    page.focus("[data-search]")
    page.keyboard.press("Enter")
    page.locator(".search input").fill("qqqqqqqq")
    expect(page.locator(".search-status")).to_have_text("No sections found")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".search")).to_be_hidden()
    assert page.evaluate("document.activeElement.hasAttribute('data-search')")
