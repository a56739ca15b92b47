"""What is kept of pages: whatever is edited, the book is the one that a build from nothing gives."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from press import entries, kept, pandoc
from press.errors import BookError
from press.executed import Executed
from press.kept import Kept
from press.progress import Progress
from press.sheets import Layer, Sheet
from press.sources import read_sources
from tests.press.conftest import DOT, Lay, Run, contents, write_book

FIGURE = '![A dot.](dot.svg){#fig-dot fig-alt="A black dot."}\n'
BOOK = {
    "_quarto.yml": (
        "book:\n  title: Kept\n  author: A\n  chapters:\n    - index.qmd\n    - part: One\n"
        "      chapters: [a.qmd, b.qmd]\n    - references.qmd\n"
        "bibliography: works.bib\nnumber-sections: true\n"
    ),
    "index.qmd": "# Home\n\nSee @fig-dot, [the limits](b.qmd#limits) and [A](a.qmd).\n",
    "a.qmd": f"# A {{#sec-a}}\n\nA sentence, as @doe say.[^1]\n\n{FIGURE}\n[^1]: A note.\n",
    "b.qmd": "# B {#sec-b}\n\n## Limits\n\nAfter @sec-a, in @fig-dot; more there [see @doe, p. 3].\n\n"
    '[More.]{.content-visible when-meta="params.more"}\n',
    "references.qmd": "# References {-}\n\n::: {#refs}\n:::\n",
    "works.bib": "@misc{doe, author = {Doe, J.}, title = {Works}, date = {2020}}\n",
    "dot.svg": DOT,
    "chapters/x.qmd": None,
}
EDITS = {
    "a sentence": ("b.qmd", "After", "Long after"),
    "a sentence beside a citation": ("a.qmd", "as @doe say", "so @doe say"),
    "a note": ("a.qmd", "A note", "Another note"),
    "the title of a chapter": ("a.qmd", "# A {", "# Alpha {"),
    "a figure before another": (
        "a.qmd",
        "A sentence",
        FIGURE.replace("fig-dot", "fig-one") + "\nA",
    ),
    "the anchor of a page": ("a.qmd", "{#sec-a}", "{#sec-a .x}\n\n## Deeper"),
    "the author of a work": ("works.bib", "Doe, J.", "Roe, R."),
    "a picture": ("dot.svg", "4", "5"),
    "the name of a part": ("_quarto.yml", "part: One", "part: Two"),
    "how deep numbers go": ("_quarto.yml", "number-sections: true", "number-depth: 1"),
    "what a condition asks": (
        "_quarto.yml",
        "number-sections",
        "params: {more: true}\nnumber-sections",
    ),
    "the order of chapters": ("_quarto.yml", "[a.qmd, b.qmd]", "[b.qmd, a.qmd]"),
}
PAGES = Path(".press") / "cache" / "pages"


@pytest.fixture
def book(lay: Lay, press: Run) -> Path:
    """A book that has been built once."""
    root = lay(BOOK)
    build(root, press)
    return root


def build(root: Path, press: Run, *options: str) -> dict[str, bytes]:
    """Every file of the book in `root`, built."""
    code, message = press("build", "--project", root, "--quiet", *options)
    assert code == 0, message
    return contents(root / "_book")


@pytest.mark.parametrize("edit", EDITS)
def test_edited_book_is_the_one_that_a_build_from_nothing_gives(
    edit: str, book: Path, press: Run
) -> None:
    """Numbers, citations, links and pictures on other pages follow, in HTML and in PDF."""
    name, old, new = EDITS[edit]
    text = (book / name).read_text(encoding="utf-8")
    assert old in text
    (book / name).write_text(text.replace(old, new), encoding="utf-8")

    assert build(book, press) == build(book, press, "--no-cache")


def test_edited_filter_makes_all_pages_anew(book: Path, press: Run) -> None:
    """What a filter reads cannot be seen, so with one nothing is kept of pages."""
    shout = 'function Str(s) if s.text == "more" then return pandoc.Str("MORE") end end\n'
    settings = (book / "_quarto.yml").read_text(encoding="utf-8")
    (book / "_quarto.yml").write_text(settings + "filters: [loud.lua]\n", encoding="utf-8")
    (book / "loud.lua").write_text(shout, encoding="utf-8")
    assert b"MORE there" in build(book, press)["b.html"]
    (book / "loud.lua").write_text(shout.replace("MORE", "much"), encoding="utf-8")

    assert b"much there" in build(book, press)["b.html"]


def test_edited_sentence_makes_one_page_anew(
    book: Path, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pandoc reads it once, as the text is the same before and after execution, and writes it once for each format and notebook."""
    asked: list[str] = []
    ask = pandoc._ask

    def counting(text: str, reader: str, writer: str, **how: Any) -> str:
        asked.append(text)
        return ask(text, reader, writer, **how)

    monkeypatch.setattr(pandoc, "_ask", counting)
    page = book / "b.qmd"
    page.write_text(page.read_text(encoding="utf-8").replace("## Limits", "## Limits\n\nNew."))
    build(book, press)
    assert len([text for text in asked if "New." in text]) == 4
    assert not [text for text in asked if "A sentence" in text]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text[: len(text) // 2], id="cut short"),
        pytest.param(lambda text: text.replace("Works", "Words"), id="edited"),
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: "\xff\x00", id="no text"),
    ],
)
def test_damaged_entry_is_made_anew(damage: object, book: Path, press: Run) -> None:
    """What does not agree with its own hash is never used."""
    before = contents(book / "_book")
    for entry in (book / PAGES).iterdir():
        entry.write_bytes(damage(entry.read_text(encoding="utf-8")).encode("latin-1", "replace"))  # type: ignore[operator]
    (book / ".press" / "last-build.json").unlink()

    assert build(book, press) == before


def test_what_is_kept_is_bounded_by_the_book(book: Path, press: Run) -> None:
    """A chapter that left the book leaves nothing behind, and a build writes no page that is the same."""
    (book / PAGES / "gone.qmd.json").write_text("old", encoding="utf-8")
    before = {path.name: path.stat().st_mtime_ns for path in (book / PAGES).glob("[!g]*")}
    (book / ".press" / "last-build.json").unlink()
    build(book, press)

    assert {path.name: path.stat().st_mtime_ns for path in (book / PAGES).iterdir()} == before


def test_folder_that_moved_is_not_built_anew(book: Path, press: Run) -> None:
    """No path of the machine is part of what a page is made from."""
    moved = book.rename(book.with_name("moved"))
    before = {path.name: path.read_bytes() for path in (moved / PAGES).iterdir()}
    build(moved, press)

    assert {path.name: path.read_bytes() for path in (moved / PAGES).iterdir()} == before


def test_two_threads_may_ask_for_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page and its PDF are made at the same time: both find what is kept, none loses what is made."""
    before = Kept(tmp_path)
    before.get("a.qmd", "html", "key", lambda: "kept")
    before.save(["a.qmd"])
    both, read = threading.Barrier(2), entries.read_entry

    def slow(path: Path) -> Any:
        both.wait(timeout=10)
        return read(path)

    monkeypatch.setattr(kept, "read_entry", slow)
    after = Kept(tmp_path)
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda what: after.get("a.qmd", what, "key", lambda: "new"), ["html", "x"])
    assert list(found) == ["kept", "new"]
    after.save(["a.qmd"])
    monkeypatch.undo()
    assert Kept(tmp_path).get("a.qmd", "x", "key", lambda: "lost") == "new"


def test_picture_that_another_chapter_wrote_is_shown_as_it_wrote_it(tmp_path: Path) -> None:
    """A page may be laid out before that chapter has been executed."""
    root = write_book(tmp_path, {**BOOK, "dot.svg": None})
    config, chapters = read_sources(root, Progress(quiet=True))
    page = Executed(next(chapter for chapter in chapters if chapter.path == "a.qmd"), {})
    layer = Layer(config, Kept(None))
    assert isinstance(layer(page), BookError)
    for content in (DOT, DOT.replace("4", "5")):
        (root / "dot.svg").write_text(content, encoding="utf-8")
        sheet = layer(page)
        assert isinstance(sheet, Sheet)
        assert sheet.media == {"dot.svg": content.encode()}
        assert layer(page) is sheet
