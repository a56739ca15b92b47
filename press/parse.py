"""A chapter's source, taken apart: front matter, Markdown, cells and inline code, each with its line.

Comes in: the text of a `.qmd`. Goes out: a `Chapter`, whose parts stand in the order in which they are
run and read. Nothing is executed and Pandoc is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath
from typing import Any

from press.errors import BookError, Problem, raise_if
from press.keys import CELL_KEYS, CHAPTER_KEYS, KNOWN_IN_CELLS, KNOWN_IN_CHAPTERS, check
from press.located import Located, load

FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<mark>`{3,}|~{3,})(?P<info>.*)$")
CELL_INFO = re.compile(r"^\s*\{(?P<language>[A-Za-z][\w-]*)\s*(?P<rest>[^}]*)\}\s*$")
OPTION = re.compile(r"^\s*#\|")
LABEL = re.compile(r"\w[\w.-]*")
SPAN = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|(?<![`\\])(?P<mark>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=mark)(?!`)",
    re.DOTALL,
)
"""An HTML comment or a code span, whichever opens first; a code span ends with its paragraph."""
INLINE = re.compile(r"`\{python\}\s+(?P<code>[^`]+)`")


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What the `#|` lines of a cell ask for, over the defaults of the chapter and the book."""

    label: str = ""
    fig_cap: str = ""
    fig_alt: str = ""
    tbl_cap: str = ""
    fig_width: float | None = None
    fig_height: float | None = None
    echo: bool = True
    eval: bool = True
    include: bool = True
    output: bool | str = True
    warning: bool = True
    error: bool = False


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
    """A `{python}` cell. `line` is that of its fence, `code_line` that of the first line of code."""

    code: str
    line: int
    code_line: int
    options: CellOptions
    indent: str = ""

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
    parts: tuple[Part, ...]
    source: str = field(repr=False)
    warnings: tuple[Problem, ...] = ()

    @property
    def cells(self) -> list[Cell]:
        """The cells, in order."""
        return [part for part in self.parts if isinstance(part, Cell)]

    @property
    def page(self) -> str:
        """The page of the site that this chapter becomes."""
        return str(PurePosixPath(self.path).with_suffix(".html"))

    @property
    def executable(self) -> bool:
        """Whether anything in it has to be run."""
        return any(
            isinstance(part, Inline) or (isinstance(part, Cell) and part.options.eval)
            for part in self.parts
        )

    def line_of(self, pattern: str) -> int | None:
        """The first line on which the regular expression `pattern` is found."""
        found = re.search(pattern, self.source)
        return self.source[: found.start()].count("\n") + 1 if found else None


def parse(path: str, source: str, execute: Mapping[str, Any], kernel: str = "python3") -> Chapter:
    """The chapter in `source`; `execute` and `kernel` are the book's defaults.

    Raises BookError with every problem: an unclosed fence, an option that is not known, bad YAML.
    """
    front, body_line = _front_matter(path, source)
    errors, warnings = check(front, CHAPTER_KEYS, KNOWN_IN_CHAPTERS, path)
    raise_if(errors)
    defaults = _defaults({**execute, **front.get("execute", default={})})
    parts: list[Part] = []
    for part in _parts(path, source.split("\n"), body_line, defaults, errors, warnings):
        parts.extend(_inlines(part) if isinstance(part, Text) else [part])
    errors += _labelled_twice(path, parts)
    raise_if(errors)
    title = str(front.get("title", default=""))
    kernel = str(front.get("jupyter", default=kernel))
    return Chapter(path, title, kernel, tuple(parts), source, tuple(warnings))


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
    if lines[0].rstrip() != "---":
        return Located({}), 1
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() in {"---", "..."}:
            return load("\n".join(lines[1:index]), path, first_line=2), index + 2
    what = "the front matter that opens here is never closed"
    raise BookError(Problem(what, path, 1, "write `---` on a line of its own after it"))


def _defaults(execute: Mapping[str, Any]) -> CellOptions:
    names = {item.name for item in fields(CellOptions)}
    return CellOptions(**{key: value for key, value in execute.items() if key in names})


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
    for index, end, fence in _fences(lines, start):
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
    yield Text("\n".join(lines[start:]), start + 1)


def _fences(lines: list[str], first: int) -> Iterator[tuple[int, int | None, re.Match[str]]]:
    """Each fenced block that no comment hides: its first line, its last (None: never closed), its mark.

    Lines count from 0; those before `first` are left out.
    """
    index = first
    while index < len(lines):
        fence = FENCE.match(lines[index])
        if fence and not _is_inline_code(fence):
            end = _closing(lines, index, fence)
            yield index, end, fence
            index = len(lines) if end is None else end + 1
        else:
            index = _last_of_comment(lines, index) + 1


def _last_of_comment(lines: list[str], index: int) -> int:
    """The line on which the comment ends that opens on the line `index`; else that line itself."""
    if "<!--" not in lines[index]:
        return index
    text, last = "\n".join(lines[index:]), index
    for span in SPAN.finditer(text):
        if index + text.count("\n", 0, span.start()) > last:
            break
        if span["comment"]:
            last = index + text.count("\n", 0, span.end())
    return last


def _is_inline_code(fence: re.Match[str]) -> bool:
    return fence["mark"].startswith("`") and "`" in fence["info"]


def _closing(lines: list[str], opening: int, fence: re.Match[str]) -> int | None:
    mark = re.escape(fence["mark"][0])
    closing = re.compile(rf"^[ \t>]*{mark}{{{len(fence['mark'])},}}\s*$")
    for index in range(opening + 1, len(lines)):
        if closing.match(lines[index]):
            return index
    return None


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
    count = 0
    while count < len(body) and OPTION.match(body[count]):
        count += 1
    options = defaults
    try:
        text = "\n".join(OPTION.sub("", line).removeprefix(" ") for line in body[:count])
        located = load(text, path, first_line=opening + 2)
        wrong, ignored = check(located, CELL_KEYS, KNOWN_IN_CELLS, path)
        wrong += _bad_values(located, path)
        errors.extend(wrong)
        warnings.extend(ignored)
        if not wrong:
            options = _options(defaults, located.value)
    except BookError as error:
        errors.extend(error.problems)
    code = "\n".join(body[count:]).strip("\n")
    blank = next((n for n, line in enumerate(body[count:]) if line.strip()), 0)
    return Cell(code, opening + 1, opening + 2 + count + blank, options, indent)


def _bad_values(located: Located, path: str) -> Iterator[Problem]:
    """Values of the right kind that mean nothing: in labels and in `output`."""
    label = str(located.get("label", default="ok"))
    if not LABEL.fullmatch(label):
        what = f"the label {label!r} holds more than letters, digits, `-`, `_` and `.`"
        yield Problem(what, path, located.line("label"), "pictures and links are named after it")
    output = located.get("output", default=True)
    if not isinstance(output, bool) and output != "asis":
        what = f"`output` should be true, false or asis, found {output!r}"
        yield Problem(what, path, located.line("output"), "correct the value")


def _options(defaults: CellOptions, given: Mapping[str, Any]) -> CellOptions:
    named = {key.replace("-", "_"): value for key, value in given.items() if value is not None}
    texts = {"label", "fig_cap", "fig_alt", "tbl_cap"}
    values = {item.name: getattr(defaults, item.name) for item in fields(CellOptions)}
    for key in values:
        if key in named:
            values[key] = str(named[key]) if key in texts else named[key]
    return CellOptions(**values)


def _inlines(text: Text) -> Iterator[Part]:
    """`text` cut at its inline expressions; code blocks, other code and comments are left whole."""
    start = 0
    for span in _spans(text.text):
        inline = INLINE.fullmatch(span.group())
        if not inline:
            continue
        yield Text(text.text[start : span.start()], text.line + text.text.count("\n", 0, start))
        code = re.sub(r"\s*\n\s*", " ", inline["code"].strip())
        yield Inline(code, text.line + text.text.count("\n", 0, span.start()))
        start = span.end()
    yield Text(text.text[start:], text.line + text.text.count("\n", 0, start))


def _spans(text: str) -> Iterator[re.Match[str]]:
    """The comments and code spans of a Markdown text that lie outside its fenced blocks."""
    lines = text.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    start = 0
    for first, last, _ in _fences(lines, 0):
        yield from SPAN.finditer(text, start, offsets[first])
        start = len(text) if last is None else offsets[last + 1]
    yield from SPAN.finditer(text, start)
