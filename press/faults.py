"""What is wrong with `_quarto.yml` though each of its keys is known: values, files, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from press.chapters import PROJECT_FILE, SOURCES, Entry
from press.errors import Problem
from press.language import ENGLISH, is_known, written_date
from press.located import Located, as_list, file_of
from press.parse import Chapter

DEFAULT_OUTPUT = "_book"

FILES: dict[tuple[str, ...], str] = {
    ("bibliography",): "bibliography",
    ("csl",): "csl",
    ("filters",): "filter",
    ("language",): "language",
    ("format", "html", "css"): "css",
    ("format", "html", "include-in-header"): "include-in-header",
}
"""The keys whose values are files of the project, and what a message calls one."""
THEME = ("format", "html", "theme")
WRITTEN = ("html", "typst")
FOOTER = ("left", "center", "right")
MOVING_DATES = {"today", "now", "last-modified"}


def faults(root: Path, located: Located, chapters: Sequence[Entry]) -> Iterator[Problem]:
    """Everything that stops a build before a chapter is read."""
    yield from _values(located)
    yield from _of_chapters(located, chapters)
    yield from _of_footer(located, chapters)
    for entry in chapters:
        yield from missing(root, entry.path, entry.place, "chapter")
    for key, kind in FILES.items():
        for name in files_of(located, *key):
            yield from missing(root, name, located.place(*key), kind)
    for name in filter(is_css, themes(located)):
        yield from missing(root, name, located.place(*THEME), "theme")
    yield from _output_outside(root, located)


def of_front_matter(root: Path, chapters: Sequence[Chapter]) -> Iterator[Problem]:
    """The problems of files that chapters bring along, and cannot be had."""
    for chapter in chapters:
        for key, kind in (("bibliography", "bibliography"), ("filters", "filter")):
            place = (chapter.path, chapter.line_of(rf"(?m)^\s*{key}:"))
            for name in chapter.files(key):
                yield from missing(root, name, place, kind)


def missing(root: Path, name: str, place: tuple[str, int | None], kind: str) -> Iterator[Problem]:
    """The problem of a file that is named and cannot be had."""
    if not (root / name).resolve().is_relative_to(root.resolve()):
        what = f"the {kind} {name} lies outside the project"
        yield Problem(what, *place, "copy it into the project and name it there")
    elif not (root / name).is_file():
        what = f"the {kind} {name} does not exist"
        yield Problem(what, *place, f"create {name}, or correct or remove the line")


def warned(located: Located) -> Iterator[Problem]:
    """What press does otherwise than the values of known keys ask for."""
    for name in themes(located):
        if not is_css(name):
            what = f"`format.html.theme` names {name}, which press does not know; the real Quarto will use it"
            yield Problem(what, *located.place(*THEME))
    lang, own = str(located.get("lang", default="en")), located.get("language", default={})
    if not own and not is_known(lang):
        what = (
            f"press has no words such as `Figure` in the language `{lang}`; it prints English ones"
        )
        yield Problem(what, *located.place("lang"), "write them under `language:`")
    for name in own if isinstance(own, dict) else ():
        if name not in ENGLISH and not isinstance(own[name], dict):
            what = f"`language.{name}` is no word that press prints; the real Quarto may"
            yield Problem(what, *located.place("language", name))
    if isinstance(only := located.get("format"), str) and only not in WRITTEN:
        what = f"`format: {only}` is not honoured by press, which writes HTML and Typst's PDF"
        yield Problem(what, *located.place("format"))
    for name in located.listed("book", "downloads"):
        if name != "pdf":
            what = f"`book.downloads: {name}` is not honoured by press; the real Quarto will use it"
            yield Problem(what, *located.place("book", "downloads"))


def unread(root: Path, chapters: Sequence[Entry]) -> Iterator[Problem]:
    """Files that Quarto reads because they are there."""
    folders = {folder for entry in chapters for folder in PurePosixPath(entry.path).parents}
    names = {"_brand.yml", "_environment", f"{PROJECT_FILE}.local"}
    names |= {str(folder / "_metadata.yml") for folder in folders}
    for name in sorted(names):
        if (root / name).is_file():
            what = f"{name} is not honoured by press; the real Quarto will use it"
            yield Problem(what, name, 1)


def date_format(located: Located) -> str:
    """What `date-format` says, wherever it stands."""
    return str(
        located.get("book", "date-format", default=located.either("date-format", default=""))
    )


def themes(located: Located) -> list[str]:
    """Everything that `theme` names: one, several, or one for light and one for dark."""
    given = located.get(*THEME)
    pairs = given.values() if isinstance(given, dict) else [given]
    return [str(name) for value in pairs for name in as_list(value)]


def is_css(name: str) -> bool:
    """Whether a theme is one that press can use."""
    return name.endswith(".css")


def files_of(located: Located, *key: str) -> list[str]:
    """The files that a value names, one way or another; `text:` and Quarto's own filters are none."""
    return [name for name in map(file_of, as_list(located.get(*key))) if name not in {"", "quarto"}]


def _values(located: Located) -> Iterator[Problem]:
    """Values of the right kind that cannot be."""
    if not located.get("book", "title"):
        what, remedy = "the book has no title", "write `title:` under `book:`"
        yield Problem(what, *located.place("book"), remedy)
    date, lang = str(located.get("book", "date", default="")), located.get("lang", default="en")
    if date in MOVING_DATES:
        what = "a date that moves would make each build another book"
        yield Problem(what, *located.place("book", "date"), "write the date, such as 2026-11-24")
        return
    try:
        written_date(date, date_format(located), str(lang))
    except ValueError as error:
        keys = (("book", "date-format"), ("date-format",), ("format", "html", "date-format"))
        place = next(located.place(*key) for key in keys if located.get(*key))
        remedy = "write iso, short, medium, long, full, or a pattern such as D MMMM YYYY"
        yield Problem(str(error), *place, remedy)


def _of_chapters(located: Located, chapters: Sequence[Entry]) -> Iterator[Problem]:
    """What is wrong with the list of chapters."""
    if not chapters:
        place = located.place("book")
        yield Problem("the book has no chapters", *place, "list them in `chapters:`")
    elif chapters[0].path != "index.qmd":
        remedy = "put index.qmd first: it becomes the home page"
        yield Problem("the first chapter is not index.qmd", *chapters[0].place, remedy)
    seen: set[str] = set()
    for entry in chapters:
        if entry.path in seen:
            what = f"the chapter {entry.path} is listed twice"
            yield Problem(what, *entry.place, "remove one of the two lines")
        seen.add(entry.path)
        if PurePosixPath(entry.path).suffix not in SOURCES:
            what = f"the chapter {entry.path} is not a .qmd, .md or .ipynb file"
            yield Problem(what, *entry.place, "convert it to .qmd, or remove the line")


def _of_footer(located: Located, chapters: Sequence[Entry]) -> Iterator[Problem]:
    """Links of the page-footer to sources that are no pages."""
    pages = {entry.path for entry in chapters}
    for side in FOOTER:
        for item in as_list(located.get("book", "page-footer", side)):
            led = str(item.get("href", "")) if isinstance(item, dict) else ""
            if PurePosixPath(led).suffix in SOURCES and led not in pages:
                what = f"the page-footer leads to {led}, which is no chapter"
                place = located.place("book", "page-footer", side)
                yield Problem(what, *place, "list it in `chapters:`, or name another address")


def _output_outside(root: Path, located: Located) -> Iterator[Problem]:
    """The problem of a book that would be written elsewhere, by its name or by a link."""
    name = str(located.get("project", "output-dir", default=DEFAULT_OUTPUT))
    inside, output = root.resolve(), (root / name).resolve()
    if not output.is_relative_to(inside) and not inside.is_relative_to(output):
        what = f"the output-dir {name} lies outside the project"
        place = located.place("project", "output-dir")
        remedy = "name a folder inside the project, or build to another place with --output"
        yield Problem(what, *place, remedy)
