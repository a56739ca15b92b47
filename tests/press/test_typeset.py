"""The PDF as it is set: front matter, lists, tables, heads of pages, paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from tests.pdfs import heads_of, rows_by_page, tagged, where_text_stands, words_of
from tests.press.conftest import DOT, PROJECT, Files, Lay, Run


def table_of(rows: int) -> str:
    """A table of Markdown."""
    return "| Item | Number |\n|:--|--:|\n" + "".join(
        f"| Item {n} | {n}.5 |\n" for n in range(rows)
    )


PROSE = (
    "Every line of a paragraph that is long enough to be broken, hyphenated and justified. " * 12
)
TYPESET = {
    "_quarto.yml": """\
book:
  title: Set
  author: A
  abstract: In short.
  chapters:
    - index.qmd
    - chapters/x.qmd
  appendices: [more.qmd]
keywords: [one, two words]
lang: en-GB
""",
    "chapters/x.qmd": (
        "---\njupyter: python3\n---\n# X {#sec-x}\n\n```{python}\n#| include: false\n"
        "class Result:\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        inputs = [dict(resource=name, evidence=kind, path=name, sha256='0') for name, kind in\n"
        "                  (('a', 'seen'), ('b', 'seen'), ('c', 'heard'))]\n"
        "        record = dict(kind='number', key='k', inputs=inputs, evidence=[], notice='Made up. No finding.')\n"
        "        return {'text/plain': '1', 'application/vnd.lineage+json': record}\n"
        "```\n\n`{python} Result()`\n\n"
        f"## One {{#sec-one}}\n\n{PROSE}\n\nSee @fig-dot and @tbl-long.\n\n"
        '![A dot. It is black.](dot.svg){#fig-dot fig-alt="A filled circle." width=40px}\n\n'
        f"{PROSE}\n\n{table_of(120)}\n: A long one. It goes on. {{#tbl-long}}\n\n{PROSE}\n\n## Two\n\n{PROSE}\n"
    ),
    "chapters/dot.svg": DOT,
    "more.qmd": "# More\n\nThe end.\n",
}


@pytest.fixture(scope="module")
def typeset(built: Callable[[str, Files], Path]) -> PdfReader:
    """A book with a long table, a figure, an appendix, and results that rest on data."""
    return PdfReader(built("typeset", TYPESET) / "Set.pdf")


def test_file_is_tagged_and_says_its_language_and_keywords(typeset: PdfReader) -> None:
    """Without `pdf-standard` it keeps to PDF/UA-1 and PDF/A-2a, and says so in its metadata."""
    root = typeset.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert typeset.metadata is not None
    assert typeset.metadata["/Keywords"] == "one, two words"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_front_matter_is_numbered_in_roman_and_the_text_begins_at_one(typeset: PdfReader) -> None:
    """In the page labels that a reader of PDF shows, and printed."""
    labels = typeset.page_labels
    first = next(n for n, page in enumerate(typeset.pages) if words_of(page).startswith("Home"))
    assert labels[:first] == ["i", "ii", "iii"]
    assert labels[first:] == [str(n + 1) for n in range(len(labels) - first)]
    assert words_of(typeset.pages[first]).endswith("1")


def test_title_page_says_what_the_results_rest_on(typeset: PdfReader) -> None:
    """Counted from the records of the results; what they ask to be told stands there too."""
    first = words_of(typeset.pages[0])
    assert "Abstract. In short." in first
    assert "computed from 3 data sets: 1 heard and 2 seen." in first
    assert first.index("Made up.") < first.index("No finding.")


def test_lists_of_figures_and_tables_have_first_sentences(typeset: PdfReader) -> None:
    """With the page of each."""
    lists = words_of(typeset.pages[2])
    assert re.search(r"Figures Figure 1\.1: A dot\.[ .]* \d", lists)
    assert re.search(r"Tables Table 1\.1: A long one\.[ .]* \d", lists)
    assert "It is black" not in lists


def test_there_is_no_list_where_the_pdf_has_nothing_to_list(lay: Lay, press: Run) -> None:
    """Neither of what the site alone shows, nor of what has a caption and no number."""
    numbered = (
        f'![A dot.](dot.svg){{#fig-dot fig-alt="Black."}}\n\n{table_of(2)}\n: Two. {{#tbl-two}}\n'
    )
    hidden = f'::: {{.content-visible when-format="html"}}\n\n{numbered}\n:::\n'
    shown = (
        f'![Another dot.](dot.svg){{#dot fig-alt="Black."}}\n\n{table_of(3)}\n: Three. {{#three}}\n'
    )
    chapter = f"# X\n\n{hidden}\n{shown}"
    root = lay({"_quarto.yml": PROJECT, "index.qmd": chapter, "dot.svg": DOT})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    words = " ".join(map(words_of, PdfReader(root / "_book/A-Small-Book.pdf").pages))
    assert "Contents" in words
    assert "Item 2 2.5" in words
    assert "Another dot." in words
    assert not re.search(r"\b(Figures|Tables)\b", words)


CAPTIONED = {
    "plain": f"{table_of(2)}\n: Words of plain.",
    "named": f"{table_of(2)}\n: Words of named. {{#named}}",
    "grid": "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n: Words of grid.",
    "formula": f"{table_of(2)}\n: Words of formula $x$.",
    "long": f"{table_of(60)}\n: Words of long.",
    "Div": f"::: {{.mine}}\n\n{table_of(2)}\n: Words of Div.\n\n:::",
    "layout": f"::: {{layout-ncol=2}}\n\n{table_of(2)}\n: Words of layout.\n\n![](dot.svg){{fig-alt='Black.'}}\n\n:::",
    "callout": f"::: {{.callout-tip}}\n\n{table_of(2)}\n: Words of callout.\n\n:::",
    "list": "- One:\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n  : Words of list.",
    "picture": "![Words of picture](dot.svg){fig-alt='Black.'}",
}
"""What has a caption and no label, by what the caption says."""
CAPTIONED_CELLS = {
    "tbl-cap": ("#| tbl-cap: Words of tbl-cap.", "text/markdown", "| a |\n|---|\n| 1 |"),
    "HTML": (
        "",
        "text/html",
        "<table><caption><p>Words of HTML.</p></caption><tr><td>1</td></tr></table>",
    ),
    "LaTeX": (
        "",
        "text/latex",
        r"\begin{table}\caption{Words of LaTeX.}\begin{tabular}{l}1\end{tabular}\end{table}",
    ),
    "Markdown": ("", "text/markdown", "| a |\n|---|\n| 1 |\n\n: Words of Markdown."),
}
"""The same of cells: an option, and what the cell gives out."""


def test_caption_without_a_label_stands_in_both_formats_without_a_number(
    built: Callable[[str, Files], Path],
) -> None:
    """Wherever its table or picture stands."""
    cells = "\n\n".join(
        f"```{{python}}\n#| echo: false\n{option}\nfrom IPython.display import display\ndisplay({{{kind!r}: {shown!r}}}, raw=True)\n```"
        for option, kind, shown in CAPTIONED_CELLS.values()
    )
    chapter = "# X\n\n" + "\n\n".join([*CAPTIONED.values(), cells])
    book = built("captioned", {"_quarto.yml": PROJECT, "index.qmd": chapter, "dot.svg": DOT})
    site = (book / "index.html").read_text(encoding="utf-8")
    pages = " ".join(map(words_of, PdfReader(book / "A-Small-Book.pdf").pages))
    for name in [*CAPTIONED, *CAPTIONED_CELLS]:
        assert site.count(f"Words of {name}") == pages.count(f"Words of {name}") == 1, name
    assert not re.search(r"(Table|Figure)s?\b", pages)


def test_labelled_div_has_the_caption_of_its_table(lay: Lay, press: Run) -> None:
    """And small parts of a table stand where the whole does."""
    parts = f"::: {{#tbl-parts}}\n\n{table_of(2)}\n: Left. {{#tbl-l}}\n\n{table_of(2)}\n: Right. {{#tbl-r}}\n\nBoth.\n\n:::\n"
    chapter = f"# X\n\n::: {{#tbl-one}}\n\n{table_of(2)}\n: One.\n\n:::\n\n{parts}"
    root = lay({"_quarto.yml": PROJECT, "index.qmd": chapter})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    words = " ".join(map(words_of, PdfReader(root / "_book/A-Small-Book.pdf").pages))
    for caption in ("Table 1: One.", "Table 2: Both.", "(a) Left.", "(b) Right."):
        assert caption in words.replace("\N{NO-BREAK SPACE}", " ")


def test_long_table_breaks_under_a_repeated_head(typeset: PdfReader) -> None:
    """No row is lost, and every page of it says what its columns are."""
    pages = [text for page in typeset.pages if "Item" in (text := words_of(page))]
    of_table = [text for text in pages if re.search(r"Item \d+ \d+\.5", text)]
    assert len(of_table) >= 2
    assert all("Item Number" in text for text in of_table)
    assert all(f"Item {n} {n}.5" in " ".join(of_table) for n in range(120))


def test_table_of_less_than_half_a_page_is_never_broken(lay: Lay, press: Run) -> None:
    """It moves to where it fits as a whole, and the text goes on beside it."""
    sizes = (5, 8, 11, 14, 17)
    tables = "".join(
        f"{PROSE}\n\nSee @tbl-{rows}.\n\n{table_of(rows)}\n: Small. {{#tbl-{rows}}}\n\n"
        for rows in sizes
    )
    root = lay({"_quarto.yml": PROJECT, "index.qmd": f"# X\n\n{tables}{PROSE * 3}\n"})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    pdf = PdfReader(root / "_book/A-Small-Book.pdf")
    rows = [rows_by_page(pdf, table) for table in tagged(pdf, "/Table")]
    assert [list(counts.values()) for counts in rows] == [[size] for size in sizes]


def test_cells_of_a_table_that_never_breaks_are_told_by_their_columns(lay: Lay, press: Run) -> None:
    """By those alone, to who hears it, and not by the name of the group that they stand in."""
    table = """+------+--------+
| Item | Number |
+======+========+
| **Group**     |
+------+--------+
| One  | 1      |
+------+--------+

: Small. {#tbl-small}
"""
    root = lay({"_quarto.yml": PROJECT, "index.qmd": f"# X\n\nSee @tbl-small.\n\n{table}\nEnd.\n"})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    pdf = PdfReader(root / "_book/A-Small-Book.pdf")
    columns = [head["/ID"] for head in tagged(pdf, "/TH")]
    group, *row = map(heads_of, tagged(pdf, "/TD"))
    assert row == [[name] for name in columns]
    assert group == columns


def test_term_is_never_parted_from_what_is_said_of_it(lay: Lay, press: Run) -> None:
    """However many lines stand above it, the first page that has it goes on with its meaning."""
    line, term = "A line.\n\n", f"Term\n: {PROSE}\n\n{{{{< pagebreak >}}}}\n\n"
    lists = "".join(line * count + term for count in range(28, 40))
    root = lay({"_quarto.yml": PROJECT, "index.qmd": f"# X\n\n{lists}\n"})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    pages = [words_of(page) for page in PdfReader(root / "_book/A-Small-Book.pdf").pages]
    ends = [page for page in pages if "Term" in page and "Every line" not in page]
    assert ends == []
    assert any("Every line" in page and "A line" not in page for page in pages), "none was moved"


def test_running_heads_name_chapter_and_section(typeset: PdfReader) -> None:
    """The chapter on even pages, the section on odd ones; none where a chapter opens."""
    heads = [words_of(page)[:12] for page in typeset.pages[3:]]
    assert "1 X" in heads[2] or "1 X" in heads[3]
    assert any("1.1 One" in head or "1.2 Two" in head for head in heads)
    assert heads[0].startswith("Home")


def test_figure_carries_its_alternative_text_as_a_tag(typeset: PdfReader) -> None:
    """What a screen reader says of it."""
    alternatives = [element["/Alt"] for element in tagged(typeset, "/Figure") if "/Alt" in element]
    assert alternatives == ["A filled circle."]


def test_appendix_has_a_letter_and_a_bookmark(typeset: PdfReader) -> None:
    """As every chapter and section has."""
    titles = [str(entry.title) for entry in typeset.outline if not isinstance(entry, list)]
    assert [" ".join(title.split()) for title in titles][-3:] == ["Home", "1 X", "Appendix A More"]


def test_no_page_is_empty_and_no_text_stands_outside(typeset: PdfReader) -> None:
    """On any page, front matter too."""
    for page in typeset.pages:
        places = where_text_stands(page)
        assert places, "a page without text"
        box = page.mediabox
        assert all(0 < x < box.width and 0 < y < box.height for x, y in places)


def test_code_without_a_space_is_broken_within_the_page(lay: Lay, press: Run) -> None:
    """Nothing is put into it: its words can be searched and copied, and code with spaces is broken at these alone."""
    long, spaced = 40 * "0123456789", f"f({', '.join(['argument'] * 20)})"
    chapter = f"# X\n\n```python\nx = '{long}'\n{spaced}\n```\n\nAnd `{long}`.\n"
    root = lay({"_quarto.yml": PROJECT, "chapters/x.qmd": chapter})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    lines = PdfReader(root / "_book/A-Small-Book.pdf").pages[-1].extract_text().splitlines()
    assert max(map(len, lines)) < 100
    assert "".join(lines).count(long) == 2
    assert spaced in " ".join(" ".join(lines).split())


def test_paper_margins_font_and_size_are_those_of_the_project(lay: Lay, press: Run) -> None:
    """And a standard that is named takes the place of the usual ones."""
    typst = "format:\n  typst: {papersize: us-letter, margin: {x: 2cm, y: 2cm, left: 5cm}, fontsize: 9pt, mainfont: New Computer Modern, pdf-standard: a-2b}\n"
    root = lay({"_quarto.yml": f"{PROJECT}{typst}"})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    pdf = PdfReader(root / "_book/A-Small-Book.pdf")
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [612, 792]
    assert 140 < min(x for page in pdf.pages for x, _ in where_text_stands(page)) < 150  # 5 cm
    fonts = {font["/BaseFont"] for page in pdf.pages for font in page_fonts(page)}
    assert all("NewCM" in name for name in fonts)
    assert "pdfuaid" not in pdf.trailer["/Root"]["/Metadata"].get_data().decode()


def test_landscape_has_a_page_of_its_own_that_lies_on_its_side(lay: Lay, press: Run) -> None:
    """For a table that is wide; the text goes on upright."""
    chapter = "# X {#sec-x}\n\nBefore.\n\n::: {.landscape}\nWide.\n:::\n\nAfter.\n"
    root = lay({"chapters/x.qmd": chapter})
    assert press("build", "--project", root, "--to", "pdf", "--quiet") == (0, "")
    pages = PdfReader(root / "_book/A-Small-Book.pdf").pages[-3:]
    lying = [page.mediabox.width > page.mediabox.height for page in pages]
    words = [page.extract_text() for page in pages]
    assert lying == [False, True, False]
    assert all(word in text for word, text in zip(("Before", "Wide", "After"), words, strict=True))


def page_fonts(page: PageObject) -> list[DictionaryObject]:
    """The fonts that a page uses."""
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]
