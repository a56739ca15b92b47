"""Shortcodes that cannot be carried out, and messages that stay true where a file is included."""

from __future__ import annotations

import json

import pytest

from press.progress import Progress
from press.sources import read_book
from tests.press.conftest import Files, Lay, Run

PART = "One.\n\n```{python}\nx = 1\n1 / 0\n```\n"

BOOK = "book: {title: T, chapters: [index.qmd, chapters/x.ipynb]}\n"
CELLS = [
    {"cell_type": "markdown", "source": ["# X\n", "\n", "Text."]},
    {"cell_type": "code", "source": "#| no: 1"},
]
NOTEBOOK = json.dumps({"cells": CELLS})

WRONG: dict[str, tuple[Files, str]] = {
    "a shortcode that nobody knows": (
        {"chapters/x.qmd": "# X\n\nA {{< lorem >}}.\n"},
        "chapters/x.qmd:3: the shortcode `{{< lorem >}}` is not one that press knows",
    ),
    "a variable of the project that is not there": (
        {
            "_quarto.yml": "book:\n  title: T\n  chapters: [index.qmd]\n  subtitle: '{{< var v >}}'\n"
        },
        "_quarto.yml:4: `{{< var v >}}` names nothing: no text `v` is in _variables.yml",
    ),
    "a file that is not there": (
        {"chapters/x.qmd": "# X\n\n{{< include _a.qmd >}}\n"},
        "chapters/x.qmd:3: the included file chapters/_a.qmd does not exist",
    ),
    "a file outside the project": (
        {"chapters/x.qmd": "# X\n\n{{< include ../../a.qmd >}}\n"},
        "chapters/x.qmd:3: the included file ../a.qmd lies outside the project",
    ),
    "a circle": (
        {"chapters/x.qmd": "{{< include /_a.qmd >}}\n", "_a.qmd": "A\n\n{{< include /_a.qmd >}}\n"},
        "_a.qmd:3: _a.qmd includes itself",
    ),
    "an include in a sentence": (
        {"chapters/x.qmd": "# X\n\nSee {{< include _a.qmd >}}\n"},
        "chapters/x.qmd:3: `{{< include _a.qmd >}}` does not stand alone on its line",
    ),
    "a key without a value": (
        {"chapters/x.qmd": "# X\n\n{{< meta params.who >}}\n"},
        "chapters/x.qmd:3: `{{< meta params.who >}}` names nothing: "
        "no text `params.who` is in the front matter or _quarto.yml",
    ),
    "a variable without a value": (
        {"chapters/x.qmd": "# X\n\n{{< var who >}}\n", "_variables.yml": "whom: Ann\n"},
        "chapters/x.qmd:3: `{{< var who >}}` names nothing: no text `who` is in _variables.yml",
    ),
    "a variable in its own value": (
        {
            "chapters/x.qmd": "# X\n\n{{< var a >}}\n",
            "_variables.yml": "a: '{{< var b >}}'\nb: '{{< var a >}}'\n",
        },
        "chapters/x.qmd:3: `{{< var a >}}` stands in its own value",
    ),
    "an option of an included cell": (
        {
            "chapters/x.qmd": "{{< include _a.qmd >}}\n",
            "chapters/_a.qmd": "```{python}\n#| no: 1\n```",
        },
        "chapters/_a.qmd:2: unknown key `no`",
    ),
    "a reference of an included file": (
        {"chapters/x.qmd": "# X\n\n{{< include _a.qmd >}}\n", "chapters/_a.qmd": "\n\n@fig-none\n"},
        "chapters/_a.qmd:3: @fig-none refers to nothing",
    ),
    "a line behind an include": (
        {"chapters/x.qmd": "# X\n\n{{< include _a.qmd >}}\n\n@fig-none\n", "chapters/_a.qmd": PART},
        "chapters/x.qmd:5: @fig-none refers to nothing",
    ),
    "a cell of a notebook": (
        {"_quarto.yml": BOOK, "chapters/x.ipynb": NOTEBOOK},
        "chapters/x.ipynb:2: unknown key `no`",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_message_names_the_file_and_line_on_which_the_fault_stands(
    lay: Lay, press: Run, case: str
) -> None:
    """Also where the line came out of another file, or a cell out of a notebook."""
    files, expected = WRONG[case]
    code, message = press("check", "--project", lay(files), "--quiet")
    assert (code, message.split("\n")[0]) == (1, expected)


def test_error_of_an_included_cell_shows_its_lines_in_the_included_file(
    lay: Lay, press: Run
) -> None:
    """Place and excerpt count the lines of the file that the author has to mend."""
    files = {"chapters/x.qmd": "# X\n\n{{< include _a.qmd >}}\n", "chapters/_a.qmd": PART}
    code, message = press("build", "--project", lay(files), "--quiet", "--to", "html")
    assert code == 1
    assert message.startswith("chapters/_a.qmd:5: cell without a label: ZeroDivisionError")
    assert ">    5 | 1 / 0" in message


def test_chapter_without_shortcodes_is_read_as_it_is(lay: Lay) -> None:
    """No map of lines is made where none is needed."""
    _, chapters = read_book(lay(), Progress(quiet=True))
    assert [chapter.origins for chapter in chapters] == [(), ()]


def test_texts_of_the_project_may_hold_variables_and_metadata(lay: Lay) -> None:
    """Wherever they stand, on whatever line, or lines."""
    book = "{title: 'T {{< var v >}}', abstract: \"One.\\n\\n{{< meta\\n book.author >}}.\", author: A, chapters: [index.qmd]}"
    files = {
        "_quarto.yml": f"book: {book}\nkeywords: ['{{{{< var v >}}}}']\n",
        "_variables.yml": "v: 1.2",
    }
    config, _ = read_book(lay(files), Progress(quiet=True))
    assert (config.title, config.abstract, config.keywords) == ("T 1.2", "One.\n\nA.", ("1.2",))
