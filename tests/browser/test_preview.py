"""`press preview` in its browser: what it shows while the sources are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from press.shown import Shown, State, serving
from tests.browser.conftest import Open


@contextmanager
def previewed(book: Path, browse: Open) -> Iterator[tuple[Shown, dict[str, bytes], Page]]:
    """A book in its preview: what is shown, its files, and the page that is open."""
    files = {p.relative_to(book).as_posix(): p.read_bytes() for p in book.rglob("*") if p.is_file()}
    shown = Shown()
    shown.show(State(files))
    with serving(shown, 0) as address:
        page = browse(f"{address}chapters/x.html")
        page.set_viewport_size({"width": 1440, "height": 400})
        yield shown, files, page
        page.goto("about:blank")


def test_preview_shows_what_is_wrong_and_keeps_the_place(small: Path, browse: Open) -> None:
    """The error stands over the last good page; what the next good book says otherwise is put in its place."""
    with previewed(small, browse) as (shown, files, page):
        page.click(".callout-note summary")
        page.evaluate("scrollTo(0, 300); window.stays = true")
        shown.show(State(files, "chapters/x.qmd:3: something <b> is wrong"))
        alert = page.locator("[role=alert]")
        expect(alert).to_contain_text("chapters/x.qmd:3: something <b> is wrong")
        changed = files["chapters/x.html"].replace(b"An open one.", b"Another one.")
        shown.show(State({**files, "chapters/x.html": changed}))
        expect(page.locator("text=Another one.")).to_be_attached()
        expect(alert).to_have_count(0)
        assert page.evaluate("window.stays && scrollY") == 300
        assert page.locator("text=Its hidden words.").is_visible()
        more = changed.replace(b"<p>The first panel.", b"<pre>code</pre><p>The first panel.")
        shown.show(State({**files, "chapters/x.html": more}))
        expect(page.locator(".tab pre").first).to_be_visible()
        expect(page.locator(".panel-tabset:not(:has(> .tabs))")).to_have_count(0)
        expect(page.locator(".tab .copy").first).to_be_attached()
        assert page.evaluate("window.stays")


def test_preview_loads_the_page_anew_where_more_than_text_has_changed(
    small: Path, browse: Open
) -> None:
    """A style or a picture; at the same height."""
    with previewed(small, browse) as (shown, files, page):
        page.evaluate("scrollTo(0, 300); window.stays = true")
        style = files["site/book.css"] + b"h1 { letter-spacing: 1px }"
        with page.expect_event("load"):
            shown.show(State({**files, "site/book.css": style}))
        assert page.evaluate("!window.stays")
        assert page.evaluate("scrollY") == 300
        assert (
            page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") == "1px"
        )
