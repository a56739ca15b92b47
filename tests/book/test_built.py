"""The built book, opened as its readers open it."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
import posixpath
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from tests.book.conftest import Book

ROOT = Path(__file__).resolve().parents[2]


def _words(text: str) -> str:
    """`text` as one run of letters and digits: line breaks, hyphens and ligatures do not matter."""
    joined = text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff").replace("ﬃ", "ffi")
    return re.sub(r"\W+", "", joined).lower()


def test_every_internal_link_leads_somewhere(book: Book) -> None:
    """No link of the site, cross-reference or citation ends in nothing."""
    anchors = {path: set(tree.xpath("//@id")) for path, tree in book.pages.items()}
    broken = []
    for page, tree in book.pages.items():
        for target in tree.xpath("//a/@href"):
            parts = urlsplit(target)
            if parts.scheme:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            path = path if parts.path else page
            anchor = unquote(parts.fragment)
            lost = anchor and anchor not in anchors.get(path, set())
            if lost or not (book.folder / path).is_file():
                broken.append(f"{page}: {target}")

    assert broken == []


def test_no_page_asks_anything_of_the_network(book: Book) -> None:
    """Scripts, styles, pictures and fonts come from the book's own folder."""
    asked = [
        f"{page}: {source}"
        for page, tree in book.pages.items()
        for source in tree.xpath("//@src | //link/@href")
        if urlsplit(source).scheme not in {"", "data"} or source.startswith("//")
    ]
    styles = "".join(path.read_text() for path in book.folder.rglob("*.css"))

    assert asked == []
    assert "http" not in styles
    assert "@import" not in styles


def test_every_reference_is_resolved_in_both_formats(book: Book) -> None:
    """No `@fig-x`, no `??` and no `key?` is left in the text of a page or of the PDF."""
    texts = {page: tree.xpath("string(//main)") for page, tree in book.pages.items()}
    texts["the PDF"] = "\n".join(page.extract_text() for page in book.pdf.pages)
    unresolved = {
        name: re.findall(r"@(?:fig|tbl|sec|eq)-\w+|\?\?", text) for name, text in texts.items()
    }

    assert {name: found for name, found in unresolved.items() if found} == {}


def test_the_pdf_holds_the_title_and_every_chapter(book: Book) -> None:
    """The PDF is the whole book."""
    text = _words("".join(page.extract_text() for page in book.pdf.pages))
    titles = [tree.xpath("//main//h1")[0] for tree in book.pages.values()]
    names = ["".join(title.xpath(".//text()[not(ancestor::a)]")) for title in titles]

    assert book.pdf.metadata is not None
    assert book.pdf.metadata.title == book.config.title
    assert _words(book.config.title) in text
    assert [name for name in names if _words(name) not in text] == []
    assert len(names) == len(book.chapters)


def test_every_picture_has_its_alternative_text(book: Book) -> None:
    """A picture without one is a hole in the page for who cannot see it."""
    pictures = [(page, image) for page, tree in book.pages.items() for image in tree.xpath("//img")]
    wanting = [page for page, image in pictures if len(image.get("alt") or "") < 40]

    assert wanting == []
    assert len(pictures) >= 5


def test_every_figure_has_its_data_as_a_table(book: Book) -> None:
    """Below the figure, folded, with a head for every column."""
    pages = book.pages
    wanting = [
        entry["label"]
        for entry in book.register["exhibits"]
        if entry["kind"] == "figure"
        and not pages[entry["page"]].xpath(
            "//figure[@id=$label]/following-sibling::details[1]//thead//th[@scope='col']",
            label=entry["label"],
        )
    ]
    assert wanting == []


SOURCE = re.compile(
    r"Data: .+ \((?:published|coded|collected|stand-in)\)|Form: instruments/\w+\.csv"
)
COUNTED = re.compile(r"(?<!\w)n = [\d,]+|(?<!\w)[\d,]+ (?!rows\b)[a-z][a-z ]*\.")
"""On how many cases something rests, or how many of what its rows are: "n = 53", "14 claims."."""


NOTES = {
    "table": ".//div[@class='table-notes']/p",
    "figure": "following-sibling::details[1]/p[@class='note']",
}
"""Where the lines below an exhibit stand as text on its page."""


def test_every_exhibit_says_on_how_much_it_rests_and_where_that_comes_from(book: Book) -> None:
    """Below it: a table's on the site and in the PDF, a figure's in the picture, and as text at its data."""
    printed = _words("".join(page.extract_text() for page in book.pdf.pages))
    pages, wanting = book.pages, {}
    for exhibit in book.register["exhibits"]:
        shown = pages[exhibit["page"]].get_element_by_id(exhibit["label"])
        figure = exhibit["kind"] == "figure"
        notes = [
            " ".join(note.text_content().split()) for note in shown.xpath(NOTES[exhibit["kind"]])
        ]
        drawn = _written_in(book.folder / exhibit["page"], shown) if figure else printed
        told = [pattern.search(" ".join(notes)) for pattern in (COUNTED, SOURCE)]
        if not all(told) or not all(_words(note) in drawn for note in notes):
            wanting[exhibit["number"]] = notes
    assert wanting == {}


def _written_in(page: Path, figure: HtmlElement) -> str:
    """The words in the picture of a figure: matplotlib names in a comment what it draws as outlines."""
    (source,) = figure.xpath(".//img/@src")
    svg = (page.parent / source).read_text(encoding="utf-8")
    return _words("".join(re.findall(r"<!-- (.*?) -->", svg)))


def test_every_number_stands_in_the_register_where_it_is_printed(book: Book) -> None:
    """Each entry's anchor is on its page and shows what the register says; none is missing."""
    pages = book.pages
    entries = book.register["numbers"]
    wrong = [
        entry["anchor"]
        for entry in entries
        if pages[entry["page"]].get_element_by_id(entry["anchor"]).text_content()
        != entry["printed"]
    ]
    printed = sum(len(tree.xpath("//span[@data-number]")) for tree in pages.values())

    assert wrong == []
    assert len(entries) == printed > 50


def test_the_register_says_where_each_number_comes_from(book: Book) -> None:
    """Function, file and line are true, the inputs' hashes are those of the files, the label theirs."""
    wrong = []
    for entry in [*book.register["numbers"], *book.register["exhibits"]]:
        module, _, name = entry["function"].rpartition(".")
        function = inspect.unwrap(getattr(importlib.import_module(module), name))
        lines = (ROOT / entry["file"]).read_text(encoding="utf-8").split("\n")
        hashes = [
            hashlib.sha256((ROOT / i["path"]).read_bytes()).hexdigest() for i in entry["inputs"]
        ]
        holds = (
            lines[entry["line"] - 1].startswith(f"def {name}(")
            and Path(inspect.getfile(function)) == ROOT / entry["file"]
            and hashes == [item["sha256"] for item in entry["inputs"]]
            and entry["evidence"] == sorted({item["evidence"] for item in entry["inputs"]})
            and entry["definition"]
        )
        if not holds:
            wrong.append(entry["function"])

    assert wrong == []


def test_the_source_line_of_each_number_is_true(book: Book) -> None:
    """The register leads to the very line of the chapter that prints the number."""
    wrong = []
    for entry in book.register["numbers"]:
        line = (
            (ROOT / entry["source"])
            .read_text(encoding="utf-8")
            .split("\n")[entry["source_line"] - 1]
        )
        if not re.search(rf"\br\.{entry['key']}\b", line):
            wrong.append(f"{entry['source']}:{entry['source_line']}: {entry['key']}")

    assert wrong == []


def test_the_site_and_the_pdf_print_the_same_numbers(book: Book) -> None:
    """Whatever is printed in the HTML stands in the PDF too."""
    pages = [_words(page.extract_text()) for page in book.pdf.pages]
    printed = {entry["printed"] for entry in book.register["numbers"]}

    assert {number for number in printed if not _stands_on(pages, number)} == set()


def _stands_on(pages: list[str], number: str) -> bool:
    """Whether `number` stands on a page, or goes on upon the next one, after a running head, a figure or a table.

    It may be parted where it has a space, and a word of it where a hyphen may stand, behind all figures.
    """
    words = _words(number)
    if any(words in page for page in pages):
        return True
    figures = max((place for place, sign in enumerate(words, 1) if sign.isdigit()), default=1)
    spaces = {len(_words(number[: space.start()])) for space in re.finditer(r"\s", number)}
    return any(
        words[:at] in first and words[at:] in second
        for first, second in pairwise(pages)
        for at in spaces | set(range(figures, len(words)))
    )


def test_the_build_record_holds_the_hash_of_every_output(book: Book) -> None:
    """build.json names every file of the book but itself, with its true hash, and the data it read."""
    record = json.loads((book.folder / "build.json").read_text(encoding="utf-8"))
    files = {
        path.relative_to(book.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in book.folder.rglob("*")
        if path.is_file() and path.name != "build.json"
    }

    assert record["outputs"] == files
    assert {"data/datapackage.json", "_quarto.yml", "references.bib"} <= set(record["inputs"])
    assert {"python", "pandoc", "typst"} == set(record["versions"])
