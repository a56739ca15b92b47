"""The notebooks and sources that a reader takes along: what stands in them, and that they are the same each time."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import nbformat
import pytest

from press.build import Options, build
from press.progress import Progress
from tests.press.conftest import DOT, HOSTILE, NUMBERS, WHOLE, Lay

CELLS = """\
# X {#sec-x}

::: {.callout-note}
## Beware
Of the cell within.

```{python}
#| echo: false
print("inside")
```
:::

- an item

  ```{python}
  2 + 2
  ```

```{python}
#| eval: false
1 / 0
```

```{python}
#| error: true
1 / 0
```

```{python}
#| warning: false
import sys
print("to be kept")
print("a warning", file=sys.stderr)
```
"""


def read(folder: Path, name: str) -> Any:
    """A notebook of the built book, as Jupyter reads it: it has to hold the format."""
    notebook = nbformat.read(folder / name, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    return notebook


def prose(notebook: Any) -> str:
    """The words of a notebook."""
    return "\n".join(c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown")


def code(notebook: Any) -> list[Any]:
    """The code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook of a chapter whose cells stand in odd places and have odd options."""
    from tests.press.conftest import write_book

    root = write_book(tmp_path_factory.mktemp("odd"), {"chapters/x.qmd": CELLS})
    folder = build(Options(root, to=("html",), jobs=1), Progress(quiet=True))
    return read(folder, "chapters/x.ipynb")


def test_a_notebook_is_of_format_4_5_and_names_its_cells(whole: Path) -> None:
    """Ids are those of the places, so that two builds give the same; no cell says when it ran."""
    notebook = read(whole, "chapters/numbers.ipynb")

    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert [cell["id"] for cell in notebook["cells"]] == ["text-0", "cell-1", "text-1"]
    assert all("execution" not in cell["metadata"] for cell in notebook["cells"])


def test_values_references_and_citations_stand_as_text(whole: Path) -> None:
    """A sentence reads as in the book, and what is cited is listed below it."""
    words = prose(read(whole, "chapters/numbers.ipynb"))

    assert "The share is 41 %." in words
    assert "as Doe (2020) say." in words
    assert "See Figure 2.1, Table 2.1, Equation 1.1 and Appendix A." in words.replace("\xa0", " ")
    assert "$$ a^2 = b" in words
    assert words.rstrip().endswith("Doe, J. 2020. *Works*.")


def test_data_in_a_sentence_stay_text(whole: Path) -> None:
    """What comes from data is not read as Markdown in Jupyter either."""
    words = prose(read(whole, "chapters/numbers.ipynb"))
    plain = words.replace("\\", "").replace("&lt;", "<")

    assert HOSTILE in plain
    assert "<script>" not in words.replace("\\<script", "")


def test_a_hidden_cell_is_there_as_the_others_need_it(whole: Path) -> None:
    """Its code is folded away, and run."""
    (cell,) = code(read(whole, "chapters/numbers.ipynb"))

    assert cell["metadata"] == {"jupyter": {"source_hidden": True}}
    assert "class Number" in cell["source"]


def test_outputs_and_captions_are_there(whole: Path) -> None:
    """The figure is a picture, the table a table; each with its number and caption below."""
    notebook = read(whole, "chapters/exhibits.ipynb")
    figure, table = code(notebook)

    assert "image/svg+xml" in figure["outputs"][-1]["data"]
    assert "text/html" in table["outputs"][-1]["data"]
    assert [figure["execution_count"], table["execution_count"]] == [1, 2]
    assert "Table 2.1: A table." in prose(notebook).replace("\xa0", " ")


def test_a_picture_of_the_prose_travels_in_its_cell(whole: Path) -> None:
    """A notebook that was downloaded alone still shows it."""
    cells = read(whole, "chapters/exhibits.ipynb")["cells"]
    (holder,) = [cell for cell in cells if cell.get("attachments")]
    ((name, data),) = holder["attachments"].items()

    assert f"![A black dot.](attachment:{name})" in holder["source"]
    assert base64.b64decode(data["image/svg+xml"]).decode() == DOT


def test_links_within_the_book_are_words(whole: Path) -> None:
    """Where they lead to does not come along."""
    words = prose(read(whole, "chapters/exhibits.ipynb"))

    assert "Home, the numbers, below." in words


def test_cells_in_odd_places_are_cells(odd: Any) -> None:
    """One in a callout, one in a list; one that is not run is shown as text."""
    assert [cell["source"] for cell in code(odd)][:2] == ['print("inside")', "2 + 2"]
    assert "**Beware**" in prose(odd) and "Of the cell within." in prose(odd)
    assert "``` python\n1 / 0\n```" in prose(odd)


def test_a_cell_that_may_fail_does_not_stop_a_run_of_the_whole(odd: Any) -> None:
    """Jupyter goes on behind it, as the book did."""
    (failing,) = [cell for cell in code(odd) if cell["source"] == "1 / 0"]

    assert failing["metadata"]["tags"] == ["raises-exception"]
    assert failing["outputs"][0]["ename"] == "ZeroDivisionError"


def test_a_warning_that_the_book_leaves_out_is_left_out(odd: Any) -> None:
    """And what the cell prints stays."""
    (output,) = code(odd)[-1]["outputs"]

    assert output["text"] == "to be kept\n"


def test_the_source_lies_beside_the_page_as_it_stands(whole: Path) -> None:
    """Byte for byte; a chapter that runs nothing has a notebook, too, of words alone."""
    assert (whole / "chapters/numbers.qmd").read_text(encoding="utf-8") == NUMBERS
    assert (whole / "more.qmd").read_text(encoding="utf-8") == WHOLE["more.qmd"]
    assert {cell["cell_type"] for cell in read(whole, "more.ipynb")["cells"]} == {"markdown"}


def test_two_builds_give_the_same_notebook(lay: Lay) -> None:
    """Whatever the folder, and whether the cache was used."""
    files = {"chapters/x.qmd": CELLS}
    books = []
    for folder in ("one", "two"):
        root = lay(files, folder)
        for cache in (True, True):
            built = build(Options(root, to=("html",), jobs=1, cache=cache), Progress(quiet=True))
            books.append((built / "chapters/x.ipynb").read_bytes())

    assert len(set(books)) == 1


def test_a_pdf_alone_has_no_notebooks(lay: Lay) -> None:
    """They belong to the site."""
    built = build(Options(lay(), to=("pdf",), jobs=1), Progress(quiet=True))

    assert list(built.rglob("*.ipynb")) + list(built.rglob("*.qmd")) == []
