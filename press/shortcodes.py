"""Reads a chapter's source, with Quarto's shortcodes carried out: include, meta, var and pagebreak.

Comes in: the name of a `.qmd`, `.md` or `.ipynb`. Goes out: one text, and for each of its lines the file
and line (in a notebook: the cell) that it came from, so that messages stay true. Shortcodes in cells and
in comments are left alone, and in other code those that are not known.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from press.chapters import PROJECT_FILE, path_of
from press.config import read_text
from press.errors import BookError, Place, Problem, raise_if
from press.faults import missing
from press.keys import CELL_KEYS
from press.located import KeyPath, Located, load, value_at
from press.profiles import laid_over
from press.scan import behind_front_matter, in_words
from press.withheld import REMEDY, is_withheld, said, withheld

RAW = {"text/html": "html", "text/latex": "tex", "text/restructuredtext": "rst"}
"""The formats that the raw cells of a notebook are for; any other is read as Markdown."""
VARIABLES = "_variables.yml"
WITHIN = r"(?:(?!\{\{<|\n[ \t>]*\n).)*?"
SHORTCODE = re.compile(
    rf"(?P<shown>\{{\{{\{{<{WITHIN}>\}}\}}\}})|\{{\{{<(?P<words>{WITHIN})>\}}\}}", re.DOTALL
)
PAGEBREAK = ("", "::: {.pagebreak}", ":::", "")

Line = tuple[str, Place]


@dataclass(frozen=True, slots=True)
class Source:
    """A chapter's text; `origins` has the place of each of its lines, and is empty where that is plain."""

    text: str
    origins: tuple[Place, ...] = ()


@dataclass(slots=True)
class _Reader:
    """What is known while one chapter is read: the project, the metadata, and what went wrong."""

    root: Path
    chapter: str
    metadata: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def lines(self, path: str, above: tuple[str, ...]) -> Iterator[Line]:
        """The lines of a file, with what it includes in their places."""
        text, numbers = _joined(*_text(self.root, path))
        lines = text.split("\n")
        first = behind_front_matter(lines) if above else 0
        found = _found(text)
        for number, line in enumerate(lines[first:], start=first):
            place = (path, numbers[number])
            here = [match for at, match in found if at == number]
            block = self._block(line, here, place, (*above, path))
            if block is None:
                yield self.filled(line, here, place), place
            else:
                yield from block

    def _block(
        self, line: str, here: Sequence[re.Match[str]], place: Place, above: tuple[str, ...]
    ) -> Iterator[Line] | list[Line] | None:
        """The lines that a shortcode alone on its line stands for; None for any other line."""
        if len(here) != 1 or here[0].group() != line.strip() or here[0]["shown"]:
            return None
        name, arguments = _words(here[0])
        if name == "pagebreak":
            return [(text, place) for text in PAGEBREAK]
        if name in {"meta", "var"} and len(arguments) == 1:
            text = str(value_at(self._values(name), arguments[0])).strip()
            if "\n\n" not in text:
                return None
            within = [name, *arguments]
            filled = SHORTCODE.sub(lambda inner: self.value(inner, place, within), text)
            return [(line.replace(here[0].group(), one), place) for one in filled.split("\n")]
        if name != "include" or len(arguments) != 1:
            return None
        path = path_of(self.chapter, arguments[0])
        refused = [*missing(self.root, path, place, "included file")]
        if path in above:
            remedy = "take one of the includes out"
            refused = [Problem(f"{path} includes itself", *place, remedy)]
        if evidence := is_withheld(self.root, path, withheld(self.root)):
            what = f"the included file {said(path, evidence)}"
            refused = [Problem(what, *place, REMEDY)]
        self.problems += refused
        return [] if refused else self.lines(path, above)

    def filled(self, line: str, here: Sequence[re.Match[str]], place: Place) -> str:
        """A line with the values of its shortcodes."""
        for match in reversed(here):
            value = self.value(match, place)
            column = match.start() - match.string.rfind("\n", 0, match.start()) - 1
            line = line[:column] + value + line[column + len(match.group()) :]
        return line

    def value(self, match: re.Match[str], place: Place, *above: list[str]) -> str:
        """What is printed for a shortcode, in whose value others may stand; those `above` it are the ones it stands in."""
        if match["shown"]:
            return match.group()[1:-1]
        name, arguments = _words(match)
        if name in {"meta", "var"} and len(arguments) == 1:
            home = VARIABLES if name == "var" else f"the front matter or {PROJECT_FILE}"
            found, within = _scalar(self._values(name), arguments[0]), (*above, [name, *arguments])
            if within[-1] in above:
                what = f"`{match.group()}` stands in its own value"
                self.problems.append(Problem(what, *place, "take it out there"))
                return ""
            if found is not None:
                return SHORTCODE.sub(lambda inner: self.value(inner, place, *within), found)
            what = f"`{match.group()}` names nothing: no text `{arguments[0]}` is in {home}"
            self.problems.append(Problem(what, *place, "write it there, or mend the name"))
        elif name in {"include", "pagebreak"}:
            what = f"`{match.group()}` does not stand alone on its line"
            remedy = "give it a line of its own, between empty lines, a file name without blanks"
            self.problems.append(Problem(what, *place, remedy))
        else:
            what = f"the shortcode `{match.group()}` is not one that press knows"
            remedy = "known are include FILE, meta KEY, var KEY, pagebreak; {{{< >}}} prints braces"
            self.problems.append(Problem(what, *place, remedy))
        return ""

    def _values(self, name: str) -> Mapping[str, Any]:
        """Where `meta` or `var` finds its texts."""
        return _variables(self.root) if name == "var" else self.metadata


def carried_out(root: Path, located: Located) -> Located:
    """The project's YAML with the shortcodes in its texts carried out. Raises BookError with each that cannot be."""
    reader = _Reader(root, located.path, located.value)

    def filled(value: Any, at: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: filled(item, (*at, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [filled(item, (*at, index)) for index, item in enumerate(value)]
        if not isinstance(value, str) or "{{<" not in value:
            return value
        file, line = located.place(*at)
        return SHORTCODE.sub(lambda match: reader.value(match, (file, line or 1)), value)

    value = filled(located.value, ())
    raise_if(reader.problems)
    return replace(located, value=value)


def read_source(root: Path, path: str, metadata: Mapping[str, Any]) -> Source:
    """The source of a chapter; `metadata` is the project's, and its own front matter goes before.

    Raises BookError with every shortcode that cannot be carried out.
    """
    text, numbers = _text(root, path)
    if not SHORTCODE.search(text):
        plain = not path.endswith(".ipynb")
        return Source(text, () if plain else tuple((path, number) for number in numbers))
    lines = text.split("\n")
    end = behind_front_matter(lines)
    front = load("\n".join(lines[1 : end - 1]), path, first_line=2) if end else Located({})
    reader = _Reader(root, path, laid_over(Located(dict(metadata)), front).value)
    read = list(reader.lines(path, ()))
    raise_if(reader.problems)
    return Source("\n".join(line for line, _ in read), tuple(place for _, place in read))


def _text(root: Path, path: str) -> tuple[str, list[int]]:
    """The text of a file, and the number of each of its lines: of the cell, in a notebook."""
    text = read_text(root, path)
    if not path.endswith(".ipynb"):
        return text, list(range(1, text.count("\n") + 2))
    lines: list[str] = []
    numbers: list[int] = []
    for number, cell in enumerate(_cells(path, text), start=1):
        added = [*_markdown(cell).split("\n"), ""]
        lines += added
        numbers += [number] * len(added)
    return "\n".join(lines), numbers or [1]


def _markdown(cell: Mapping[str, Any]) -> str:
    """A cell as it would stand in a `.qmd`, with the options that its metadata hold."""
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    for name, content in cell.get("attachments", {}).items():
        for mime, data in content.items():
            address = rf"\(attachment:{re.escape(name)}(?=[\s)])"
            source = re.sub(address, f"(data:{mime};base64,{''.join(data)}", source)
    mark = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall("`{3,}", source))])
    metadata = cell.get("metadata", {})
    raw = RAW.get(metadata.get("raw_mimetype", "")) if cell["cell_type"] == "raw" else ""
    if cell["cell_type"] == "code":
        options = [
            f"#| {key}: {json.dumps(metadata[key])}\n"
            for key in CELL_KEYS.keys() & metadata
            if not re.search(rf"^#\|\s*{key}\s*:", source, re.MULTILINE)
        ]
        source = "".join(sorted(options)) + source
    info = f"{{={raw}}}" if raw else "{python}" if cell["cell_type"] == "code" else ""
    return f"{mark}{info}\n{source}\n{mark}" if info else source


def _cells(path: str, text: str) -> list[dict[str, Any]]:
    try:
        cells: list[dict[str, Any]] = json.loads(text)["cells"]
        return [
            cell for cell in cells if isinstance(cell["source"], (str, list)) and cell["cell_type"]
        ]
    except (ValueError, KeyError, TypeError):
        remedy = "open it in Jupyter and save it anew"
        raise BookError(Problem("this is no notebook of format 4", path, None, remedy)) from None


def _joined(text: str, numbers: list[int]) -> tuple[str, list[int]]:
    """A text, and the numbers of its lines, with each of its shortcodes on one line."""
    left = list(numbers)
    for line, match in reversed(_found(text)):
        one_line = re.sub(r"[ \t]*\n[ \t>]*", " ", match.group())
        text = f"{text[: match.start()]}{one_line}{text[match.end() :]}"
        del left[line + 1 : line + 1 + match.group().count("\n")]
    return text, left


def _found(text: str) -> list[tuple[int, re.Match[str]]]:
    """The shortcodes of a text that are carried out, each with its line (from 0)."""
    prose = {match.start() for _, match in in_words(SHORTCODE, text)}
    return [
        (line, match)
        for line, match in in_words(SHORTCODE, text, code=True)
        if match.start() in prose
        or match["shown"]
        or _words(match)[0] in {"include", "meta", "var"}
    ]


def _words(match: re.Match[str]) -> tuple[str, list[str]]:
    try:
        name, *arguments = shlex.split(match["words"])
    except ValueError:
        return "", []
    return name, arguments


def _variables(root: Path) -> Mapping[str, Any]:
    if not (root / VARIABLES).is_file():
        return {}
    return load(read_text(root, VARIABLES), VARIABLES).value


def _scalar(values: Mapping[str, Any], key: str) -> str | None:
    """The text at a key path such as `book.title`, on one line; None where there is no text."""
    value = value_at(values, key)
    if value is None or isinstance(value, (dict, list)):
        return None
    return str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
