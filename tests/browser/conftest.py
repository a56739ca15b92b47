"""The book in a real browser: Debian's Chromium, one for all tests; where there is none, they are skipped.

Two books are opened: the real one, and a small one that uses what the real one does not. Whatever a page
says on the browser's console, and whatever it asks of another place than its own, fails the test.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.preview import ARGUMENTS
from benchmarks.preview import browser as browser_program
from press.build import Options, build
from press.config import read_config
from press.progress import Progress
from tests.book.conftest import ROOT, Book
from tests.press.conftest import write_book

PATIENCE = 10_000
"""Milliseconds after which what should have appeared is missing."""
PAGES = [Path(entry.path).with_suffix(".html").as_posix() for entry in read_config(ROOT).entries]

FEATURES = """\
# Features {#sec-features}

```{python}
#| include: false
class Number:
    def _repr_mimebundle_(self, include=None, exclude=None):
        lineage = dict(
            kind="number", key="share", value=41.5, unit="percent", digits=1, low=30.25, high=50.5, n=1234,
            definition="The share of made-up persons.", function="shares.share", file="shares.py", line=3,
            inputs=[dict(resource="made", path="data/made.csv", sha256="0" * 64, evidence="stand-in")],
            evidence=["stand-in"], notice="Made up. Nothing here is a finding.",
        )
        text = '[41.5%^syn^]{.number .stand-in data-number="share"}'
        return {"text/plain": "41.5%", "text/markdown": text, "application/vnd.lineage+json": lineage}
```

The share is `{python} Number()`.[^note] In the margin stands a note. [An aside.]{.aside}

[^note]: A footnote with [a link](https://example.org).

::: {.callout-note collapse="true"}
## A folded callout
Its hidden words.
:::

::: {.callout-warning}
An open one.
:::

::: {.panel-tabset}
## First
The first panel.

## Second
The second panel, with `code`.
:::

::: {.panel-tabset group="language"}
## Urdu
In Urdu.

## English
In English.
:::

::: {.panel-tabset group="language"}
## English
Also in English.

## Urdu
Also in Urdu.

## Pashto
Also in Pashto.
:::

::: {.column-margin}
A longer note in the margin.
:::

| Column one | Column two | Column three | Column four | Column five | Column six | Column seven |
|------------|------------|--------------|-------------|-------------|------------|--------------|
| unbreakable-words-in-this-cell | unbreakable-words | unbreakable-words | unbreakable | 1 | 2 | 3 |

: A wide table. {#tbl-wide}

::: {.framed}
| a |
|---|
| 1 |

: In a Div. {#tbl-framed}
:::

- A point.

  | a |
  |---|
  | 1 |

  : In a list. {#tbl-listed}

- Another point.

$$ x = \\frac{a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13}}{b} $$ {#eq-long}

```python
a_very_long_line_of_code_that_is_wider_than_any_phone = "and goes on, and on, and on, and on, until here"
```

```{python}
from IPython.display import HTML
rows = "<thead><tr><th></th><th>n</th></tr></thead><tbody><tr><th>a</th><td>1</td></tr></tbody>"
HTML(f'<div><table border="1" class="dataframe">{rows}</table></div>')  # as pandas writes it
```

## A second section {#sec-second}

See @tbl-wide, @eq-long and @sec-home.
"""
TABS = """
::: {.panel-tabset group="language"}
## Pashto
Home in Pashto.

## English
Home in English.
:::
"""
SMALL: dict[str, str | bytes | None] = {
    "_quarto.yml": """\
project: {type: book}
book:
  title: A Small Book
  author: Ann Author
  site-url: https://example.org/book
  chapters:
    - index.qmd
    - part: The only part
      chapters: [chapters/x.qmd]
""",
    "index.qmd": "# Home {#sec-home}\n\nThe first page; see @sec-features.\n" + TABS,
    "chapters/x.qmd": FEATURES,
}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small book with everything that the real one does not use."""
    root = write_book(tmp_path_factory.mktemp("small"), SMALL)
    return build(Options(root, jobs=1), Progress(quiet=True))


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the pictures that tests take are kept to be looked at; no part of the project, and not in git."""
    folder = ROOT / ".press" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def program() -> str:
    """The browser of the system; asked for before anything is built."""
    found = browser_program()
    if not found:
        pytest.skip("there is no Chromium on this machine: `apt-get install chromium` has it")
    return found


@pytest.fixture(scope="package")
def chromium(program: str, book: Book, small: Path) -> Iterator[Browser]:
    """The browser, once both books are built: while it runs, no kernel can be waited for in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Open]:
    """`browse(address, theme=, width=, …)` opens a page in a window of its own."""
    heard: list[str] = []
    opened: list[Page] = []

    def browse(address: str, *, theme: str = "light", width: int = 1440, **context: object) -> Page:
        size = {"width": width, "height": 900}
        window = chromium.new_context(
            viewport=size, color_scheme=theme, reduced_motion="reduce", **context
        )
        window.set_default_timeout(PATIENCE)
        page = window.new_page()
        own = address.partition("//")[0] + "//" + address.partition("//")[2].partition("/")[0]
        page.on("console", lambda message: heard.append(f"{page.url} says: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"{page.url} fails: {error}"))
        page.on(
            "request", lambda asked: heard.append(asked.url) if _foreign(asked.url, own) else None
        )
        page.goto(address)
        opened.append(page)
        return page

    yield browse
    for page in opened:
        page.context.close()
    assert heard == []


def _foreign(asked: str, own: str) -> bool:
    return not asked.startswith((own, "data:"))


@pytest.fixture(scope="package")
def served(book: Book) -> Iterator[str]:
    """The address of the real book on a server, in a folder of it, as sites of projects are."""
    with _serving(book.folder.parent) as address:
        yield f"{address}{book.folder.name}/"


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Requests are not told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=os.fspath(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
