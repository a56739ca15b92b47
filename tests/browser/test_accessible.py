"""WCAG 2.2 AA, on every page and in both themes, as far as a machine can see (axe-core), and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.book.conftest import Book
from tests.browser.conftest import PAGES, Open

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUICK = {"resultTypes": ["violations"], "preload": False, "selectors": False}
EVERYTHING = {**QUICK, "runOnly": LEVELS}


def violations(page: Page, options: dict[str, object]) -> list[str]:
    """What axe finds, as a line each: the rule, and where."""
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def unfold(page: Page) -> None:
    """Open whatever is folded, but for the long list of numbers, which the small book's page has as well."""
    page.evaluate(
        "for (const d of document.querySelectorAll('details:not(.numbers)')) d.open = true"
    )


@pytest.mark.parametrize("name", [*PAGES, "404.html"])
def test_page_of_the_book_has_no_barrier_in_either_theme(
    book: Book, browse: Open, name: str
) -> None:
    """Every rule in the light, again in the dark, and there on a phone, where less is shown."""
    page = browse((book.folder / name).as_uri())
    unfold(page)
    assert violations(page, EVERYTHING) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, EVERYTHING) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert violations(page, EVERYTHING) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_the_book_does_not_use_yet_has_no_barrier_either(
    small: Path, browse: Open, theme: str
) -> None:
    """Tabs, notes in the margin, folded callouts, synthetic numbers; the list of numbers, a card, the search."""
    page = browse((small / "chapters/x.html").as_uri(), theme=theme)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert violations(page, EVERYTHING) == []
    page.hover("#n-share-1")
    page.wait_for_selector("#card:popover-open")
    assert violations(page, EVERYTHING) == []
    page.keyboard.press("/")
    page.keyboard.type("panel")
    page.wait_for_selector("[role=option]")
    assert violations(page, EVERYTHING) == []


def test_book_in_one_file_has_no_barrier(small: Path, browse: Open) -> None:
    """Its chapters stand below one another, each with its own landmarks and headings."""
    page = browse((small / "A-Small-Book.html").as_uri())
    unfold(page)
    assert violations(page, EVERYTHING) == []


def test_parts_of_a_table_that_is_laid_out_anew_say_what_they_are(book: Book, browse: Open) -> None:
    """Some browsers forget it otherwise, and a screen reader would read a row of it as loose words."""
    page = browse((book.folder / "chapters/trust.html").as_uri())
    roles = page.evaluate(
        "[...document.querySelectorAll('.stacked :is(table, thead, tbody, tr, th, td)')].map((e) => "
        "[e.localName + (e.scope ? ' of a ' + e.scope : ''), e.getAttribute('role')].join(': '))"
    )
    assert set(roles) == {
        "table: table",
        "thead: rowgroup",
        "tbody: rowgroup",
        "tr: row",
        "td: cell",
        "th of a col: columnheader",
        "th of a colgroup: columnheader",
        "th of a row: rowheader",
    }


def test_page_can_be_walked_by_keyboard_alone(small: Path, browse: Open) -> None:
    """From the link that skips the navigation to the last link: all is reached, seen and in view."""
    page = browse((small / "chapters/x.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    walked = []
    for _ in range(200):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state is None:
            break
        walked.append(state)
    wanted = page.evaluate(
        "[...document.querySelectorAll('main a[href], main summary')].filter((e) => e.checkVisibility()).length"
    )
    assert sum(state["inMain"] for state in walked) >= wanted
    assert [state["html"] for state in walked if not state["visible"]] == []
    assert [state["html"] for state in walked if not state["outlined"]] == []
    names = [state["name"] for state in walked]
    assert "Search /" in names and "41.5%syn" in names and "First" in names


FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    html: e.outerHTML.slice(0, 120),
    name: e.textContent.trim().replace(/\\s+/g, ' '),
    inMain: Boolean(e.closest('main')) && e.matches('a, summary'),
    visible: box.width > 0 && box.bottom > 0 && box.top < innerHeight && Number(style.opacity) > 0,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def test_numbers_of_a_paragraph_are_one_stop_and_arrows_lead_to_each(
    book: Book, browse: Open
) -> None:
    """Dozens of numbers on a page do not stand between a reader and the next link, and none is out of reach."""
    page = browse((book.folder / "chapters/trust.html").as_uri())
    count = page.locator("main .number > a").count()
    stops = page.locator("main .number > a[tabindex='0']")
    paragraphs = "new Set([...document.querySelectorAll('main .number')].map((e) => e.closest('p, li'))).size"
    assert count > 3 * stops.count()
    assert stops.count() == page.evaluate(paragraphs)
    stops.first.focus()
    reached = {page.evaluate("document.activeElement.parentElement.id")}
    for _ in range(count - 1):
        page.keyboard.press("ArrowRight")
        reached.add(page.evaluate("document.activeElement.parentElement.id"))
    assert len(reached) == count
    last = page.evaluate("document.activeElement.parentElement.id")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.parentElement.id") == last
    expect(page.locator("#card")).to_contain_text("Arrow keys")


def test_skip_link_leads_to_the_text(small: Path, browse: Open) -> None:
    """The next step from there is within the text."""
    page = browse((small / "chapters/x.html").as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_folded_callout_and_tabs_work_by_keyboard(small: Path, browse: Open) -> None:
    """Enter opens a callout, arrows change the tab."""
    page = browse((small / "chapters/x.html").as_uri())
    page.locator("details.callout > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("text=Its hidden words.").is_visible()
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("text=The second panel").is_visible()
    assert not page.locator("text=The first panel.").is_visible()


def test_nothing_moves_for_who_asked_for_less_motion(small: Path, browse: Open) -> None:
    """Neither scrolling nor anything else is animated."""
    page = browse((small / "chapters/x.html").as_uri())
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
