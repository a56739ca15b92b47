"""The words and dates of the book's language: those of Quarto, under those of the project."""

from __future__ import annotations

import re

import pytest

from press import language
from press.config import read_config
from press.errors import BookError
from press.language import iso_date, known_words, words_of, written_date
from tests.press.conftest import Lay, Run

BOOK = "book:\n  title: T\n  chapters: [index.qmd]\n"


@pytest.mark.parametrize(
    ("style", "lang", "expected"),
    [
        ("", "de", "2026-03-07"),
        ("iso", "de", "2026-03-07"),
        ("short", "en", "3/7/26"),
        ("medium", "en", "Mar 7, 2026"),
        ("long", "en", "March 7, 2026"),
        ("full", "en", "Saturday, March 7, 2026"),
        ("long", "en-GB", "7 March 2026"),
        ("full", "de", "Samstag, 7. März 2026"),
        ("long", "ur", "7 مارچ، 2026"),
        ("long", "tlh", "March 7, 2026"),
        ("D.M.YY", "de", "7.3.26"),
        ("dddd, MMM Do [of the year] YYYY", "en", "Saturday, Mar 7th of the year 2026"),
        ("DD/MM/YYYY [Q]Q", "fr", "07/03/2026 Q1"),
    ],
)
def test_date_is_written_in_the_style_and_language_that_are_asked_for(
    style: str, lang: str, expected: str
) -> None:
    """Quarto's five names, and patterns of Day.js; without either the date prints as it stands."""
    assert written_date("2026-03-07", style, lang) == expected


@pytest.mark.parametrize("day", [("01", "1st"), ("02", "2nd"), ("11", "11th"), ("23", "23rd")])
def test_day_may_be_an_ordinal_in_english(day: tuple[str, str]) -> None:
    """The eleventh is no 11st."""
    assert written_date(f"2026-03-{day[0]}", "Do", "en") == day[1]


def test_date_may_be_written_as_quarto_begins_a_book_with_it() -> None:
    """Month, day, year; without a style it prints as it stands."""
    assert written_date("3/7/2026", "iso", "en") == "2026-03-07"
    assert written_date("3/7/2026", "", "en") == "3/7/2026"
    assert (iso_date("22/2/2026"), iso_date("in March")) == ("22/2/2026", "in March")


def test_words_of_the_project_go_before_those_of_the_language() -> None:
    """`language:` as such or by language, and `crossref:` for titles; prefixes follow titles."""
    given = {"code-summary": "Quelltext", "de": {"callout-tip-title": "Rat"}, "fr": {"x": "y"}}
    titles = {"fig-title": "Abb.", "appendix-title": "Beilage", "lof-title": "Bilder"}
    words = words_of("de-AT", given, {**titles, "chapters": True})
    assert (words["crossref-tbl-title"], words["code-summary"]) == ("Tabelle", "Quelltext")
    assert (words["crossref-fig-prefix"], words["crossref-tip-title"]) == ("Abb.", "Rat")
    assert (words["crossref-apx-prefix"], words["crossref-lof-title"]) == ("Beilage", "Bilder")


def test_every_language_has_every_word() -> None:
    """No page mixes two languages because a word was forgotten."""
    english = known_words()["en"].keys()
    assert {lang for lang, words in known_words().items() if words.keys() != english} == set()


def test_licence_of_quartos_words_is_named() -> None:
    """They are not ours."""
    head = language.WORDS.read_text(encoding="utf-8").partition("\nen:")[0]
    assert re.search(r"Posit Software.*MIT licence", head, re.DOTALL)


def test_language_without_words_and_words_that_nothing_prints_are_warnings(lay: Lay) -> None:
    """English words in an Urdu book are told once, with the remedy; so is a slip in `language`."""
    root = lay({"_quarto.yml": BOOK + "lang: ur\n"})
    assert list(map(str, read_config(root).warnings)) == [
        "_quarto.yml:4: press has no words such as `Figure` in the language `ur`; it prints English ones\n"
        "  What next: write them under `language:`"
    ]
    own = BOOK + "lang: ur\nlanguage:\n  crossref-fig-title: شکل\n  crossref-fig-titel: شکل\n"
    own += "  crossref-tip-prefix: مشورہ\n"
    (root / "_quarto.yml").write_text(own, encoding="utf-8")
    config = read_config(root)
    assert config.words["crossref-fig-title"] == "شکل"
    assert [warning.line for warning in config.warnings] == [7]


def test_words_may_stand_in_a_file(lay: Lay) -> None:
    """As Quarto has it: `language: words.yml`; a file that is not there is named."""
    project = BOOK + "language: words.yml\n"
    root = lay({"_quarto.yml": project, "words.yml": "code-summary: How\n"})
    assert read_config(root).html.code_summary == "How"
    (root / "words.yml").unlink()
    with pytest.raises(BookError, match=r"^_quarto\.yml:4: the language words\.yml does not exist"):
        read_config(root)


@pytest.mark.parametrize(
    ("date", "style", "said"),
    [
        ("2026-03-07", "HH:mm", "_quarto.yml:5: `date-format` holds `HH`, which is nothing of a date"),
        ("spring", "long", "_quarto.yml:5: `date-format` needs a date such as 2026-03-07, found 'spr"),
        ("last-modified", "long", "_quarto.yml:4: a date that moves would make each build another"),
        ("today", "iso", "_quarto.yml:4: a date that moves would make each build another book"),
    ],
)  # fmt: skip
def test_date_that_cannot_be_written_says_where_and_what_next(
    lay: Lay, date: str, style: str, said: str
) -> None:
    """A time of day, words, a day that is another one tomorrow."""
    project = BOOK + f"  date: {date}\ndate-format: '{style}'\n"
    with pytest.raises(BookError) as caught:
        read_config(lay({"_quarto.yml": project}))
    assert str(caught.value).startswith(said)
    assert "What next: write" in str(caught.value)


def test_chapter_in_another_language_says_so_on_its_page_and_to_typst(lay: Lay, press: Run) -> None:
    """Browsers and screen readers read it in its own, and Typst hyphenates it so; the book keeps its words."""
    project = BOOK.replace("[index.qmd]", "[index.qmd, x.qmd, y.qmd]") + (
        "  date: 2026-03-07\ndate-format: long\nlang: fr\nformat: {html: default, typst: {keep-typ: true}}\n"
    )
    chapter = "---\nlang: ur\n---\n# باب\n\n::: {.callout-note}\nA.\n:::\n"
    root = lay({"_quarto.yml": project, "x.qmd": chapter, "y.qmd": "# Y\n"})
    code, _ = press("build", "--project", root)
    assert code == 0
    pages = {
        name: (root / "_book" / name).read_text("utf-8")
        for name in ("x.html", "y.html", "T.html", "T.typ")
    }
    assert '<html lang="ur"' in pages["x.html"]
    assert '<html lang="fr"' in pages["y.html"]
    assert 'id="page-x" lang="ur">' in pages["T.html"]
    before, _, after = pages["T.typ"].partition('#set text(lang: "ur", region: none)')
    assert after.index("#callout(") < after.index('#set text(lang: "fr", region: none)')
    assert 'date: "7 mars 2026"' in before
    assert "Note" in after
