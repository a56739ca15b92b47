"""The real Quarto on the same sources: it prints every registered number as press does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typst
from lxml import html
from pypdf import PdfReader

from tests.book.conftest import Book
from tests.book.quarto import differences

ROOT = Path(__file__).resolve().parents[2]
REGISTER = [
    {"page": "index.html", "key": "share_a", "printed": "62.4%"},
    {"page": "index.html", "key": "share_a", "printed": "62.4%"},
    {"page": "chapters/x.html", "key": "gap_b", "printed": "\N{MINUS SIGN}3 percentage points"},
    {"page": "chapters/x.html", "key": "count_c", "printed": "1,234"},
]
PAGES = {
    "index.html": """
        <nav><a><span data-number="share_a">62.4%</span></a></nav>
        <main><h1>It was <span class="number" data-number="share_a">62.4%</span></h1>
        <p>So <span data-number="share_a">62.4%</span>, not 7.</p></main>""",
    "chapters/x.html": """
        <main><p><span data-number="gap_b">\N{MINUS SIGN}3&nbsp;percentage
        points</span> of <span data-number="count_c">1,234</span></p></main>""",
}
TEXT = "It was 62.4%. The gap is \N{MINUS SIGN}3 percentage points of 1,234."


def quarto_says(pages: dict[str, str], text: str = TEXT) -> list[str]:
    """The differences where Quarto had made these pages and this text of the PDF."""
    trees = {page: html.fromstring(f"<body>{content}</body>") for page, content in pages.items()}
    return differences(REGISTER, trees, text)


def test_same_numbers_are_no_difference() -> None:
    """Spaces and line breaks are the engine's own, and so is what navigation repeats."""
    assert quarto_says(PAGES) == []
    assert quarto_says(PAGES, TEXT.replace("62.4%.", "62.4%.2").replace("points", "points.3")) == []
    assert quarto_says(PAGES, TEXT.replace("percentage points", "percent-\nage\npoints")) == []
    assert (
        quarto_says(PAGES, TEXT.replace("percentage", "\n12\nA Book of Numbers\npercentage")) == []
    )


@pytest.mark.parametrize(
    ("page", "before", "after", "expected"),
    [
        ("chapters/x.html", "1,234", "1234", ["as '1,234': 1 times by press, 0", "as '1234': 0 times"]),
        ("chapters/x.html", 'data-number="count_c"', "", ["as '1,234': 1 times by press, 0 by Quarto"]),
        ("index.html", "not 7", '<span data-number="share_a">62.4%</span>', ["2 times by press, 3"]),
        ("index.html", "<main>", "<nav>", ["2 times by press, 0 by Quarto"]),
    ],
)  # fmt: skip
def test_number_that_a_page_prints_otherwise_is_named(
    page: str, before: str, after: str, expected: list[str]
) -> None:
    """Another form, none, or one more."""
    found = quarto_says({**PAGES, page: PAGES[page].replace(before, after)})
    assert len(found) == len(expected)
    for sentence, part in zip(found, expected, strict=True):
        assert sentence.startswith(f"{page}: ")
        assert part in sentence


def test_page_that_quarto_did_not_make_lacks_its_numbers() -> None:
    """Nothing is compared in silence."""
    found = quarto_says({"index.html": PAGES["index.html"]})
    assert [sentence.split(" as ")[0] for sentence in found] == [
        "chapters/x.html: count_c",
        "chapters/x.html: gap_b",
    ]


@pytest.mark.parametrize("instead", ["11,234", "1,2345", "1,234.5", "1,234,000", "12,34", ""])
def test_number_that_the_pdf_prints_otherwise_is_named(instead: str) -> None:
    """A longer number that holds the digits is another number."""
    found = quarto_says(PAGES, TEXT.replace("1,234", instead))
    assert found == ["the PDF by Quarto does not print '1,234'"]


def test_text_of_a_real_pdf_is_understood(tmp_path: Path) -> None:
    """As Typst sets it and pypdf reads it, in a column so narrow that everything breaks."""
    source = tmp_path / "x.typ"
    source.write_text(f'#set page(width: 3cm, margin: 2mm)\n#set text(lang: "en")\n{TEXT}', "utf-8")
    (tmp_path / "x.pdf").write_bytes(bytes(typst.compile(source)))
    text = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages)
    assert quarto_says(PAGES, text) == []


@pytest.fixture
def quarto_book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of `--quarto DIR`, else the book rendered by the `quarto` on the PATH."""
    given = request.config.getoption("--quarto", default=None)
    if given:
        return Path(given)
    program = shutil.which("quarto")
    if program is None:
        pytest.skip("there is no `quarto` on the PATH")
    made = shutil.ignore_patterns(".*", "_book*", "_freeze", "__pycache__")
    root = Path(shutil.copytree(ROOT, tmp_path / "book", ignore=made))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "QUARTO_PYTHON": sys.executable}
    subprocess.run(
        [program, "render", "--output-dir", "_book-quarto"], cwd=root, env=env, check=True
    )
    return root / "_book-quarto"


def test_quarto_prints_every_number_as_press_does(quarto_book: Path, book: Book) -> None:
    """In HTML as often and on the same page, in the PDF at all."""
    quarto = Book(quarto_book, book.config, book.chapters)
    pdfs = sorted(quarto_book.glob("*.pdf"))
    assert len(pdfs) == 1
    text = "\n".join(page.extract_text() for page in PdfReader(pdfs[0]).pages)
    assert differences(book.register["numbers"], quarto.pages, text) == []
