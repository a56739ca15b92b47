"""A build that has to fail, for the tests of what can be wrong with a book.

The message is compared word for word: it has to name the file, the line and the remedy, and nothing else may be
printed; the old book that stands there has to stay.
"""

from __future__ import annotations

from tests.press.conftest import Files, Lay, Run, contents

PROJECT = """\
project:
  type: book
book:
  title: A Small Book
  chapters:
    - index.qmd
    - chapters/x.qmd
"""
OLD_BOOK = {"_book/index.html": "<p>old</p>", "_book/build.json": "{}"}
BIB = "@misc{doe2020, title = {A Title}, date = {2020}}\n"


def fails(lay: Lay, press: Run, files: Files, *options: str) -> str:
    """The message of a build that fails with code 1 and leaves the project as it was."""
    root = lay({**OLD_BOOK, **files})
    before = contents(root)
    code, message = press("build", "--project", root, "--quiet", *options)
    assert code == 1, message
    assert "Traceback" not in message
    left = {name: data for name, data in contents(root).items() if not name.startswith(".press/")}
    assert left == before
    return message.replace(str(root), "ROOT")
