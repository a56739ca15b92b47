"""Every way in which the words and settings of a book can be wrong, found before anything is executed."""

from __future__ import annotations

import pytest

from tests.press.conftest import Files, Lay, Run
from tests.press.faults import BIB, PROJECT, fails

SOURCES: dict[str, tuple[Files, str]] = {
    "no project file": (
        {"_quarto.yml": None},
        "there is no _quarto.yml in ROOT\n"
        "  What next: run press in the folder that holds _quarto.yml, or name that folder",
    ),
    "a chapter that is missing": (
        {"chapters/x.qmd": None},
        "_quarto.yml:8: the chapter chapters/x.qmd does not exist\n"
        "  What next: create chapters/x.qmd, or correct or remove the line",
    ),
    "a chapter outside the project": (
        {"_quarto.yml": PROJECT.replace("chapters/x.qmd", "../x.qmd")},
        "_quarto.yml:7: the chapter ../x.qmd lies outside the project\n"
        "  What next: copy it into the project and name it there",
    ),
    "a chapter that is no text": (
        {"_quarto.yml": PROJECT.replace("/x.qmd", "/x.docx"), "chapters/x.docx": "{}"},
        "_quarto.yml:7: the chapter chapters/x.docx is not a .qmd, .md or .ipynb file\n"
        "  What next: convert it to .qmd, or remove the line",
    ),
    "a chapter named twice": (
        {"_quarto.yml": PROJECT + "    - ./chapters/x.qmd\n"},
        "_quarto.yml:8: the chapter chapters/x.qmd is listed twice\n"
        "  What next: remove one of the two lines",
    ),
    "a first chapter other than index.qmd": (
        {"_quarto.yml": PROJECT.replace("    - index.qmd\n", "")},
        "_quarto.yml:6: the first chapter is not index.qmd\n"
        "  What next: put index.qmd first: it becomes the home page",
    ),
    "a book without a title": (
        {"_quarto.yml": PROJECT.replace("  title: A Small Book\n", "")},
        "_quarto.yml:3: the book has no title\n  What next: write `title:` under `book:`",
    ),
    "a name of the PDF that leads out of the book": (
        {"_quarto.yml": PROJECT + "  output-file: ../x\n"},
        "_quarto.yml:8: `book.output-file` should be a name without a folder and an ending, "
        "found '../x'\n  What next: correct the value",
    ),
    "a footer that leads to no chapter": (
        {"_quarto.yml": PROJECT + "  page-footer:\n    right: [{text: L, href: licence.qmd}]\n"},
        "_quarto.yml:9: the page-footer leads to licence.qmd, which is no chapter\n"
        "  What next: list it in `chapters:`, or name another address",
    ),
    "a part that is a file": (
        {"_quarto.yml": PROJECT + "    - part: chapters/x.qmd\n      chapters: [chapters/y.qmd]\n"},
        "_quarto.yml:8: the part chapters/x.qmd is a file; press takes the title of a part alone\n"
        "  What next: write its title there, and let what it says begin its first chapter",
    ),
    "a part without chapters": (
        {"_quarto.yml": PROJECT + "    - part: Lost\n"},
        "_quarto.yml:8: `book.chapters` holds {'part': 'Lost'}\n"
        '  What next: list file names, or `- part: "Title"` with `chapters:` below it',
    ),
    "an unknown key": (
        {"_quarto.yml": PROJECT.replace("title", "titel")},
        "_quarto.yml:4: unknown key `book.titel`\n  What next: did you mean `book.title`?",
    ),
    "a line that is not YAML": (
        {"_quarto.yml": PROJECT.replace("title: A", "title: A: B")},
        "_quarto.yml:4: this is not valid YAML: mapping values are not allowed here\n"
        "    title: A: B Small Book\n"
        "              ^\n"
        "  What next: check the indentation and the colon of this line and of the one before",
    ),
    "a character that YAML does not allow": (
        {"_quarto.yml": PROJECT + "lang: e\x07n\n"},
        "_quarto.yml:8: this is not valid YAML: the character '\\x07' cannot stand here\n"
        "  What next: remove the character",
    ),
    "a tag that YAML does not know": (
        {"_quarto.yml": PROJECT + "lang: !expr en\n"},
        "_quarto.yml:8: this is not valid YAML: "
        "could not determine a constructor for the tag '!expr'\n"
        "    lang: !expr en\n"
        "          ^\n"
        "  What next: check the indentation and the colon of this line and of the one before",
    ),
    "a date that does not exist": (
        {"_quarto.yml": PROJECT + "  date: 2026-02-30\n"},
        "_quarto.yml:8: `2026-02-30` cannot be read: there is no such date\n"
        "  What next: correct the value, or quote it",
    ),
    "a key written twice": (
        {"_quarto.yml": PROJECT + "lang: en\nlang: de\n"},
        "_quarto.yml:9: the key `lang` is written twice (first on line 8)\n"
        "  What next: keep one of the two",
    ),
    "a value of the wrong kind": (
        {"_quarto.yml": PROJECT + "number-depth: deep\n"},
        "_quarto.yml:8: `number-depth` should be a number from 0 to 6, found 'deep'\n"
        "  What next: correct the value",
    ),
    "a bibliography of a chapter that is missing": (
        {
            "chapters/x.qmd": "---\nbibliography: [lost.bib, /works.bib]\n---\n# X\n",
            "works.bib": BIB,
        },
        "chapters/x.qmd:2: the bibliography chapters/lost.bib does not exist\n"
        "  What next: create chapters/lost.bib, or correct or remove the line",
    ),
    "a filter of a chapter that is not Lua": (
        {"chapters/x.qmd": "---\nfilters:\n  - own.py\n---\n# X\n", "chapters/own.py": ""},
        "chapters/x.qmd:2: `filters` should be files that end in .lua, found ['own.py']\n"
        "  What next: correct the value",
    ),
    "a filter of a chapter that lies outside the project": (
        {"chapters/x.qmd": "---\nfilters: ../../own.lua\n---\n# X\n"},
        "chapters/x.qmd:2: the filter ../own.lua lies outside the project\n"
        "  What next: copy it into the project and name it there",
    ),
    "a bibliography that is missing": (
        {"_quarto.yml": PROJECT + "bibliography: works.bib\n"},
        "_quarto.yml:8: the bibliography works.bib does not exist\n"
        "  What next: create works.bib, or correct or remove the line",
    ),
    "a command of pre-render that cannot be read": (
        {"_quarto.yml": PROJECT.replace("book\n", 'book\n  pre-render: "say \'it"\n', 1)},
        "_quarto.yml:3: the pre-render step `say 'it` failed\n"
        "No closing quotation\n"
        "  What next: mend what it reports; the book was not touched",
    ),
    "a command of pre-render that fails": (
        {
            "_quarto.yml": PROJECT.replace("book\n", "book\n  pre-render: prepare.py\n", 1),
            "prepare.py": "import sys\nsys.exit('data/a.csv:3: a gap')\n",
        },
        "_quarto.yml:3: the pre-render step `prepare.py` failed\n"
        "data/a.csv:3: a gap\n"
        "  What next: mend what it reports; the book was not touched",
    ),
    "a fence that is never closed": (
        {"chapters/x.qmd": "# X\n\n```{python}\nprint(1)\n"},
        "chapters/x.qmd:3: the fence ```{python} that opens here is never closed\n"
        "  What next: write ``` on a line of its own where the block ends",
    ),
    "front matter that is never closed": (
        {"chapters/x.qmd": "---\ntitle: X\n\nText.\n"},
        "chapters/x.qmd:1: the front matter that opens here is never closed\n"
        "  What next: write `---` on a line of its own after it",
    ),
    "an unknown key in front matter": (
        {"chapters/x.qmd": "---\ntitle: X\njupiter: python3\n---\n"},
        "chapters/x.qmd:3: unknown key `jupiter`\n  What next: did you mean `jupyter`?",
    ),
    "a label used twice in a chapter": (
        {"chapters/x.qmd": "# X {#sec-x}\n\n## Y {#sec-x}\n"},
        "chapters/x.qmd:3: the label sec-x is used twice (first in chapters/x.qmd:1)\n"
        "  What next: give one of the two another label, and mend the references to it",
    ),
    "a label used by two cells": (
        {
            "chapters/x.qmd": "```{python}\n#| label: a\n1\n```\n\n```{python}\n#| label: a\n2\n```\n"
        },
        "chapters/x.qmd:6: the label a is used twice (first in chapters/x.qmd:1)\n"
        "  What next: give one of the two another label, and mend the references to it",
    ),
    "a label used in two chapters": (
        {"index.qmd": "# Home {#sec-x}\n"},
        "chapters/x.qmd:1: the label sec-x is used twice (first in index.qmd:1)\n"
        "  What next: give one of the two another label, and mend the references to it",
    ),
    "a label that no file can bear": (
        {"chapters/x.qmd": "# X\n\n```{python}\n#| label: ../a\n1\n```\n"},
        "chapters/x.qmd:4: `label` should be letters, digits, `-`, `_` and `.` alone, as pictures are named after it, "
        "found '../a'\n  What next: correct the value",
    ),
    "a reference to nothing": (
        {"chapters/x.qmd": "# X\n\nText.\nSee @fig-lost.\n"},
        "chapters/x.qmd:4: @fig-lost refers to nothing\n"
        "  What next: label the target `fig-lost`, or mend the reference",
    ),
    "a reference that Pandoc takes for an example": (
        {
            "chapters/x.qmd": "# X {#sec-x}\n\n<!--\n\n(@sec-x) was\n-->\n\n"
            "``` markdown\n\n(@sec-x) in code\n```\n\n- (@sec-x)\n  is\n(@sec-x) this.\n"
        },
        "chapters/x.qmd:13: (@sec-x) at the head of a paragraph is a numbered example to Pandoc\n"
        "  What next: write something before it, or the reference without its round brackets",
    ),
    "a layout of a figure that means nothing": (
        {"chapters/x.qmd": "# X\n\n::: {#fig-a layout-ncol=two}\na\n\nb\n:::\n"},
        "chapters/x.qmd:3: `layout-ncol` cannot be read: two\n"
        '  What next: write layout-ncol=2, or rows of widths such as layout="[[1, 1], [1]]"',
    ),
    "widths that are none": (
        {"chapters/x.qmd": '# X\n\n|a|\n|-|\n|1|\n\n: A. {tbl-colwidths="half"}\n'},
        "chapters/x.qmd:7: `tbl-colwidths` cannot be read: half\n"
        '  What next: write a width for each column, in percent: tbl-colwidths="[60, 40]"',
    ),
    "a reference to what a format does not show": (
        {
            "chapters/x.qmd": "# X\n\n::: {#nte-a .callout-note .content-visible when-format=html}\nA.\n:::\n"
            "\nSee @nte-a.\n"
        },
        "chapters/x.qmd:7: @nte-a refers to what the PDF does not show\n"
        "  What next: give the reference the conditions of what it refers to",
    ),
    "a label that a format shows twice": (
        {
            "chapters/x.qmd": "# X\n\n::: {.content-visible when-format=html}\n## A {#sec-a}\n:::\n\n## B {#sec-a}\n"
        },
        "chapters/x.qmd:7: the label sec-a is used twice (first in chapters/x.qmd:4)\n"
        "  What next: give one of the two another label, and mend the references to it",
    ),
    "a table written as a list with a cell too many": (
        {"chapters/x.qmd": "# X\n\n::: {.list-table}\n* - a\n\n* - b\n  - c\n:::\n"},
        "chapters/x.qmd:3: the `list-table` cannot be read\n"
        "  What next: write an item for each row, and in it one for each cell: `* - a`, `  - b`",
    ),
    "a list that is no table": (
        {"chapters/x.qmd": "# X\n\n::: {.list-table}\n- a\n- b\n:::\n"},
        "chapters/x.qmd:3: the `list-table` cannot be read\n"
        "  What next: write an item for each row, and in it one for each cell: `* - a`, `  - b`",
    ),
    "a list that is no table behind others, one of which is": (
        {
            "chapters/x.qmd": "# X\n\n::: {.list-table}\n* - a\n:::\n\n::: {.list-table}\nb, *c*: d\n:::\n"
        },
        "chapters/x.qmd:7: the `list-table` cannot be read\n"
        "  What next: write an item for each row, and in it one for each cell: `* - a`, `  - b`",
    ),
    "a reference to what is no figure": (
        {"chapters/x.qmd": "# X\n\nSee @fig-words.\n\n[words]{#fig-words}\n"},
        "chapters/x.qmd:3: @fig-words refers to nothing\n"
        "  What next: label the target `fig-words`, or mend the reference",
    ),
    "two chapters in one": (
        {
            "chapters/x.qmd": "# One\n\n# *One* more\n\n```python\n# One\n```\n\n# Two {-}\n",
        },
        "chapters/x.qmd:3: `One more` is a second heading of the first level, and would have the chapter's number\n"
        "  What next: write it with `##`, or give it a chapter of its own",
    ),
    "two lists of references": (
        {"index.qmd": "# I\n\n::: {#refs}\n:::\n", "chapters/x.qmd": "# X\n\n::: {#refs}\n:::\n"},
        "chapters/x.qmd:3: the list of references stands twice (first in index.qmd)\n"
        "  What next: keep one: it has what the whole book cites",
    ),
    "a theorem": (
        {
            "chapters/x.qmd": "# X\n\n## Def of a line\n\n::: {#thm-line}\n## Line\nIt is straight.\n:::\n"
        },
        "chapters/x.qmd:5: press does not number theorems, found `thm-line`\n"
        "  What next: write a callout, such as `::: {#nte-line .callout-note}`",
    ),
    "a citation of an unknown work": (
        {
            "_quarto.yml": PROJECT + "bibliography: works.bib\n",
            "works.bib": BIB,
            "chapters/x.qmd": "# X\n\nSee [@roe2021].\n\n::: {#refs}\n:::\n",
        },
        "chapters/x.qmd:3: @roe2021 is not in the bibliography\n"
        "  What next: add the entry to the bibliography, or mend the key",
    ),
    "a citation and no list of references": (
        {
            "_quarto.yml": PROJECT + "bibliography: works.bib\n",
            "works.bib": BIB,
            "chapters/x.qmd": "# X\n\nSee [@doe2020].\n",
        },
        "chapters/x.qmd:3: @doe2020 is cited, and the book has no list of references\n"
        "  What next: write `::: {#refs}` and `:::` on two lines where the list is to stand",
    ),
    "a reference among citations": (
        {
            "_quarto.yml": PROJECT + "bibliography: works.bib\n",
            "works.bib": BIB,
            "chapters/x.qmd": "# X {#sec-x}\n\nSee [@sec-x; @doe2020].\n\n::: {#refs}\n:::\n",
        },
        "chapters/x.qmd:3: [@sec-x; @doe2020] mixes a reference with a citation\n"
        "  What next: give each its own brackets",
    ),
    "a work to be listed that is not in the bibliography": (
        {
            "_quarto.yml": PROJECT + "bibliography: works.bib\nnocite: '@doe2020, @roe2021'\n",
            "works.bib": BIB,
        },
        "_quarto.yml:9: `nocite` names @roe2021, which is not in the bibliography\n"
        "  What next: add the entry to the bibliography, or mend the key",
    ),
    "works to be listed in a book without a list": (
        {
            "_quarto.yml": PROJECT + "bibliography: works.bib\n",
            "chapters/x.qmd": "---\ntitle: X\nnocite: |\n  @*\n---\n",
            "works.bib": BIB,
        },
        "chapters/x.qmd:3: `nocite` names @*, and the book has no list of references\n"
        "  What next: write `::: {#refs}` and `:::` on two lines where the list is to stand",
    ),
    "a bibliography that is not UTF-8": (
        {
            "_quarto.yml": PROJECT + "bibliography: works.bib\n",
            "works.bib": BIB.encode() + b"@misc{x, title = {\xe9}}\n",
        },
        "works.bib:2: byte 0xe9 is not UTF-8 text\n  What next: save the file as UTF-8",
    ),
    "an unknown option of a cell": (
        {"chapters/x.qmd": "# X\n\n```{python}\n#| labl: fig-a\n1\n```\n"},
        "chapters/x.qmd:4: unknown key `labl`\n  What next: did you mean `label`?",
    ),
    "an option of a cell of the wrong kind": (
        {"chapters/x.qmd": "# X\n\n```{python}\n#| label: a\n#| eval: maybe\n1\n```\n"},
        "chapters/x.qmd:5: `eval` should be true or false, found 'maybe'\n  What next: correct the value",
    ),
    "a value that `output` does not have": (
        {"chapters/x.qmd": "# X\n\n```{python}\n#| output: as-is\n1\n```\n"},
        "chapters/x.qmd:4: `output` should be true, false or asis, found 'as-is'\n"
        "  What next: correct the value",
    ),
    "a cell in another language": (
        {"chapters/x.qmd": "# X\n\n```{r}\n1\n```\n"},
        "chapters/x.qmd:3: press runs `{python}` cells only, found `{r}`\n"
        "  What next: write `{python}` and put options on `#|` lines; "
        "`{.python}` shows code unrun",
    ),
    "a chapter that is not UTF-8": (
        {"chapters/x.qmd": b"# X\n\nCaf\xe9\n"},
        "chapters/x.qmd:3: byte 0xe9 is not UTF-8 text\n  What next: save the file as UTF-8",
    ),
    "a picture that is missing": (
        {"chapters/x.qmd": '# X\n\n![A dot](my%20dot.svg){fig-alt="Dot."}\n'},
        "chapters/x.qmd:3: the picture my dot.svg does not exist in the project\n"
        "  What next: paths are relative to the chapter's own folder, "
        "or to the root with a leading /",
    ),
    "a picture without words": (
        {"chapters/x.qmd": "# X\n\n![A dot](my%20dot.svg)\n", "chapters/my dot.svg": "<svg/>"},
        "chapters/x.qmd:3: the picture my dot.svg has no alternative text\n"
        "  What next: say in `fig-alt` what it shows, for a reader who does not see it",
    ),
    "a picture without words in a table with a caption": (
        {
            "chapters/x.qmd": "# X\n\n|a|b|\n|-|-|\n|![A dot](a.svg)|![](b.svg)|\n\n: A table.\n",
            **dict.fromkeys(("chapters/a.svg", "chapters/b.svg"), "<svg/>"),
        },
        "chapters/x.qmd:5: the picture b.svg has no alternative text\n"
        "  What next: say in `fig-alt` what it shows, for a reader who does not see it",
    ),
    "a picture that only its caption describes": (
        {"chapters/x.qmd": '# X\n\n![A dot.](dot.svg){#fig-dot fig-alt="a dot"}\n\n@fig-dot\n'},
        "chapters/x.qmd:3: the alternative text of the picture dot.svg is its caption\n"
        "  What next: say in `fig-alt` what it shows, for a reader who does not see it",
    ),
    "a figure of a cell without words": (
        {
            "chapters/x.qmd": "# X\n\n```{python}\n#| label: fig-x\n#| fig-cap: A line.\n1\n```\n\n"
            "@fig-x\n"
        },
        "chapters/x.qmd:3: cell fig-x has no alternative text\n"
        "  What next: say in `fig-alt` what it shows, for a reader who does not see it",
    ),
    "a picture on the network": (
        {"chapters/x.qmd": '# X\n\n![A dot](https://example.org/dot.svg){fig-alt="Dot."}\n'},
        "chapters/x.qmd:3: the picture https://example.org/dot.svg is not in the project\n"
        "  What next: save it in the project and name the file: "
        "a page asks nothing of the network",
    ),
}


@pytest.mark.parametrize("case", SOURCES)
def test_source_at_fault_is_named_with_file_line_and_remedy(
    lay: Lay, press: Run, case: str
) -> None:
    """Nothing of these needs a kernel: the message comes before anything is executed."""
    files, expected = SOURCES[case]
    assert fails(lay, press, files) == f"{expected}\n\n1 problem.\n"


def test_bad_bibliography_is_named_with_its_line(lay: Lay, press: Run) -> None:
    """The words are Pandoc's; the place is put where every message has it."""
    project = PROJECT + "bibliography: works.bib\n"
    message = fails(lay, press, {"_quarto.yml": project, "works.bib": BIB + "@misc{x, = }\n"})
    assert message.startswith("works.bib:2: cannot be read: ")
    assert "What next: mend the entry at the place that the message names" in message


@pytest.mark.parametrize("name", ["works.bib", "more.bib"])
def test_key_that_stands_twice_in_the_bibliography_is_named_with_both_places(
    lay: Lay, press: Run, name: str
) -> None:
    """In one file or in two: citeproc would take one of them in silence."""
    project = PROJECT + "bibliography: [works.bib, more.bib]\n"
    files = {"works.bib": f"@comment{{doe2020, x}}\n{BIB}", "more.bib": ""}
    message = fails(lay, press, {"_quarto.yml": project, **files, name: files[name] + "\n" + BIB})
    line = 4 if name == "works.bib" else 2
    assert message == (
        f"{name}:{line}: the key doe2020 stands twice in the bibliography (first in works.bib:2)\n"
        "  What next: keep one of the two, or give one another key\n\n1 problem.\n"
    )


@pytest.mark.parametrize(
    "target", ["lost.csv", "../../outside.csv", "notes.md", "x.qmd#lost", "/lost.html"]
)
def test_link_that_leads_nowhere_is_named(lay: Lay, press: Run, target: str) -> None:
    """A file that is not there or not in the project, a source that is no chapter, a place that a page lacks."""
    files = {"chapters/x.qmd": f"# X\n\n[this]({target})\n", "chapters/notes.md": "Notes.\n"}
    assert fails(lay, press, files) == (
        f"chapters/x.qmd:3: the link to {target} leads nowhere\n"
        "  What next: name a chapter, a heading or label that it has, or a file of the project\n"
        "\n1 problem.\n"
    )


def test_all_faults_of_the_sources_are_told_at_once(lay: Lay, press: Run) -> None:
    """In the order of file and line, with their count at the end."""
    files = {
        "index.qmd": "# Home\n\n```{r}\n```\n\n~~~\n",
        "chapters/x.qmd": "```{python}\n#| ecko: true\n#| fig-width: wide\n1\n```\n",
    }
    message = fails(lay, press, files)
    firsts = [line for line in message.splitlines() if ".qmd:" in line]
    places = [line.split(": ")[0] for line in firsts]
    assert places == ["chapters/x.qmd:2", "chapters/x.qmd:3", "index.qmd:3", "index.qmd:6"]
    assert message.endswith("\n\n4 problems.\n")


SLIPS = {
    "format: {htlm: default}": "unknown key `format.htlm`\n  What next: did you mean `format.html`?",
    "abstract: In short.": "unknown key `abstract`\n  What next: did you mean `book.abstract`?",
    "format: [html, typst]": "`format` should be a text, or keys with their values, found ['html', 'typst']",
    "format: {html: true}": "`format.html` should be a text, or keys with their values, found True",
    "format: {html: {toc: 'yes'}}": "`format.html.toc` should be true or false, found 'yes'",
    "format: {html: {toc-depth: 0}}": "`format.html.toc-depth` should be a number from 1 to 6, found 0",
    "format: {html: {code-fold: maybe}}": "`format.html.code-fold` should be true, false or show, found 'maybe'",
    "format: {typst: {margin: {x: 2}}}": "`format.typst.margin.x` should be a length such as 11pt or 3cm, found 2",
    "format: {typst: {fontsize: big}}": "`format.typst.fontsize` should be a length such as 11pt or 3cm, found 'big'",
    "execute: {echo: flase}": "`execute.echo` should be true, false or fenced, found 'flase'",
    "  repo-actions: [edti]": "`book.repo-actions` should be some of edit, source, issue, none, found ['edti']",
    "  downloads: pfd": "`book.downloads` should be some of pdf, epub, docx, jats, found 'pfd'",
    "lang: english words": "`lang` should be a code such as en or en-GB, found 'english words'",
    "filters: [lost.lua]": "the filter lost.lua does not exist",
    "format: {html: {include-in-header: [{fil: x}]}}": "`format.html.include-in-header` should be files, or `text:`, found [{'fil': 'x'}]",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_of_an_author_in_the_project_file_is_named_with_its_line(
    lay: Lay, press: Run, slip: str
) -> None:
    """What would otherwise be passed over in silence, or be told by Typst in its own words."""
    message = fails(lay, press, {"_quarto.yml": f"{PROJECT}{slip}\n"})
    assert message.startswith(f"_quarto.yml:8: {SLIPS[slip]}")
    assert "What next: " in message
