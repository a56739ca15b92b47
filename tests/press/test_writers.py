"""What the site and the PDF make of shapes, and of what `_quarto.yml` says about their looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from press import pandoc
from press.config import Author
from press.pdf import typst_of
from press.progress import Progress
from press.sources import read_book
from tests.press.conftest import DOT, Files, Lay, Run

PROJECT = """\
book:
  title: A Small Book
  author:
    - {name: Ann Author, orcid: 0000-0001, affiliations: [{name: A Place}, Another]}
    - {name: Ben Writer, affiliation: <There>}
  doi: https://doi.org/10.1/x
  page-footer: {left: "*Left*", right: Right}
  references: works.qmd
  chapters: [index.qmd, chapters/x.qmd]
  appendices: [more.qmd]
bibliography: [one.bib, two.bib]
csl: titles.csl
filters: [own.lua, quarto]
crossref: {fig-title: Fig., title-delim: ., fig-prefix: fig., sec-prefix: Sec., chapters: false}
format:
  html: {css: looks/own.css, include-in-header: head.html}
  typst: {mainfont: New Computer Modern, pdf-standard: a-2b, keep-typ: true}
"""
CSL = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>x</title><id>x</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography></style>
"""
FIGURE = '![A dot.](/dot.svg){#fig-%s fig-alt="A black dot."}\n\n'
SHAPES = """\
# X {#sec-x}

::: {#a .callout-note collapse="true" title="Open <me>"}
Closed.
:::

::: {.callout-tip appearance="simple"}
Simple.
:::

::: {layout="[1, 2]"}
Left.

Right.
:::

![A dot.](/dot.svg){fig-align="left"} was FORMAT now.[A note.]{.aside}

Term
:   A meaning.

::: {.panel-tabset}
## One
In a tab.
:::

```{python}
#| eval: false
#| code-fold: true
#| code-summary: "<How>"
#| filename: how_it_is.py
1
```

"""
BOOK: Files = {
    "_quarto.yml": PROJECT,
    "index.qmd": "# Home\n\n" + FIGURE % "a" + "See @fig-a, @fig-b, @sec-below, @one and @two.\n",
    "chapters/x.qmd": SHAPES + FIGURE % "b" + "## Below {#sec-below}\n",
    "works.qmd": "# Works\n\n::: {#refs}\n:::\n",
    "more.qmd": "# More\n",
    "one.bib": "@misc{one, title = {First}}\n",
    "two.bib": "@misc{two, title = {Second}}\n",
    "titles.csl": CSL,
    "own.lua": 'function Str(s) if s.text == "FORMAT" then return pandoc.Str(FORMAT) end end\n',
    "looks/own.css": "main { color: navy; }\n",
    "head.html": '<meta name="own" content="head">\n',
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
}


@pytest.fixture
def book(built: Callable[[str, Files], Path]) -> Path:
    """The folder of the book above."""
    return built("writers", BOOK)


def text(book: Path, name: str) -> str:
    """A file of the book."""
    return (book / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "shown",
    [
        '<details id="a" class="callout callout-note"><summary class="callout-title">',
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9',
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 18.5h6',
        "Open &lt;me&gt;",
        'class="callout callout-tip callout-simple"',
        '<div class="layout-cell" style="flex: 0.3333">',
        'class="align-left"',
        "was html now.",
        '<section id="one" class="unnumbered unlisted tab">',
        '<details class="code-fold"><summary>&lt;How&gt;</summary>',
        '<div class="code-with-filename-file">\n<strong>how_it_is.py</strong>',
        '<link rel="stylesheet" href="../site/looks/own.css">',
        '<meta name="own" content="head">',
        '<div class="left"><em>Left</em></div><div class="right">Right</div>',
        '<span class="float-number">Fig. 2</span>. ',
    ],
)
def test_page_of_the_site_holds(book: Path, shown: str) -> None:
    """Callouts, layouts, code, styles, the foot of the page, and the words of captions."""
    assert shown in text(book, "chapters/x.html").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "shown",
    [
        'Ann Author (<a href="https://orcid.org/0000-0001">ORCID</a>), A Place; Another',
        "Ben Writer, &lt;There&gt;",
        '<a href="https://doi.org/10.1/x">',
        ">fig. 1</a>",
        ">fig. 2</a>",
        ">Sec. 1.1</a>",
        'href="works.html#ref-one">First</a>',
        'href="works.html#ref-two">Second</a>',
    ],
)
def test_home_page_holds(book: Path, shown: str) -> None:
    """Title block, references in the words of `crossref`, citations in the style of `csl`."""
    assert shown in text(book, "index.html").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "shown",
    [
        '#callout("note", [Open \\<me\\>])[',
        '#callout("tip", plain: true, [Tip])[',
        "#layout-row((0.3333fr, 0.6667fr,))[",
        "#align(left)[",
        "was typst now.",
        "#footnote[A note.]",
        "/ #term[Term]: #block[",
        "#strong[how\\_it\\_is.py]",
        "short: [Fig.~2. A dot.]",
        "#heading(level: 2, outlined: false, numbering: none)[One]",
        'font: "New Computer Modern"',
        'details: ("A Place · Another · ORCID 0000-0001", "<There>", )',
    ],
)
def test_source_of_the_pdf_holds(book: Path, shown: str) -> None:
    """The same in Typst, which `keep-typ` leaves beside the PDF."""
    assert shown in text(book, "A-Small-Book.typ")


CALLOUT = "# X\n\n::: {.callout-tip%s}\nA.\n:::\n"
KEPT = "format: {html: {callout-icon: %s}, typst: {keep-typ: true}}\n"


@pytest.mark.parametrize(
    ("head", "front", "attribute"),
    [
        (KEPT % "true" + "callout-icon: false\n", "", ""),
        (KEPT % "false", "", ""),
        (KEPT % "true", "---\ncallout-icon: false\n---\n", ""),
        (KEPT % "true", "---\ncallout-appearance: minimal\n---\n", " title=Tip"),
        (KEPT % "true", "", " icon=false"),
        (KEPT % "true", "", " appearance=minimal title=Tip"),
    ],
    ids=[
        "of the book",
        "of its format",
        "of a chapter",
        "of a chapter's look",
        "of one callout",
        "by its look",
    ],
)
def test_icons_of_callouts_may_be_left_out(
    lay: Lay, press: Run, head: str, front: str, attribute: str
) -> None:
    """On the site and in the PDF; the title stays."""
    project = f"book: {{title: T, chapters: [index.qmd]}}\n{head}"
    root = lay({"_quarto.yml": project, "index.qmd": front + CALLOUT % attribute})
    assert press("build", "--project", root, "--quiet")[0] == 0
    page = text(root / "_book", "index.html").partition('class="callout callout-tip')[2]
    title = page.partition("</div>")[0]
    assert "Tip" in title
    assert "<svg" not in title
    assert "icon: false" in text(root / "_book", "T.typ").partition('#callout("tip"')[2]


def test_captions_stand_where_the_book_or_a_cell_says(lay: Lay, press: Run) -> None:
    """On the site by their class, in the PDF by what the template is told."""
    project = "book: {title: T, chapters: [index.qmd]}\nformat: {typst: {keep-typ: true}}\n"
    places = "fig-cap-location: top\ntbl-cap-location: bottom\n"
    picture = "# X\n\n![A.](dot.svg){#fig-a fig-alt='A dot.'}\n\n"
    tables = "| a |\n|---|\n| 1 |\n\n: B. {#tbl-b}\n"
    files = {"_quarto.yml": project + places, "index.qmd": picture + tables, "dot.svg": DOT}
    root = lay(files)
    assert press("build", "--project", root, "--quiet")[0] == 0
    page, source = text(root / "_book", "index.html"), text(root / "_book", "T.typ")
    assert '<figure id="fig-a" class="caption-top">' in page
    assert '<figure id="tbl-b" class="float-tbl caption-bottom">' in page
    assert "A.], at: top)[" in source
    assert "B.], at: bottom" in source


def test_every_work_is_listed_where_the_book_asks_for_all(lay: Lay, press: Run) -> None:
    """`nocite: "@*"`: none of them need be cited."""
    project = "book: {title: T, chapters: [index.qmd]}\nbibliography: works.bib\nnocite: '@*'\n"
    works = "@misc{one, title = {First}}\n@misc{two, title = {Second}}\n"
    home = "# X\n\n::: {#refs}\n:::\n"
    root = lay({"_quarto.yml": project, "index.qmd": home, "works.bib": works})
    assert press("build", "--project", root, "--quiet", "--to", "html")[0] == 0
    page = text(root / "_book", "index.html")
    assert page.count('class="csl-entry"') == 2
    assert page.count("First") == page.count("Second")


ANNOTATED = """# X

```{python}
a = 1  # <1>
a + 40  # <2>
```

1. One.
2. The answer but for one.

```python
b = 1  # <1>
```

Words.

```c
int c = 1; /* <1> */
```

1. Another language.
"""


def test_annotations_of_code_are_listed_below_it(lay: Lay, press: Run) -> None:
    """Above what the cell put out, and with the numbers that the lines have; without a list nothing is changed."""
    project = "book: {title: T, chapters: [index.qmd]}\nformat: {typst: {keep-typ: true}}\n"
    root = lay({"_quarto.yml": project, "index.qmd": ANNOTATED})
    assert press("build", "--project", root, "--quiet")[0] == 0
    page, source = text(root / "_book", "index.html"), text(root / "_book", "T.typ")
    order = [
        "a = 1  # ①\na + 40  # ②",
        '<div class="code-annotations">',
        "One.",
        "The answer",
        ">41<",
    ]
    assert sorted(order, key=page.index) == order
    assert "b = 1  # &lt;1&gt;" in page
    assert "int c = 1; /* ① */" in page
    assert '#block[#set enum(numbering: "①")' in source
    assert "a + 40  # ②" in source


def test_list_within_a_list_counts_in_its_own_way() -> None:
    """In Typst it would go on as the one around it: `a)`, or from 5 on."""
    source = typst_of(pandoc.read("a) x\n   1. deep\n\n5. y\n   - z\n     1. deeper\n"))
    assert [line.strip() for line in source.splitlines() if "enum" in line or "deep" in line] == [
        '#set enum(numbering: "a)", start: 1)',
        '#set enum(numbering: "1.", start: 1)',
        "+ deep",
        '#set enum(numbering: "1.", start: 5)',
        '#set enum(numbering: "1.", start: 1)',
        "+ deeper",
    ]


def test_minimal_callout_without_a_title_has_none(lay: Lay, press: Run) -> None:
    """It says what it says, on the site and in the PDF, unless it is opened by its title."""
    project = "book: {title: T, chapters: [index.qmd]}\nformat: {typst: {keep-typ: true}}\n"
    bare, folded = " appearance=minimal", " appearance=minimal collapse=true"
    root = lay({"_quarto.yml": project, "index.qmd": CALLOUT % bare + CALLOUT[4:] % folded})
    assert press("build", "--project", root, "--quiet")[0] == 0
    box, opened = text(root / "_book", "index.html").split("callout callout-tip")[1:]
    assert ("Tip" in box, "Tip" in opened.partition("</summary>")[0]) == (False, True)
    first, second = text(root / "_book", "T.typ").split('#callout("tip"')[1:]
    assert (first[:34], "[Tip]" in second) == (", plain: true, icon: false, none)[", True)


def test_references_stand_behind_the_chapters_and_before_the_appendices(lay: Lay) -> None:
    """`book.references` is one more chapter; authors are records."""
    config, _ = read_book(lay(BOOK), Progress(quiet=True))
    names = [entry.path for entry in config.entries]
    assert names == ["index.qmd", "chapters/x.qmd", "works.qmd", "more.qmd"]
    assert config.bylines == (
        Author("Ann Author", ("A Place", "Another"), "0000-0001"),
        Author("Ben Writer", ("<There>",)),
    )


WRONG: dict[str, tuple[str, str, str]] = {
    "a filter that fails": (
        "own.lua",
        "error('no')",
        "index.qmd: a filter failed on this chapter: ",
    ),
    "a filter that is not Lua": (
        "_quarto.yml",
        PROJECT.replace("own.lua", "own.css"),
        "_quarto.yml:13: `filters` should be files that end in .lua, found ['own.css'",
    ),
    "a style sheet outside the project": (
        "_quarto.yml",
        PROJECT.replace("looks/own.css", "../own.css"),
        "_quarto.yml:16: the css ../own.css lies outside the project",
    ),
    "a font that Typst does not carry": (
        "_quarto.yml",
        PROJECT.replace("New Computer Modern", "Arial"),
        "_quarto.yml:17: the PDF has no font `Arial`",
    ),
    "a standard that does not exist": (
        "_quarto.yml",
        PROJECT.replace("a-2b", "ua-7"),
        "_quarto.yml:17: the PDF does not keep to ua-7: unknown pdf standard: ua-7",
    ),
    "a date that moves": (
        "_quarto.yml",
        PROJECT.replace("  doi:", "  date: today\n  doi:"),
        "_quarto.yml:6: a date that moves would make each build another book",
    ),
    "a layout that means nothing": (
        "chapters/x.qmd",
        "# X {#sec-x}\n\n::: {layout-ncol=two}\na\n:::\n" + FIGURE % "b" + "## B {#sec-below}\n",
        "chapters/x.qmd:3: `layout-ncol` cannot be read: two",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_writers_cannot_do_is_named(lay: Lay, press: Run, case: str) -> None:
    """With the line of the key, or the chapter."""
    name, content, expected = WRONG[case]
    code, message = press("build", "--project", lay({**BOOK, name: content}), "--quiet")
    assert code == 1
    assert expected in message


def test_strict_takes_a_warning_for_an_error(lay: Lay, press: Run) -> None:
    """Also right after a build that only warned."""
    root = lay({"_quarto.yml": "book: {title: T, chapters: [index.qmd]}\nlicense: CC BY\n"})
    options = ("--project", root, "--to", "html", "--quiet")
    assert press("build", *options)[0] == 0
    code, message = press("build", *options, "--strict")
    assert (code, message.split("\n")[0]) == (
        1,
        "_quarto.yml:2: `license` is not honoured by press; the real Quarto will use it",
    )
    assert press("check", "--project", root, "--strict", "--quiet")[0] == 1
