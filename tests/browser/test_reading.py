"""The pages as they are read: on every screen, in both themes, served and from a disk."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.book.conftest import Book
from tests.browser.conftest import PAGES, Open

WIDTHS = (390, 768, 1440)
PAPER = "getComputedStyle(document.body).backgroundColor"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FEWEST_GREYS = 20
"""A text that is blank has fewer in a picture of 40 by 120 dots."""
OVERLAPS = """(() => {
  const shown = [...document.querySelectorAll("main :is(h1, h2, h3, p, figcaption, summary, dt, dd), main .table-scroll, main .float-fig img")]
    .filter((e) => e.checkVisibility() && !e.closest(".table-scroll table, .card"));
  const boxes = shown.map((e) => [e, e.getBoundingClientRect()]).filter(([, box]) => box.width && box.height);
  const found = [];
  for (const [place, [one, a]] of boxes.entries()) {
    if (one.matches("img") && !one.naturalWidth) found.push(`no picture: ${one.alt}`);
    for (const [other, b] of boxes.slice(place + 1, place + 6)) {
      if (one.contains(other) || other.contains(one)) continue;
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (high > 2 && wide > 2) found.push(`${one.textContent.slice(0, 40)} over ${other.textContent.slice(0, 40)}`);
    }
  }
  return found;
})()"""
PICTURE_OF_FIGURE = ".float-fig img"
HEIGHTS = "[...document.querySelectorAll('.float-fig img')].map((e) => Math.round(e.getBoundingClientRect().height))"
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"


def test_no_page_is_wider_than_its_window(book: Book, small: Path, browse: Open) -> None:
    """At the width of a phone, a tablet and a desk, with everything unfolded; tables scroll in themselves."""
    page = browse((book.folder / PAGES[0]).as_uri())
    too_wide = []
    for file in [*(book.folder / name for name in (*PAGES, "404.html")), small / "chapters/x.html"]:
        page.goto(file.as_uri())
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(OVERFLOW) > 0:
                too_wide.append(f"{file.name} at {width}")
    assert too_wide == []


def test_no_page_is_wider_than_the_narrowest_window_when_its_letters_are_spaced(
    book: Book, browse: Open
) -> None:
    """WCAG 1.4.10 and 1.4.12 together: 320 pixels, which 400 % make of 1280, and the most space that a reader may ask for."""
    page = browse((book.folder / PAGES[0]).as_uri(), width=320)
    too_wide = {}
    for name in PAGES:
        page.goto((book.folder / name).as_uri())
        page.add_style_tag(content=SPACED)
        too_wide[name] = page.evaluate(OVERFLOW)
    assert {name: pixels for name, pixels in too_wide.items() if pixels > 0} == {}


def test_figure_has_its_room_before_it_is_there(book: Book, served: str, browse: Open) -> None:
    """Else a link to what stands below it leads elsewhere on a slow line."""
    page = browse(served)
    held: list[Route] = []

    def hold(route: Route) -> None:  # Playwright takes no method of a list
        held.append(route)

    page.route("**/*.svg", hold)
    page.goto(f"{served}chapters/organisational-culture.html", wait_until="domcontentloaded")
    room = page.evaluate(HEIGHTS)
    assert len(held) == len(room) > 0
    for route in held:
        route.continue_()
    page.wait_for_load_state()
    assert room == page.evaluate(HEIGHTS)


def test_pictures_of_pages_are_whole(book: Book, browse: Open, pictures: Path) -> None:
    """On a phone in the dark and on a wide screen in the light: no text over other text, no page or figure left blank."""
    wrong = []
    for theme, width in (("dark", 390), ("light", 1920)):
        page = browse((book.folder / PAGES[0]).as_uri(), theme=theme, width=width)
        for name in PAGES:
            page.goto((book.folder / name).as_uri())
            shot = page.screenshot(
                path=pictures / f"{Path(name).stem}-{width}-{theme}.jpg",
                type="jpeg",
                full_page=True,
            )
            wrong += [f"{name} at {width}: {what}" for what in page.evaluate(OVERLAPS)]
            text = page.evaluate("document.querySelector('main').getBoundingClientRect().toJSON()")
            if len(set(_thumbnail(shot, text))) < FEWEST_GREYS:
                wrong.append(f"{name} at {width}: blank")
    assert wrong == []


def _thumbnail(shot: bytes, text: dict[str, float]) -> bytes:
    """The part of a picture that is the page's text, small and in greys."""
    with Image.open(BytesIO(shot)) as picture:
        part = picture.convert("L").crop((text["left"], text["top"], text["right"], text["bottom"]))
        return part.resize((40, 120)).tobytes()


def test_chosen_theme_is_kept_from_page_to_page_and_given_up_for_the_systems(
    book: Book, browse: Open
) -> None:
    """Dark in a light system is remembered; light again is what the system says, so nothing is."""
    page = browse((book.folder / PAGES[0]).as_uri())
    light = page.evaluate(PAPER)
    page.click("[data-theme-switch]")
    dark = page.evaluate(PAPER)
    assert dark != light
    page.goto((book.folder / PAGES[1]).as_uri())
    assert page.evaluate(PAPER) == dark
    assert page.get_attribute("[data-theme-switch]", "aria-label") == "Light colours"
    page.click("[data-theme-switch]")
    assert page.evaluate(PAPER) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PAPER) == dark


def test_figure_turns_dark_with_the_page_and_not_with_the_system(book: Book, browse: Open) -> None:
    """The switch reaches into the picture: its corner is as dark as the paper around it."""
    name = next(path for path, tree in book.pages.items() if tree.xpath("//figure//img"))
    page = browse((book.folder / name).as_uri())
    bright = _corner(page)
    page.click("[data-theme-switch]")
    assert bright > 240
    assert _corner(page) < 40


def _corner(page: Page) -> int:
    """How bright the corner of the first figure is, as it is drawn on the screen."""
    figure = page.locator(PICTURE_OF_FIGURE).first
    figure.scroll_into_view_if_needed()
    shot = figure.screenshot(type="png")
    measured: int = page.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
          canvas.drawImage(image, 0, 0);
          return Math.max(...canvas.getImageData(12, 12, 1, 1).data.slice(0, 3));
        }""",
        list(shot),
    )
    return measured


def test_number_says_where_it_comes_from(small: Path, browse: Open) -> None:
    """By mouse and by keyboard: definition, interval, n, function with file and line, data and their evidence."""
    page = browse((small / "chapters/x.html").as_uri())
    page.hover("#n-share-1")
    card = page.locator("#card")
    expect(card).to_contain_text("The share of made-up persons.")
    expect(card).to_contain_text("30.2 to 50.5")
    expect(card).to_contain_text("1,234")
    expect(card).to_contain_text("shares.py:3")
    expect(card).to_contain_text("data/made.csv stand-in")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.locator("#n-share-1 > a").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#from-share")).to_be_visible()


def test_synthetic_number_is_marked_in_both_themes_and_in_print(small: Path, browse: Open) -> None:
    """By a word beside it and a line of its own below it, and a notice below the title of the page."""
    page = browse((small / "chapters/x.html").as_uri())
    line = "getComputedStyle(document.querySelector('.number.stand-in > a')).textDecorationStyle"
    mark = page.locator("#n-share-1 sup")
    for media in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"media": "print"}):
        page.emulate_media(**media)
        assert mark.inner_text() == "syn"
        assert mark.is_visible()
        assert page.evaluate(line) == "dotted"
        assert page.locator(".notice").is_visible()


def test_mark_never_stands_alone_on_a_line(book: Book, browse: Open) -> None:
    """It follows its number, or its word, at any width."""
    page = browse((book.folder / "chapters/trust.html").as_uri(), width=390)
    torn = """[...document.querySelectorAll(".stand-in sup")].filter((mark) => {
      const before = document.createRange(), text = mark.previousSibling;
      before.setStart(text, text.length - 1);
      before.setEnd(text, text.length);
      return text.length > 1 && mark.getBoundingClientRect().top > before.getBoundingClientRect().bottom;
    }).map((mark) => mark.parentElement.textContent)"""
    for width in (320, 390, 620):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(torn) == []


@pytest.mark.parametrize("way", ["disk", "served"])
def test_reference_to_another_page_is_previewed(
    book: Book, served: str, browse: Open, way: str
) -> None:
    """A citation shows the work, though the list of works is another page."""
    name = next(p for p, tree in book.pages.items() if tree.xpath("//*[@class='citation']//a"))
    root = f"{book.folder.as_uri()}/" if way == "disk" else served
    page = browse(root + name)
    link = page.locator(".citation a").first
    link.hover()
    work = book.pages["chapters/references.html"].get_element_by_id(
        str(link.get_attribute("href")).partition("#")[2]
    )
    expect(page.locator("#card")).to_contain_text(" ".join(work.text_content().split())[:60])


def test_footnote_table_equation_and_section_are_previewed(small: Path, browse: Open) -> None:
    """Of this page and of another one; never with a second element of the same id."""
    page = browse((small / "chapters/x.html").as_uri())
    shown = {
        "a.footnote-ref": "A footnote with a link.",
        "a[href='#tbl-wide']": "A wide table.",
        "a[href='../index.html#sec-home']": "The first page",
    }
    for link, words in shown.items():
        page.hover(f"main p > {link}")
        expect(page.locator("#card")).to_contain_text(words)
        page.mouse.move(0, 0)
        expect(page.locator("#card")).to_be_hidden()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("width", [390, 1280])
def test_preview_of_a_long_table_stays_within_the_window(
    book: Book, browse: Open, width: int
) -> None:
    """Wherever its reference stands on the screen, which it leaves free; what has no room scrolls."""
    page = browse((book.folder / "chapters/conclusion.html").as_uri(), width=width)
    link = page.locator("main p a[href='#tbl-claims-survey']").first
    for place in ("start", "center", "end"):
        link.evaluate("(e, block) => e.scrollIntoView({ block })", place)
        link.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        card = page.locator("#card")
        expect(card).to_contain_text("Table 11.3")
        box, line = (e.evaluate("(e) => e.getClientRects()[0].toJSON()") for e in (card, link))
        assert box["top"] >= 0 and box["left"] >= 0
        assert box["bottom"] <= 900 and box["right"] <= width
        assert box["top"] >= line["bottom"] or box["bottom"] <= line["top"]
        page.keyboard.press("Escape")


def test_first_tap_shows_and_second_tap_follows(small: Path, browse: Open) -> None:
    """Where no mouse can hover."""
    page = browse((small / "chapters/x.html").as_uri(), width=390, has_touch=True)
    page.tap("a[href='../index.html#sec-home']")
    expect(page.locator("#card")).to_contain_text("Tap again to go there.")
    page.tap("a[href='../index.html#sec-home']")
    page.wait_for_url("**/index.html#sec-home")


def test_contents_follow_the_reading_and_the_bar_shows_how_far(small: Path, browse: Open) -> None:
    """At the end of the page the last section is marked, and the way back to the top appears."""
    page = browse((small / "chapters/x.html").as_uri())
    page.set_viewport_size({"width": 1440, "height": 400})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator(".contents [aria-current]")).to_contain_text("A second section")
    assert page.evaluate("document.documentElement.style.getPropertyValue('--read')") == "1"
    page.click(".to-top")
    page.wait_for_function("scrollY === 0")


def test_menus_of_the_phone_open_and_close(small: Path, browse: Open) -> None:
    """The chapters, and the contents of the page, which closes when a section is chosen."""
    page = browse((small / "chapters/x.html").as_uri(), width=390)
    assert not page.locator("#chapters").is_visible()
    page.click("[popovertarget=chapters]")
    expect(page.locator("#chapters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#chapters")).to_be_hidden()
    page.click("[popovertarget=contents]")
    page.click(".contents a")
    expect(page.locator("#contents")).to_be_hidden()
    assert page.url.endswith("#sec-second")


def test_tabs_of_a_group_change_together_and_are_remembered(small: Path, browse: Open) -> None:
    """By mouse and by keyboard; a set that lacks the name keeps its own, and so do sets of no group."""
    page = browse(f"{small.as_uri()}/chapters/x.html")
    shown = page.locator(".panel-tabset > .tab:visible p:last-child")
    said = ["The first panel.", "In Urdu.", "Also in English."]
    expect(shown).to_have_text(said)
    chosen = page.locator(".panel-tabset").nth(1).get_by_role("tab", name="English")
    chosen.click()
    expect(shown).to_have_text(["The first panel.", "In English.", "Also in English."])
    chosen.press("ArrowLeft")
    expect(shown).to_have_text(["The first panel.", "In Urdu.", "Also in Urdu."])
    page.get_by_role("tab", name="Pashto").click()
    expect(shown).to_have_text(["The first panel.", "In Urdu.", "Also in Pashto."])

    page.goto(f"{small.as_uri()}/index.html")
    expect(page.locator(".tab:visible p")).to_have_text("Home in Pashto.")
    page.get_by_role("tab", name="English").click()
    page.reload()
    expect(page.locator(".tab:visible p")).to_have_text("Home in English.")


def test_address_that_cannot_be_read_leads_nowhere_and_stops_nothing(
    small: Path, browse: Open
) -> None:
    """A hash that is cut within a sign, as mail programs cut long addresses, is no reason to go without tabs."""
    page = browse(f"{small.as_uri()}/chapters/x.html#sec-%E2%8")
    page.get_by_role("tab", name="Second").click()
    expect(page.locator(".panel-tabset > .tab:visible").first).to_contain_text("The second panel")


def test_all_code_is_shown_at_once(book: Book, browse: Open) -> None:
    """And hidden again."""
    name = next(p for p, t in book.pages.items() if t.xpath("//details[@class='code-fold']"))
    page = browse((book.folder / name).as_uri())
    opened = "document.querySelectorAll('details.code-fold[open]').length"
    page.click("[data-all-code]")
    assert page.evaluate(opened) == page.locator("details.code-fold").count()
    page.click("[data-all-code]")
    assert page.evaluate(opened) == 0


def test_code_and_reference_can_be_copied(small: Path, browse: Open) -> None:
    """Into the clipboard, as they stand."""
    granted = ["clipboard-read", "clipboard-write"]
    page = browse((small / "chapters/x.html").as_uri(), permissions=granted)
    page.hover(".code")
    page.locator(".code .copy").first.click()
    clipboard = "navigator.clipboard.readText()"
    assert page.evaluate(clipboard).startswith("a_very_long_line_of_code")
    page.click(".cite > summary")
    page.click("[data-copy=cite-text]")
    expect(page.locator("[data-copy=cite-text]")).to_have_text("Copied")
    assert page.evaluate(clipboard).startswith("Ann Author (n.d.). “Features”.")


def test_downloads_of_a_chapter_are_there(book: Book, browse: Open) -> None:
    """The PDF, the book in one file, the notebook and the source, each where its link says."""
    page = browse((book.folder / PAGES[1]).as_uri())
    links = page.evaluate(
        "[...document.querySelectorAll('.downloads a')].map((a) => [a.textContent, a.href])"
    )
    names = dict(links)
    assert {"PDF", "One HTML file", "Quarto source"} <= names.keys()
    for address in names.values():
        assert page.context.request is not None
        assert Path(address.removeprefix("file://").replace("%20", " ")).is_file()


def test_page_for_lost_readers_works_at_any_depth(small: Path, browse: Open) -> None:
    """It needs no file beside it, and its links are whole addresses."""
    deep = small / "a" / "b"
    deep.mkdir(parents=True, exist_ok=True)
    (deep / "lost.html").write_bytes((small / "404.html").read_bytes())
    page = browse((deep / "lost.html").as_uri())
    assert page.locator("h1").inner_text() == "There is no such page"
    links = page.evaluate("[...document.querySelectorAll('main li a')].map((a) => a.href)")
    assert links == ["https://example.org/book/", "https://example.org/book/chapters/x.html"]
    assert "Charter" in page.evaluate("getComputedStyle(document.body).fontFamily")


def test_book_in_one_file_needs_no_other(book: Book, tmp_path: Path, browse: Open) -> None:
    """Alone in a folder: pictures are there, links lead within it, and its search finds."""
    name = f"{book.config.output_file}.html"
    alone = tmp_path / name
    alone.write_bytes((book.folder / name).read_bytes())
    page = browse(alone.as_uri())
    assert page.evaluate("[...document.images].filter((i) => !i.naturalWidth).length") == 0
    lost = """[...document.querySelectorAll("a[href^='#']")]
      .filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash)"""
    assert page.evaluate(lost) == []
    assert (
        page.evaluate(
            "[...document.querySelectorAll('a[href]')].filter((a) => a.protocol === 'file:' && a.pathname !== location.pathname).length"
        )
        == 0
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    page.keyboard.press("/")
    page.keyboard.type("complaint")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    assert "#" in page.url


def test_book_in_one_file_is_entered_at_an_id_that_one_page_has(small: Path, browse: Open) -> None:
    """As links to a page, and to earlier editions, name it; what several pages could have leads nowhere."""
    page = browse((small / "A-Small-Book.html").as_uri() + "#sec-second")
    expect(page.locator("[id='page-chapters-x.sec-second']")).to_be_in_viewport()
    assert page.url.endswith("#page-chapters-x.sec-second")
    gap = "(e) => e.querySelector('h1').getBoundingClientRect().top - e.previousElementSibling.getBoundingClientRect().bottom"
    assert page.locator(".chapter").last.evaluate(gap) > 60, "chapters stand apart"
    page.evaluate("location.hash = 'none-has-it'")
    assert page.url.endswith("#none-has-it")
