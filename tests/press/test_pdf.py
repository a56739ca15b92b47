"""The PDF, opened and read: its data, its text, its order."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.press.conftest import HOSTILE, Lay, Run


@pytest.fixture(scope="module")
def pdf(whole: Path) -> PdfReader:
    """The PDF of the whole book."""
    return PdfReader(whole / "whole.pdf")


@pytest.fixture(scope="module")
def text(pdf: PdfReader) -> str:
    """Its words, on one line, without the hyphens that end a line."""
    pages = "\n".join(page.extract_text() for page in pdf.pages)
    return " ".join(pages.replace("\N{NO-BREAK SPACE}", " ").split())


def test_data_of_the_file_are_those_of_the_project(pdf: PdfReader) -> None:
    """Title, authors, and a date that is the book's and not the day of the build."""
    data = pdf.metadata
    assert data is not None
    assert data.title == "A Whole Book & <more>"
    assert data.author == "Ann Author, Ben Writer"
    assert data.creation_date is not None
    assert data.creation_date.date().isoformat() == "2026-01-31"


def test_title_page_says_what_the_project_says(pdf: PdfReader) -> None:
    """Title, subtitle, authors, date, abstract."""
    first = " ".join(pdf.pages[0].extract_text().split())
    for part in ("A Whole Book & <more>", "All that press does", "Ann Author, Ben Writer"):
        assert part in first
    assert "2026-01-31" in first
    assert "What the book says in short." in first


def test_chapters_stand_in_their_order_under_their_numbers(text: str) -> None:
    """Part, chapters, references, appendix; each after the one before."""
    body = text[text.index("Welcome; see Chapter 1") :]
    order = ["Part One", "1 Numbers", "2 Exhibits", "References", "Appendix A More"]
    places = [body.index(words) for words in order]
    assert places == sorted(places)


def test_every_chapter_is_an_entry_of_the_outline(pdf: PdfReader) -> None:
    """What a reader of PDF shows at the side."""
    titles = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    plain = [" ".join(str(title).split()) for title in titles]
    expected = ["Preface", "1 Numbers", "2 Exhibits", "References", "Appendix A More"]
    assert [title for title in plain if title != "Contents"] == expected


def test_references_and_citations_are_resolved(text: str) -> None:
    """No mark of a reference that was not found."""
    assert "See Figure 2.1, Table 2.1, Equation 1.1 and Appendix A." in text
    assert "as Doe (2020) say" in text
    assert "Doe, J. 2020. Works." in text
    assert "??" not in text


def test_tables_are_text_and_not_pictures(text: str) -> None:
    """Their cells can be read, searched and copied."""
    assert "Table 2.1: A table." in text
    assert "<script>alert(2)</script> 1234" in text


def test_text_from_data_prints_as_it_is(text: str) -> None:
    """Nothing of it is markup to Typst either."""
    assert f"From data: {HOSTILE}." in text


def test_code_is_left_out_where_the_format_says_so(text: str) -> None:
    """`format: typst: execute: echo: false`."""
    assert "plt.plot" not in text


def test_links_across_chapters_lead_to_a_place_in_the_file(pdf: PdfReader) -> None:
    """Only the citation's list and the world outside are addressed otherwise."""
    inside = outside = 0
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object()
            if "/A" in action and "/URI" in action["/A"]:
                outside += 1
                assert not str(action["/A"]["/URI"]).startswith(("chapters", "/"))
            else:
                inside += 1
    assert inside >= 8
    assert outside == 0


def test_chapter_may_have_a_name_with_spaces_and_letters_of_any_kind(lay: Lay, press: Run) -> None:
    """Names of files become labels of Typst, which knows few characters."""
    project = "book:\n  title: T\n  chapters: [index.qmd, 'my café.qmd']\n"
    chapter = "# X {#sec-x}\n\n## Überblick: 1, 2 & 3\n\nSee [above](#überblick-1-2-3).\n"
    root = lay({"_quarto.yml": project, "my café.qmd": chapter, "index.qmd": "# H\n\n@sec-x\n"})
    assert press("build", "--project", root, "--quiet") == (0, "")
    assert (root / "_book/my café.html").is_file()
    assert (root / "_book/T.pdf").is_file()


def test_pictures_and_formulas_carry_their_alternative_text(lay: Lay, press: Run) -> None:
    """PDF/UA-1 refuses a picture or a formula without one, so a book that has both passes it."""
    project = (
        "book:\n  title: T\n  author: A\n  chapters: [index.qmd, chapters/x.qmd]\n"
        "format:\n  html: default\n  typst: {pdf-standard: ua-1}\n"
    )
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
    chapter = '# X\n\n![A dot.](dot.svg){#fig-dot fig-alt="A black dot."}\n\nSo $a$ and\n\n$$ b $$ {#eq-b}\n\n@eq-b\n'
    root = lay({"_quarto.yml": project, "chapters/x.qmd": chapter, "chapters/dot.svg": dot})

    assert press("build", "--project", root, "--quiet") == (0, "")


def test_title_subtitle_parts_and_abstract_are_markdown(lay: Lay, press: Run) -> None:
    """Their words are printed, and in the abstract all that it says."""
    project = (
        'book:\n  title: It\'s *new*\n  subtitle: A "guide"\n  abstract: |\n    One *word*.\n\n    Two `x`.\n'
        "  chapters: [index.qmd, {part: 'The *first*', chapters: [chapters/x.qmd]}]\n"
        "format: {typst: {keep-typ: true}}\n"
    )
    root = lay({"_quarto.yml": project})
    assert press("build", "--project", root, "--quiet") == (0, "")
    source = (root / "_book/It-s-new.typ").read_text(encoding="utf-8")
    for words in (
        'title: "It’s new"',
        'subtitle: "A “guide”"',
        "#emph[word]",
        '#part-page("The first")',
    ):
        assert words in source
    data = PdfReader(root / "_book/It-s-new.pdf").metadata
    assert data is not None
    assert (data.title, data.subject) == ("It’s new", "One word. Two x.")
    home = (root / "_book/index.html").read_text(encoding="utf-8")
    assert '<p class="title">It’s new</p>' in home
    assert 'content="One word. Two x."' in home


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("### Deep\n", "give that heading the level below that of the one before it"),
        (
            "::: {.callout-note}\nA.\n\n{{< pagebreak >}}\n\nB.\n:::\n",
            "take the pagebreak, or the heading",
        ),
        ("\N{GRINNING FACE}\n", "name in `mainfont` a font that has it"),
    ],
)
def test_what_the_pdf_cannot_keep_to_is_told_with_what_helps(
    lay: Lay, press: Run, body: str, remedy: str
) -> None:
    """As Typst names the place in its own file alone."""
    root = lay({"chapters/x.qmd": f"# X {{#sec-x}}\n\n{body}"})
    code, message = press("build", "--project", root, "--to", "pdf", "--quiet")
    assert code == 1
    assert "the PDF does not keep to ua-1, a-2a: error:" in message
    assert f"What next: {remedy}" in message


def test_heading_may_hold_a_link(lay: Lay, press: Run) -> None:
    """The head of a page that repeats it is no part of the text, and must not have one."""
    heading = "# X [a link](https://example.org/) {#sec-x}\n\n"
    chapter = heading + "Text.\n\n{{< pagebreak >}}\n\n" * 3 + "Text.\n"
    root = lay({"chapters/x.qmd": chapter})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")


def test_footnote_of_a_heading_stands_below_it_alone(lay: Lay, press: Run) -> None:
    """Not where the contents and the heads of pages repeat the heading."""
    chapter = "# X {#sec-x}\n\n" + "Text.\n\n{{< pagebreak >}}\n\n" * 2
    source = chapter.replace("{#", "[^n] {#") + "\n[^n]: The *note* of a heading.\n"
    root = lay({"chapters/x.qmd": source})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    pages = [page.extract_text() for page in PdfReader(root / "_book/A-Small-Book.pdf").pages]
    assert sum(page.count("note of a heading") for page in pages) == 1
