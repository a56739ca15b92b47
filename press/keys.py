"""Which keys of Quarto's YAML press honours, in `_quarto.yml`, in front matter and in cells.

One table a place, key path to the kind of value. A key that Quarto knows and press does not honour
is a warning; any other key is taken for a slip of the pen and stops the build, with the nearest
known key as the remedy.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from press.errors import Problem
from press.located import Located, own_yaml

TEXT = (str, int, float, datetime.date)
KINDS: dict[str, tuple[type, ...]] = {
    "text": TEXT,
    "flag": (bool,),
    "count": (int,),
    "list": (list,),
    "text or list": (*TEXT, list),
    "text or mapping": (*TEXT, dict),
    "mapping": (dict,),
    "flag or text": (bool, *TEXT),
    "number": (int, float),
    "any": (object,),
}

CROSSREF = ("fig", "tbl", "lst", "sec", "eq", "nte", "tip", "wrn", "imp", "cau")

FIGURES = {"fig-width": "number", "fig-height": "number", "fig-dpi": "count", "fig-format": "text"}
EXECUTE = {
    "execute": "mapping",
    "execute.echo": "flag or text",
    "execute.fig-width": "number",
    "execute.fig-height": "number",
    "execute.fig-dpi": "count",
    "execute.fig-format": "text",
    "execute.eval": "flag",
    "execute.include": "flag",
    "execute.output": "flag or text",
    "execute.warning": "flag",
    "execute.error": "flag",
}
FORMATS = {
    "format": "text or mapping",
    "format.html": "text or mapping",
    "format.html.toc": "flag",
    "format.html.toc-depth": "count",
    **{f"format.html.{key}": kind for key, kind in FIGURES.items()},
    "format.html.number-sections": "flag",
    "format.html.number-depth": "count",
    "format.html.code-fold": "flag or text",
    "format.html.code-summary": "text",
    "format.html.css": "text or list",
    "format.html.include-in-header": "any",
    "format.html.theme": "any",
    "format.html.code-tools": "any",
    "format.html.callout-icon": "flag",
    "format.html.date-format": "text",
    "format.typst": "text or mapping",
    "format.typst.toc": "flag",
    "format.typst.toc-depth": "count",
    "format.typst.papersize": "text",
    "format.typst.margin": "mapping",
    "format.typst.margin.x": "text",
    "format.typst.margin.y": "text",
    "format.typst.mainfont": "text",
    "format.typst.fontsize": "text",
    "format.typst.pdf-standard": "text or list",
    "format.typst.number-sections": "flag",
    "format.typst.number-depth": "count",
    "format.typst.keep-typ": "flag",
    "format.typst.execute": "mapping",
    "format.typst.execute.echo": "flag",
}
PROJECT_KEYS = {
    "profile": "mapping",
    "profile.default": "text or list",
    "profile.group": "list",
    "project": "mapping",
    "project.type": "text",
    "project.output-dir": "text",
    "project.pre-render": "text or list",
    "book": "mapping",
    "book.title": "text",
    "book.subtitle": "text",
    "book.author": "any",
    "book.date": "text",
    "book.date-format": "text",
    "book.doi": "text",
    "book.page-footer": "text or mapping",
    "book.page-footer.left": "text",
    "book.page-footer.center": "text",
    "book.page-footer.right": "text",
    "book.downloads": "text or list",
    "book.references": "text",
    "book.abstract": "text",
    "book.description": "text",
    "book.output-file": "text",
    "book.chapters": "list",
    "book.appendices": "list",
    "book.repo-url": "text",
    "book.repo-actions": "text or list",
    "book.repo-branch": "text",
    "book.repo-subdir": "text",
    "book.site-url": "text",
    "bibliography": "text or list",
    "csl": "text",
    "filters": "text or list",
    "crossref": "mapping",
    "crossref.chapters": "flag",
    **{f"crossref.{kind}-title": "text" for kind in CROSSREF if kind not in {"sec", "eq"}},
    **{f"crossref.{kind}-prefix": "text" for kind in CROSSREF},
    "toc": "flag",
    "toc-depth": "count",
    "code-fold": "flag or text",
    "code-summary": "text",
    "lang": "text",
    "language": "any",
    "date-format": "text",
    "callout-icon": "flag",
    "keywords": "text or list",
    "jupyter": "text",
    **FIGURES,
    "number-sections": "flag",
    "number-depth": "count",
    **EXECUTE,
    **FORMATS,
}
OF_CHAPTER = {
    "toc": "flag",
    "toc-depth": "count",
    "number-sections": "flag",
    "number-depth": "count",
    "callout-icon": "flag",
    "lang": "text",
    "bibliography": "text or list",
    "filters": "text or list",
}
"""What a chapter may want otherwise than the book, at the top of its front matter or under `format: html`."""

CHAPTER_KEYS = {
    "title": "text",
    **OF_CHAPTER,
    "format": "text or mapping",
    "format.html": "text or mapping",
    **{
        f"format.html.{key}": kind
        for key, kind in {
            **OF_CHAPTER,
            **FIGURES,
            "code-fold": "flag or text",
            "code-summary": "text",
        }.items()
    },
    "jupyter": "text",
    "code-fold": "flag or text",
    "code-summary": "text",
    **FIGURES,
    "fig-align": "text",
    "params": "any",
    **EXECUTE,
}
CELL_KEYS = {
    "label": "text",
    "fig-cap": "text or list",
    "fig-alt": "text or list",
    "fig-subcap": "text or list",
    "fig-align": "text",
    **FIGURES,
    "out-width": "text",
    "tbl-cap": "text or list",
    "tbl-subcap": "text or list",
    "tbl-colwidths": "any",
    "lst-label": "text",
    "lst-cap": "text",
    "layout": "text or list",
    "layout-ncol": "count",
    "layout-nrow": "count",
    "code-fold": "flag or text",
    "code-summary": "text",
    "echo": "flag or text",
    "eval": "flag",
    "include": "flag",
    "output": "flag or text",
    "warning": "flag",
    "error": "flag",
}

QUARTO_KEYS = own_yaml(Path(__file__).parent / "assets" / "quarto-keys.yml")
KNOWN_TO_QUARTO = frozenset(QUARTO_KEYS["project"])
KNOWN_IN_CHAPTERS = frozenset(
    [
        *QUARTO_KEYS["chapter"],
        *(key for key in (*PROJECT_KEYS, *KNOWN_TO_QUARTO) if "format." in key),
    ]
)
KNOWN_IN_CELLS = frozenset(QUARTO_KEYS["cell"])


def check(
    located: Located, honoured: Mapping[str, str], known: frozenset[str], path: str
) -> tuple[list[Problem], list[Problem]]:
    """(errors, warnings) about the keys of one YAML document in the file `path`."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for keys, value in _leaves(located.value, (), honoured, known):
        name, line = ".".join(keys), located.line(*keys)
        if name in honoured:
            if value is not None and not isinstance(value, KINDS[honoured[name]]):
                what = f"`{name}` should be a {honoured[name]}, found {_short(value)}"
                errors.append(Problem(what, path, line, "correct the value"))
        elif name in known:
            what = f"`{name}` is not honoured by press; the real Quarto will use it"
            warnings.append(Problem(what, path, line))
        else:
            errors.append(Problem(f"unknown key `{name}`", path, line, _nearest(name, honoured)))
    return errors, warnings


def _leaves(
    mapping: Mapping[str, Any],
    above: tuple[str, ...],
    honoured: Mapping[str, str],
    known: frozenset[str],
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key path that the tables decide on: unknown and free-form ones are not entered."""
    for key, value in mapping.items():
        keys = (*above, key)
        name = ".".join(keys)
        yield keys, value
        if isinstance(value, dict) and honoured.get(name) in {
            "mapping",
            "text or mapping",
        }:
            yield from _leaves(value, keys, honoured, known)


def _nearest(name: str, honoured: Mapping[str, str]) -> str:
    parent = name.rpartition(".")[0]
    siblings = [key for key in honoured if key.rpartition(".")[0] == parent]
    close = difflib.get_close_matches(name, siblings, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known here: {', '.join(key.rpartition('.')[2] for key in siblings)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
