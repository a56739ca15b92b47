"""What `_quarto.yml` asks for: parts, appendices, defaults, and what is only warned about."""

from __future__ import annotations

import pytest

from press.chapters import Entry
from press.config import Config, Figures, HtmlFormat, TypstFormat, read_config
from press.errors import BookError
from press.parse import parse
from tests.press.conftest import Lay, Run

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
        "  typst:\n    papersize: a5\n    margin: {x: 2cm, right: 3cm, top: 1in}\n    keep-typ: true\n"
        "    execute: {echo: false}\n",
    )
    assert config.html == HtmlFormat(toc_depth=2, code_fold="show", code_summary="Look")
    assert config.typst == TypstFormat(
        papersize="a5",
        margin_left="2cm",
        margin_right="3cm",
        margin_top="1in",
        keep_typ=True,
        echo=False,
    )


def test_options_of_the_pdf_may_stand_at_the_top(lay: Lay) -> None:
    """As any of a format, where only one of both has it."""
    top = "papersize: a5\npdf-standard: [1.7, a-2b]\nkeep-typ: true\nmainfont: X\nfontsize: 9pt\n"
    config = formats(lay, f"  html: default\n{top}")
    given = {"papersize": "a5", "pdf_standard": ("1.7", "a-2b"), "mainfont": "X", "fontsize": "9pt"}
    assert config.typst == TypstFormat(**given, keep_typ=True)
    assert config.warnings == ()


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


def test_key_of_a_document_is_a_warning_wherever_quarto_takes_it(lay: Lay) -> None:
    """At the top, under a format, and in front matter, honoured elsewhere or nowhere."""
    project = "book: {title: T, chapters: [index.qmd]}\nreference-location: margin\nformat:\n  html:\n    csl: x.csl\n"
    project += "    execute: {echo: false}\n  typst: {mathfont: X, execute: {warning: true}}\n"
    config = read_config(lay({"_quarto.yml": project}))
    told = [problem.what.split("`")[1] for problem in config.warnings]
    assert told == [
        "reference-location",
        "format.html.csl",
        "format.html.execute",
        "format.typst.mathfont",
        "format.typst.execute.warning",
    ]
    front = "---\nauthor: A\nkeywords: [a]\nformat: {typst: {keep-typ: true}}\n---\n# X\n"
    told = [problem.what.split("`")[1] for problem in parse("x.qmd", front, {}).warnings]
    assert told == ["author", "keywords", "format.typst"]


def test_caption_in_the_margin_is_a_warning_wherever_it_is_asked_for() -> None:
    """Its value is Quarto's, so that it stops no build; the caption stays where it usually is."""
    front = "---\nfig-cap-location: margin\n---\n# X\n\n```{python}\n#| tbl-cap-location: margin\n1\n```\n"
    chapter = parse("x.qmd", front, {})
    told = [(problem.what.split("`")[1], problem.line) for problem in chapter.warnings]
    assert told == [("fig-cap-location: margin", 2), ("tbl-cap-location: margin", 7)]


def test_files_that_quarto_reads_because_they_are_there_are_warnings(lay: Lay) -> None:
    """What they say would be lost without a word."""
    book = "book: {title: T, chapters: [index.qmd, chapters/x.qmd]}\n"
    config = read_config(lay({"_quarto.yml": book, "_brand.yml": "", "chapters/_metadata.yml": ""}))
    assert [(problem.path, problem.what.split()[0]) for problem in config.warnings] == [
        ("_brand.yml", "_brand.yml"),
        ("chapters/_metadata.yml", "chapters/_metadata.yml"),
    ]


def test_footer_may_hold_links_beside_one_another(lay: Lay, press: Run) -> None:
    """To chapters, from whatever page; words and icons as words."""
    items = "[{text: Home, href: index.qmd}, {icon: github, href: 'https://example.org/'}, Words]"
    book = "book: {title: T, chapters: [index.qmd, chapters/x.qmd], page-footer: {left: %s}}\n"
    root = lay({"_quarto.yml": book % items})
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    foot = (
        (root / "_book/chapters/x.html").read_text(encoding="utf-8").partition('class="left">')[2]
    )
    assert foot.startswith(
        '<a href="../index.html">Home</a> · <a href="https://example.org/">github</a> · Words</div>'
    )


def test_authors_may_share_an_affiliation(lay: Lay) -> None:
    """Which stands with one of them, or apart; a reference to none is printed."""
    authors = "[{name: A, affiliations: [{id: x, name: X}]}, {name: B, affiliations: [{ref: x}, {ref: y}, {ref: z}]}]"
    book = f"book: {{title: T, chapters: [index.qmd], author: {authors}}}\n"
    config = read_config(lay({"_quarto.yml": f"{book}affiliations: [{{id: y, name: Y}}]\n"}))
    assert [author.affiliations for author in config.bylines] == [("X",), ("X", "Y", "z")]


@pytest.mark.parametrize(
    ("given", "paper"), [("letter", "us-letter"), ("a5paper", "a5"), ("us-legal", "us-legal")]
)
def test_paper_may_have_the_name_that_latex_gives_it(lay: Lay, given: str, paper: str) -> None:
    """As to Pandoc."""
    assert formats(lay, f"  typst: {{papersize: {given}}}\n").typst.papersize == paper


def test_kernel_may_be_named_as_in_a_notebook(lay: Lay) -> None:
    """`quarto convert` writes it so, in a project and in front matter."""
    spec = "jupyter: {kernelspec: {name: python3, language: python, display_name: Python 3}}\n"
    book = "book: {title: T, chapters: [index.qmd]}\n"
    assert read_config(lay({"_quarto.yml": book + spec})).kernel == "python3"
    assert parse("x.qmd", f"---\n{spec}---\n# X\n", {}, "other").kernel == "python3"


def formats(lay: Lay, text: str) -> Config:
    """The configuration of a book with `text` under `format:`."""
    return read_config(
        lay({"_quarto.yml": f"book:\n  title: T\n  chapters: [index.qmd]\nformat:\n{text}"})
    )


PROFILED = """\
profile:
  default: draft
  group: [[short, long]]
book:
  title: T
  chapters: [index.qmd]
format:
  html:
    toc: false
"""
DRAFT = "book:\n  subtitle: A draft\n  chapters: [chapters/x.qmd]\nformat: {html: {toc-depth: 2}}\n"
FINAL = "book:\n  subtitle: Final\nformat:\n  docx: default\n"


@pytest.mark.parametrize(
    ("asked", "active", "subtitle", "chapters"),
    [
        ("", ("draft", "short"), "A draft", ["index.qmd", "chapters/x.qmd"]),
        ("final", ("final", "short"), "Final", ["index.qmd"]),
        (
            "draft, final long",
            ("draft", "final", "long"),
            "A draft",
            ["index.qmd", "chapters/x.qmd"],
        ),
        ("final,draft", ("final", "draft", "short"), "Final", ["index.qmd", "chapters/x.qmd"]),
    ],
)
def test_active_profiles_are_laid_over_the_project(
    lay: Lay,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    active: tuple[str, ...],
    subtitle: str,
    chapters: list[str],
) -> None:
    """The default or those asked for, and one of each group; lists are joined, the first profile wins."""
    monkeypatch.setenv("QUARTO_PROFILE", asked)
    files = {"_quarto.yml": PROFILED, "_quarto-draft.yml": DRAFT, "_quarto-final.yml": FINAL}
    config = read_config(lay(files))
    assert (config.profiles, config.subtitle) == (active, subtitle)
    assert [entry.path for entry in config.entries] == chapters
    assert not config.html.toc


def test_faults_of_a_profile_are_told_in_its_own_file(
    lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning, a file that is missing, and a profile that is nowhere."""
    files = {"_quarto.yml": PROFILED, "_quarto-final.yml": FINAL, "_quarto-draft.yml": "{}"}
    monkeypatch.setenv("QUARTO_PROFILE", "final")
    root = lay(files)
    (warning,) = read_config(root).warnings
    assert (warning.path, warning.line) == ("_quarto-final.yml", 4)

    (root / "_quarto-final.yml").write_text("book:\n  chapters:\n    - lost.qmd\n", "utf-8")
    with pytest.raises(BookError, match=r"^_quarto-final\.yml:3: the chapter lost\.qmd does not"):
        read_config(root)
    monkeypatch.setenv("QUARTO_PROFILE", "fimal")
    with pytest.raises(BookError, match=r"^there is no profile `fimal`: _quarto-fimal\.yml does"):
        read_config(root)


def test_header_may_be_text_and_a_theme_may_be_css(lay: Lay) -> None:
    """As Quarto writes them: a file by name, a file as such, words; one style for light and one for dark."""
    project = """\
book: {title: T, chapters: [index.qmd]}
format:
  html:
    include-in-header: [head.html, {file: more.html}, {text: "<meta name='x'>"}]
    theme: {light: [cosmo, own.css], dark: darkly}
"""
    files = {"head.html": "<a>", "more.html": "<b>", "own.css": "p {}"}
    config = read_config(lay({"_quarto.yml": project, **files}))
    assert config.html.include_in_header == ("<a>", "<b>", "<meta name='x'>")
    assert config.html.css == ("own.css",)
    assert [w.what.split(",")[0] for w in config.warnings] == [
        "`format.html.theme` names cosmo",
        "`format.html.theme` names darkly",
    ]
