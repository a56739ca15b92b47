"""Forked kernels: as isolated as fresh ones, and gone when the build is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from press import execute as execution
from press.forking import can_fork, imports_of
from tests.press.conftest import Lay, Run

CHAPTERS = (
    "book:\n  title: Two\n  author: A\n  chapters: [index.qmd, chapters/a.qmd, chapters/b.qmd]\n"
)
ASK = """\
import os, random, sys, warnings
sys.path.insert(0, "..")
import counted, numpy
counted.calls += 1
warnings.warn("told")
print("calls", counted.calls, "left", os.environ.pop("LEFT", "nothing"), "random", random.random(),
      "numpy", numpy.random.rand(), "folder", os.path.basename(os.getcwd()), "main", __name__)
os.environ["LEFT"] = "something"
numpy.set_printoptions(precision=1)
"""
CELL = f"```{{python}}\n#| warning: true\n{ASK}```\n"
PLOT = "```{python}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\n```\n"


def build(lay: Lay, press: Run, folder: str) -> list[str]:
    """The two pages of a book whose chapters ask their kernels the same."""
    files = {
        "_quarto.yml": CHAPTERS,
        "counted.py": "calls = 0\n",
        "chapters/a.qmd": f"# A\n\n{CELL}\n{PLOT}",
        "chapters/b.qmd": f"# B\n\n{CELL}\n{PLOT}",
    }
    root = lay(files, folder)
    code, message = press("build", "--to", "html", "--project", root)
    assert code == 0, message
    pages = [root / "_book" / "chapters" / name for name in ("a.html", "b.html")]
    return [page.read_text(encoding="utf-8") for page in pages]


def told(page: str) -> list[str]:
    """What a chapter printed, word by word."""
    return page[page.index("<code>calls ") + 6 :].split("</code>", maxsplit=1)[0].split()


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_forked_kernels_share_nothing(lay: Lay, press: Run) -> None:
    """Modules, variables, seeds and warnings are each chapter's own, pictures show in both."""
    pages = build(lay, press, "forked")
    first, second = map(told, pages)

    for words in (first, second):
        assert words[:4] == ["calls", "1", "left", "nothing"]
        assert words[-4:] == ["folder", "chapters", "main", "__main__"]
    assert first[5] != second[5]
    assert first[7] != second[7]
    assert all("UserWarning: told" in page for page in pages)
    assert all("<img" in page for page in pages)


def test_kernels_start_the_plain_way_where_they_cannot_be_forked(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages say the same, but for what is random."""
    monkeypatch.setattr(execution, "can_fork", lambda: False)
    pages = build(lay, press, "plain")

    assert [told(page)[:4] for page in pages] == [["calls", "1", "left", "nothing"]] * 2
    assert all("UserWarning: told" in page for page in pages)
    assert all("<img" in page for page in pages)


@pytest.mark.parametrize(
    ("codes", "imports"),
    [
        (["import a\nx = 1\nfrom b import c as d"], ["import a", "from b import c as d"]),
        (["import a", "import a"], ["import a"]),
        (["%magic\nimport a", "if x:\n    import b"], []),
    ],
    ids=["statements in order", "each once", "not what may not be run"],
)
def test_imports_of_cells_are_their_statements_at_the_top(
    codes: Sequence[str], imports: list[str]
) -> None:
    """Only what a cell runs whatever happens is run ahead of it."""
    assert imports_of(codes) == imports
