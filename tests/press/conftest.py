"""What the tests of press share: a small book laid into a folder, and ways to run press on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import psutil
import pytest

from press import pandoc
from press.build import Options, build
from press.cli import main
from press.progress import Progress

ROOT = Path(__file__).parents[2]

PROJECT = """\
project:
  type: book
book:
  title: A Small Book
  author: Ann Author
  chapters:
    - index.qmd
    - chapters/x.qmd
"""
HOME = "# Home\n\nThe first page.\n"
CHAPTER = "# X {#sec-x}\n\nThe second page.\n"
SOURCES = {"_quarto.yml": PROJECT, "index.qmd": HOME, "chapters/x.qmd": CHAPTER}

HOSTILE = "<script>alert(1)</script> a|b `c` $x$ @fig-x [x](javascript:1) #h _u_ *e*"
"""Text as data may hold it: it has to print as it stands, and to do nothing."""

WHOLE_PROJECT = """\
project:
  type: book
book:
  title: "A Whole Book & <more>"
  subtitle: All that press does
  author: [Ann Author, Ben Writer]
  date: 2026-01-31
  abstract: What the book says in short.
  repo-url: https://example.org/source
  output-file: whole
  chapters:
    - index.qmd
    - part: Part One
      chapters:
        - chapters/numbers.qmd
        - chapters/exhibits.qmd
    - references.qmd
  appendices:
    - more.qmd
bibliography: works.bib
lang: en-GB
format:
  html:
    code-fold: true
    code-summary: Look inside
  typst:
    execute:
      echo: false
"""
NUMBERS = f"""\
---
jupyter: python3
---
# Numbers {{#sec-numbers}}

```{{python}}
#| include: false
data = {HOSTILE!r}


class Number:
    def _repr_mimebundle_(self, include=None, exclude=None):
        lineage = dict(
            kind="number", key="share", value=0.41, unit="%", digits=0, low=0.3, high=0.5, n=100,
            printed="41 %", definition="A share.", function="shares.share", file="shares.py", line=3,
            inputs=[dict(resource="table", path="data/table.csv", sha256="0" * 64, evidence="real")],
            evidence=["real"],
        )
        return {{"text/plain": "0.41", "text/markdown": "41 %", "application/vnd.lineage+json": lineage}}
```

## What is counted

The share is `{{python}} Number()`.
Again, `{{python}} Number()`, as @doe2020 say.[^note]
From data: `{{python}} data`.

[^note]: A note.

### Deeper

See @fig-line, @tbl-one, @eq-one and @sec-more.

#### Too deep for the contents

::: {{.callout-note}}
## A callout's title
Its words.
:::

$$ a^2 = b $$ {{#eq-one}}
"""
EXHIBITS = """\
# Exhibits {#sec-exhibits}

## What is counted

```{python}
#| label: fig-line
#| fig-cap: "A line."
#| fig-alt: "A line that rises."
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
```

```{python}
#| label: tbl-one
#| tbl-cap: "A table."
import great_tables as gt
import pandas as pd

gt.GT(pd.DataFrame({"name": ["<script>alert(2)</script>"], "count": [1234]}), id="one")
```

![A dot.](../my%20dot.svg){#fig-dot fig-alt="A black dot."}

[Home](/), [the numbers](/chapters/numbers.html#sec-numbers), [below](#sec-exhibits).
"""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'
WHOLE: dict[str, str | bytes | None] = {
    "_quarto.yml": WHOLE_PROJECT,
    "index.qmd": "# Preface {.unnumbered}\n\nWelcome; see @sec-numbers.\n",
    "chapters/numbers.qmd": NUMBERS,
    "chapters/exhibits.qmd": EXHIBITS,
    "chapters/x.qmd": None,
    "references.qmd": "# References {.unnumbered}\n\n::: {#refs}\n:::\n",
    "more.qmd": "# More {#sec-more}\n\nThe end.\n",
    "works.bib": "@misc{doe2020, author = {Doe, J.}, title = {Works}, date = {2020}}\n",
    "my dot.svg": DOT,
}
"""A book that uses everything; tests of the finished book share one build of it."""

SITE = [
    f"site/{name}"
    for name in (
        "book.css",
        "book.js",
        "minisearch.js",
        "previews.js",
        "search.js",
        "sections.js",
        "targets.js",
        "theme.js",
    )
]
"""The site's own files, the same for every book but for the words in two of them."""

Files = Mapping[str, str | bytes | None]
Lay = Callable[..., Path]
Run = Callable[..., tuple[int, str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--renew` writes what the golden pages expect anew, from what press gives today."""
    parser.addoption("--renew", action="store_true", help="rewrite tests/press/golden/*.md")


def write_book(root: Path, files: Files) -> Path:
    """A book in `root`: the small one above, with `files` over it; None leaves a file out."""
    for name, content in {**SOURCES, **files}.items():
        if content is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def begun(
    *arguments: object, temporary: Path, number: signal.Signals, handler: signal.Handlers
) -> subprocess.Popen[str]:
    """Press in a process of its own, with a folder of its own for temporary files, that begins with this `handler`.

    Else it would ignore what the tests ignore, under nohup for one.
    """
    temporary.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "press", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, number, handler),  # noqa: PLW1509 - no other thread of the tests holds a lock here
    )


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """`lay({path: text})` writes a small book into a folder of its own and returns the folder."""

    def lay(files: Files | None = None, folder: str = "book") -> Path:
        return write_book(tmp_path / folder, files or {})

    return lay


@pytest.fixture
def press(capsys: pytest.CaptureFixture[str]) -> Run:
    """`press("build", …)` runs the command line in this process: (exit code, standard error)."""

    def press(*arguments: str | Path) -> tuple[int, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:  # how argparse ends
            code = int(stop.code or 0)
        return code, capsys.readouterr().err

    return press


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Files], Path]:
    """`built(name, files)` builds a book once for all tests that name it; returns its folder."""
    done: dict[str, Path] = {}

    def built(name: str, files: Files) -> Path:
        if name not in done:
            root = write_book(tmp_path_factory.mktemp(name), files)
            done[name] = build(Options(root, jobs=2), Progress(quiet=True))
        return done[name]

    return built


@pytest.fixture(scope="session", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of our own for temporary files, so that what press leaves there can be seen.

    It is made in the system's own, as the path of a kernel's socket must stay short.
    """
    tmp_path_factory.getbasetemp()  # settled before the folder changes
    with tempfile.TemporaryDirectory(prefix="t-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.fixture(autouse=True)
def nothing_left_over(temporary: Path) -> Iterator[None]:
    """After every test no kernel of ours still runs (psutil: our children), and no file is left."""
    yield
    pandoc.end()  # so that each test has one of its own
    children = psutil.Process(os.getpid()).children(recursive=True)
    running = [child.pid for child in children if child.status() != psutil.STATUS_ZOMBIE]
    assert running == [], "a kernel was left running"
    assert list(temporary.iterdir()) == [], "a temporary folder was left"


@pytest.fixture(scope="session")
def whole(built: Callable[[str, Files], Path]) -> Path:
    """The folder of the whole book, built once."""
    return built("whole", WHOLE)
