"""What `_quarto.yml` asks for: parts, appendices, defaults, and what is only warned about."""

from __future__ import annotations

from press.config import Config, Entry, Figures, HtmlFormat, TypstFormat, read_config
from tests.press.conftest import Lay

PARTS = """\
book:
  title: "A Book: of Parts"
  author:
    - Ann Author
    - name: Ben Writer
    - name: {given: Cy, family: Scribe}
  date: 2026-01-31
  chapters:
    - index.qmd
    - part: "Part One"
      chapters:
        - one.qmd
        - chapters/x.qmd
    - two.qmd
  appendices:
    - more.qmd
"""
EMPTY = dict.fromkeys(("one.qmd", "two.qmd", "more.qmd"), "# H\n")


def test_chapters_parts_and_appendices_stand_in_their_order_with_their_lines(lay: Lay) -> None:
    """A part is a heading over its chapters; an appendix has a role of its own."""
    config = read_config(lay({"_quarto.yml": PARTS, **EMPTY}))
    assert config.entries == (
        Entry("index.qmd", "chapter", "", 9),
        Entry("one.qmd", "chapter", "Part One", 12),
        Entry("chapters/x.qmd", "chapter", "Part One", 13),
        Entry("two.qmd", "chapter", "", 14),
        Entry("more.qmd", "appendix", "", 16),
    )


def test_authors_may_be_names_or_records(lay: Lay) -> None:
    """The three ways in which Quarto lets them be written."""
    config = read_config(lay({"_quarto.yml": PARTS, **EMPTY}))
    assert config.authors == ("Ann Author", "Ben Writer", "Cy Scribe")
    assert config.date == "2026-01-31"
    assert config.output_file == "A-Book-of-Parts"


def test_what_is_not_said_has_a_default(lay: Lay) -> None:
    """The smallest book: a title and its chapters."""
    project = "book:\n  title: T\n  chapters: [index.qmd]\n"
    config = read_config(lay({"_quarto.yml": project}))
    assert (config.output_dir, config.output_file, config.lang) == ("_book", "T", "en")
    assert (config.kernel, config.figures) == ("python3", Figures(7, 5, 96, "svg"))
    assert (config.number_sections, config.number_depth) == (True, 3)
    assert (config.html, config.typst) == (HtmlFormat(), TypstFormat())
    assert (config.bibliography, config.pre_render, config.warnings) == ((), (), ())


def test_options_of_the_formats_are_read(lay: Lay) -> None:
    """Names with hyphens become fields; margins and echo of the PDF lie deeper."""
    config = formats(
        lay,
        "  html:\n    toc-depth: 2\n    code-fold: show\n    code-summary: Look\n"
        "  typst:\n    papersize: a5\n    margin: {x: 2cm}\n    keep-typ: true\n"
        "    execute: {echo: false}\n",
    )
    assert config.html == HtmlFormat(toc_depth=2, code_fold="show", code_summary="Look")
    assert config.typst == TypstFormat(papersize="a5", margin_x="2cm", keep_typ=True, echo=False)


def test_numbering_may_be_set_at_the_top_or_under_html(lay: Lay) -> None:
    """Both writers print the same numbers, wherever the option stands."""
    config = formats(lay, "  html:\n    number-sections: false\n    number-depth: 1\n")
    assert (config.number_sections, config.number_depth) == (False, 1)


def test_keys_known_to_quarto_but_not_honoured_are_warnings_with_their_lines(lay: Lay) -> None:
    """One for each, in the order of the file; what lies below such a key is not looked at."""
    config = formats(lay, "  html:\n    theme: cosmo\n  docx:\n    anything: goes\n")
    assert [(problem.what.split("`")[1], problem.line) for problem in config.warnings] == [
        ("format.html.theme", 6),
        ("format.docx", 7),
    ]


def formats(lay: Lay, text: str) -> Config:
    """The configuration of a book with `text` under `format:`."""
    return read_config(
        lay({"_quarto.yml": f"book:\n  title: T\n  chapters: [index.qmd]\nformat:\n{text}"})
    )
