"""Generated books: the same chapters written for press and Quarto, and for Jupyter Book.

Each chapter reads a file of its own and has a figure, a table and five values in its sentences. They
say nothing about anything: the numbers come from the remainders of a division.
"""

from __future__ import annotations

from pathlib import Path

ROWS = 200
HELPER = "rounding.py"
"""Every chapter imports `study`, which imports this: two imports away from the cells."""

STUDY = '''\
"""What the chapters of a generated book share."""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from rounding import rounded

FOLDER = Path(__file__).parent / "data"


def read(name):
    return pd.read_csv(FOLDER / f"{name}.csv")


def values(data):
    y = data["y"]
    named = {"mean": y.mean(), "median": y.median(), "lowest": y.min(), "highest": y.max()}
    return {name: rounded(value) for name, value in {**named, "spread": y.std()}.items()}


def draw(data):
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.plot(data["x"], data["y"].rolling(9).mean())
    plt.show()


def table(data):
    return data.assign(tenth=data["x"] // 20).groupby("tenth")["y"].agg(["min", "mean", "max"]).round(1)
'''
ROUNDING = '''\
"""How the generated books print a number."""


def rounded(value):
    return f"{value:.1f}"
'''
CELL = """\
import sys
sys.path.insert(0, "..")
from study import draw, read, table, values
data = read("{name}")
v = values(data)"""
NAMES = ("mean", "median", "lowest", "highest", "spread")
SENTENCE = (
    "The mean is {mean}, the median {median}; values lie between {lowest} and {highest}, and their "
    "standard deviation is {spread}.\n"
)
PROSE = "The remainders of a division repeat themselves, and a chapter about them can be short.\n"


def chapter_names(count: int) -> list[str]:
    """The names of `count` chapters, which are also those of their files of data."""
    return [f"c{number:03}" for number in range(1, count + 1)]


def write_quarto_book(root: Path, count: int) -> None:
    """A book of `count` chapters for press and Quarto."""
    names = chapter_names(count)
    _write_study(root, names)
    listed = "".join(f"    - chapters/{name}.qmd\n" for name in names)
    project = (
        "project:\n  type: book\nbook:\n  title: A Generated Book\n  author: Nobody\n  chapters:\n"
        f"    - index.qmd\n{listed}execute:\n  echo: false\n  freeze: auto\nformat:\n"
        "  html:\n    toc: true\n  typst:\n    papersize: a4\n"
    )
    _write(root / "_quarto.yml", project)
    _write(root / "index.qmd", "# Preface {.unnumbered}\n\nA book to measure by.\n")
    for name in names:
        _write(root / "chapters" / f"{name}.qmd", _quarto_chapter(name))


def write_jupyter_book(root: Path, count: int) -> None:
    """The same book for Jupyter Book 1."""
    names = chapter_names(count)
    _write_study(root, names)
    config = "title: A Generated Book\nauthor: Nobody\nexecute:\n  execute_notebooks: cache\n"
    listed = "".join(f"  - file: chapters/{name}\n" for name in names)
    _write(root / "_config.yml", config + "only_build_toc_files: true\n")
    _write(root / "_toc.yml", f"format: jb-book\nroot: index\nchapters:\n{listed}")
    _write(root / "index.md", "# Preface\n\nA book to measure by.\n")
    for name in names:
        _write(root / "chapters" / f"{name}.md", _myst_chapter(name))


def _write_study(root: Path, names: list[str]) -> None:
    _write(root / "study.py", STUDY)
    _write(root / HELPER, ROUNDING)
    for number, name in enumerate(names, start=1):
        rows = (f"{x},{(37 * x + 11 * number) % 101}\n" for x in range(ROWS))
        _write(root / "data" / f"{name}.csv", "x,y\n" + "".join(rows))


def _quarto_chapter(name: str) -> str:
    shown = {key: f'`{{python}} v["{key}"]`' for key in NAMES}
    return f"""\
# Chapter {name} {{#sec-{name}}}

{PROSE}
```{{python}}
{CELL.format(name=name)}
```

{SENTENCE.format(**shown)}
```{{python}}
#| label: fig-{name}
#| fig-cap: "The remainders, smoothed."
#| fig-alt: "A line that goes up and down."
draw(data)
```

```{{python}}
#| label: tbl-{name}
#| tbl-cap: "The remainders in tenths."
table(data)
```

@fig-{name} and @tbl-{name} show the same.
"""


def _myst_chapter(name: str) -> str:
    shown = {key: f"{{glue:text}}`{name}_{key}`" for key in NAMES}
    glued = (
        f'from myst_nb import glue\nfor key in v:\n    glue("{name}_" + key, v[key], display=False)'
    )
    return f"""\
---
file_format: mystnb
kernelspec:
  name: python3
---
(sec-{name})=
# Chapter {name}

{PROSE}
```{{code-cell}} ipython3
:tags: [remove-input]
{CELL.format(name=name)}
{glued}
```

{SENTENCE.format(**shown)}
```{{code-cell}} ipython3
---
tags: [remove-input]
mystnb:
  figure:
    caption: The remainders, smoothed.
    name: fig-{name}
  image:
    alt: A line that goes up and down.
---
draw(data)
```

```{{code-cell}} ipython3
---
tags: [remove-input]
mystnb:
  figure:
    caption: The remainders in tenths.
    name: tbl-{name}
---
table(data)
```

{{numref}}`fig-{name}` and {{numref}}`tbl-{name}` show the same.
"""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
