"""A chapter's source, taken apart: front matter, Markdown, cells and inline code, each with its line.

Comes in: the text of a `.qmd`. Goes out: a `Chapter`, whose parts stand in the order in which they are
run and read. Nothing is executed and Pandoc is not asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from press import layout
from press.chapters import page_of, path_of
from press.errors import BookError, Place, Problem, raise_if, relocated, told_from
from press.keys import (
    CELL_KEYS,
    CHAPTER_KEYS,
    KNOWN_IN_CELLS,
    KNOWN_IN_CHAPTERS,
    check,
    ignored,
    kernel_of,
    no_listing,
    of_tags,
)
from press.located import Located, as_list, file_of, load
from press.scan import SHOWN_INLINE, behind_front_matter, fences, shown, spans

CELL_INFO = re.compile(r"^\s*\{(?P<language>[A-Za-z][\w-]*)\s*(?P<rest>[^}]*)\}\s*$")
OPTION = re.compile(r"^\s*#\|")
CAPTIONS = {"fig_cap", "tbl_cap"}
INLINE = re.compile(r"`\{python\}\s+(?P<code>[^`]+)`")


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What the `#|` lines of a cell ask for, over the defaults of the chapter and the book."""

    label: str = ""
    fig_cap: str | tuple[str, ...] = ""
    """Where it is a list, each picture is a figure of its own."""
    fig_alt: tuple[str, ...] = ("",)
    fig_subcap: tuple[str, ...] | bool = ()
    """True for parts without words: `(a)`, `(b)`, …"""
    fig_align: str = ""
    fig_cap_location: str = ""
    tbl_cap: str | tuple[str, ...] = ""
    tbl_subcap: tuple[str, ...] | bool = ()
    tbl_cap_location: str = ""
    tbl_colwidths: tuple[float, ...] | None = None
    lst_label: str = ""
    lst_cap: str = ""
    filename: str = ""
    layout: str | None = None
    layout_ncol: int | None = None
    layout_nrow: int | None = None
    layout_valign: str = ""
    fig_width: float | None = None
    fig_height: float | None = None
    fig_dpi: int | None = None
    fig_format: str | None = None
    out_width: str = ""
    code_fold: bool | str | None = None
    code_summary: str = ""
    echo: bool | str = True
    eval: bool = True
    include: bool = True
    output: bool | str = True
    warning: bool = True
    error: bool = False


OPTIONS = {item.name for item in fields(CellOptions)}


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown as it stands in the source."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Inline:
    """An expression in a sentence: `` `{python} code` ``."""

    code: str
    line: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A `{python}` cell. `line` is that of its fence, `code_line` that of the first line of code.

    `fenced` is the cell as it stands in the source, for `echo: fenced`; else it is empty.
    """

    code: str
    line: int
    code_line: int
    options: CellOptions
    indent: str = ""
    fenced: str = ""

    @property
    def name(self) -> str:
        """How a message calls the cell."""
        return f"cell {self.options.label}" if self.options.label else "cell without a label"


Part = Text | Inline | Cell


@dataclass(frozen=True, slots=True)
class Chapter:
    """One source file. `path` is relative to the project's root."""

    path: str
    title: str
    kernel: str
    folder: str
    """Where its cells run, from the project's root."""
    parts: tuple[Part, ...]
    source: str = field(repr=False)
    warnings: tuple[Problem, ...] = ()
    origins: tuple[Place, ...] = ()
    """Where each line of `source` came from; empty where that is the file itself."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """What its front matter says, of which some is otherwise than in the book: `toc`, `number-sections`, …"""

    def numbered_to(self, depth: int) -> int:
        """Down to which level its headings show numbers, where the book's do to `depth`."""
        return int(self.own.get("number-depth", depth)) * bool(
            self.own.get("number-sections", True)
        )

    @property
    def cells(self) -> list[Cell]:
        """The cells, in order."""
        return [part for part in self.parts if isinstance(part, Cell)]

    @property
    def page(self) -> str:
        """The page of the site that this chapter becomes."""
        return page_of(self.path)

    @property
    def executable(self) -> bool:
        """Whether anything in it has to be run."""
        return any(
            isinstance(part, Inline) or (isinstance(part, Cell) and part.options.eval)
            for part in self.parts
        )

    def files(self, key: str) -> list[str]:
        """The files, by their paths below the root, that its front matter names under `key`."""
        names = map(file_of, as_list(self.own.get(key)))
        return [path_of(self.path, name) for name in names if name != "quarto"]

    def place(self, line: int) -> Place:
        """The file and line that the line `line` of `source` came from."""
        return self.origins[line - 1] if self.origins else (self.path, line)

    def shown_from(self, line: int) -> int:
        """The number of the line `line` in an excerpt; in a notebook, a cell's lines count from 1."""
        return 1 if self.path.endswith(".ipynb") else self.place(line)[1]

    def problem(self, what: str, pattern: str, remedy: str) -> Problem:
        """The problem of what the regular expression `pattern` finds first."""
        return Problem(what, self.path, self.line_of(pattern), remedy)

    def line_of(self, pattern: str) -> int | None:
        """The first line on which the regular expression `pattern` is found."""
        return next(iter(self.lines_of(pattern)), None)

    def lines_of(self, pattern: str) -> list[int]:
        """The lines on which the regular expression `pattern` is found."""
        found = re.finditer(pattern, self.source)
        return [self.source.count("\n", 0, one.start()) + 1 for one in found]


def parse(
    path: str,
    source: str,
    execute: Mapping[str, Any],
    kernel: str = "python3",
    origins: tuple[Place, ...] = (),
    folder: str | None = None,
) -> Chapter:
    """The chapter in `source`; `execute` and `kernel` are the book's defaults, `folder` where cells run, if not beside it.

    Raises BookError with every problem: an unclosed fence, an option that is not known, bad YAML.
    """
    with told_from({path: origins}):
        front, body_line = _front_matter(path, source)
        errors, warnings = check(front, CHAPTER_KEYS, KNOWN_IN_CHAPTERS)
        raise_if(errors)
        html = front.get("format", "html", default={})
        own = {**front.value, **(html if isinstance(html, dict) else {})}
        defaults = _options(CellOptions(), {**execute, **front.get("execute", default={}), **own})
        parts: list[Part] = []
        for part in _parts(path, source.split("\n"), body_line, defaults, errors, warnings):
            if isinstance(part, Text):
                warnings.extend(ignored(part.text, path, part.line))
            parts.extend(_inlines(part) if isinstance(part, Text) else [part])
        raise_if([*errors, *_labelled_twice(path, parts)])
    title = " ".join(str(front.get("title", default="")).split())
    kernel = kernel_of(front.get("jupyter", default=kernel))
    told = tuple(relocated(warning, {path: origins}) for warning in warnings)
    wanted = {key: value for key, value in own.items() if value is not None}
    folder = str(PurePosixPath(path).parent) if folder is None else folder
    return Chapter(path, title, kernel, folder, tuple(parts), source, told, origins, wanted)


def _labelled_twice(path: str, parts: Sequence[Part]) -> Iterator[Problem]:
    """Cells of one chapter that share a label, after which their pictures are named."""
    first: dict[str, int] = {}
    for part in parts:
        label = part.options.label if isinstance(part, Cell) else ""
        if label and isinstance(part, Cell) and first.setdefault(label, part.line) != part.line:
            what = f"the label {label} is used twice (first in {path}:{first[label]})"
            remedy = "give one of the two another label, and mend the references to it"
            yield Problem(what, path, part.line, remedy)


def _front_matter(path: str, source: str) -> tuple[Located, int]:
    """The YAML between `---` lines at the head, and the line on which the body begins."""
    lines = source.split("\n")
    end = behind_front_matter(lines)
    if end:
        return load("\n".join(lines[1 : end - 1]), path, first_line=2), end + 1
    if lines[0].rstrip() == "---":
        what = "the front matter that opens here is never closed"
        raise BookError(Problem(what, path, 1, "write `---` on a line of its own after it"))
    return Located({}), 1


def _parts(
    path: str,
    lines: list[str],
    body_line: int,
    defaults: CellOptions,
    errors: list[Problem],
    warnings: list[Problem],
) -> Iterator[Text | Cell]:
    """Markdown and cells in turn; other fenced code stays in the Markdown, unread."""
    start = body_line - 1
    for index, end, fence in fences(lines, start):
        if end is None:
            what = f"the fence {fence['mark']}{fence['info']} that opens here is never closed"
            remedy = f"write {fence['mark']} on a line of its own where the block ends"
            errors.append(Problem(what, path, index + 1, remedy))
            return
        cell_info = CELL_INFO.match(fence["info"])
        if cell_info:
            yield Text("\n".join(lines[start:index]) + "\n", start + 1)
            yield _cell(path, lines, index, end, cell_info, defaults, errors, warnings)
            start = end + 1
        elif (code := shown(block := lines[index : end + 1], fence)) != block:
            yield Text("".join(f"{line}\n" for line in lines[start:index]), start + 1)
            yield Text("".join(f"{line}\n" for line in code), index + 1)
            start = end + 1
    yield Text("\n".join(lines[start:]), start + 1)


def _cell(
    path: str,
    lines: list[str],
    opening: int,
    end: int,
    info: re.Match[str],
    defaults: CellOptions,
    errors: list[Problem],
    warnings: list[Problem],
) -> Cell:
    indent = re.match(r"[ \t>]*", lines[opening])[0]  # type: ignore[index]
    body = [line.removeprefix(indent) for line in lines[opening + 1 : end]]
    if info["language"] != "python" or info["rest"]:
        what = f"press runs `{{python}}` cells only, found `{info[0].strip()}`"
        remedy = "write `{python}` and put options on `#|` lines; `{.python}` shows code unrun"
        errors.append(Problem(what, path, opening + 1, remedy))
    head = list(takewhile(OPTION.match, body))
    options = defaults
    try:
        text = "\n".join(OPTION.sub("", line).removeprefix(" ") for line in head)
        located = load(text, path, first_line=opening + 2) if head else Located({})
        wrong, told = check(located, CELL_KEYS, KNOWN_IN_CELLS)
        errors.extend(wrong)
        warnings.extend(told)
        if "lst-cap" in located.value and "lst-label" not in located.value:
            warnings.append(no_listing("lst-cap", *located.place("lst-cap")))
        if not wrong:
            options = _options(defaults, {**of_tags(located.get("tags")), **located.value})
    except BookError as error:
        errors.extend(error.problems)
    rest = body[len(head) :]
    code = "\n".join(rest).strip("\n")
    blank = next((n for n, line in enumerate(rest) if line.strip()), 0)
    fenced = ""
    if options.echo == "fenced":
        shown = [line for line in head if not re.match(r"#\|\s*echo:", line)]
        fenced = "\n".join(["```{python}", *shown, code, "```"])
    return Cell(code, opening + 1, opening + 2 + len(head) + blank, options, indent, fenced)


def _options(defaults: CellOptions, given: Mapping[str, Any]) -> CellOptions:
    named = {key.replace("-", "_"): value for key, value in given.items() if value is not None}
    values = {key: _option(key, value) for key, value in named.items() if key in OPTIONS}
    return replace(defaults, **values) if values else defaults


def _option(key: str, value: Any) -> Any:
    """The value of one option as its field holds it."""
    if key in {"fig_subcap", "tbl_subcap"}:
        return value is True or tuple(map(str, as_list(value)))
    if key == "fig_alt":
        return tuple(map(str, as_list(value))) or ("",)
    if key in CAPTIONS and isinstance(value, list):
        return tuple(map(str, value)) or ""
    if key == "tbl_colwidths":
        return layout.widths(value)
    if key == "layout" and not isinstance(value, str):
        return json.dumps(value)
    return (
        str(value)
        if key in {*CAPTIONS, "label", "lst_label", "lst_cap", "filename", "out_width"}
        else value
    )


def _inlines(text: Text) -> Iterator[Part]:
    """`text` cut at its inline expressions, and at those that are shown; other code and comments are left whole."""
    start, line = 0, text.line
    for span in spans(text.text):
        inline = INLINE.fullmatch(span.group())
        displayed = SHOWN_INLINE.sub(r"\1\2", span.group())
        if inline or displayed != span.group():
            before = text.text[start : span.start()]
            yield Text(before, line)
            line += before.count("\n")
            code = re.sub(r"\s*\n\s*", " ", inline["code"].strip()) if inline else ""
            yield Inline(code, line) if inline else Text(displayed, line)
            line += span.group().count("\n")
            start = span.end()
    yield Text(text.text[start:], line)
