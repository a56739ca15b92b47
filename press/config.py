"""What `_quarto.yml` asks for, read once into frozen records.

Comes in: the project's folder. Goes out: `Config`, with every file that it names known to exist, and
the warnings about keys that press does not honour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from press.errors import BookError, Problem, raise_if
from press.keys import KNOWN_TO_QUARTO, PROJECT_KEYS, check
from press.located import Located, load
from press.profiles import active, file_of, laid_over

PROJECT_FILE = "_quarto.yml"
DEFAULT_OUTPUT = "_book"

FILES = (
    ("bibliography",),
    ("csl",),
    ("filters",),
    ("format", "html", "css"),
    ("format", "html", "include-in-header"),
)
"""The keys whose values are files of the project."""

FIGURE_FORMATS = ("svg", "png", "retina", "jpeg")
FIGURE_FORMATS_SAID = "svg, png, retina or jpeg"
FIGURE_OPTIONS = ("width", "height", "dpi", "format")
MOVING_DATES = {"today", "now", "last-modified"}

Role = Literal["chapter", "appendix"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One chapter's place in the book. `path` is relative to the root, with forward slashes."""

    path: str
    role: Role = "chapter"
    part: str = ""
    line: int | None = None
    file: str = PROJECT_FILE

    @property
    def place(self) -> tuple[str, int | None]:
        """Where the chapter is listed."""
        return self.file, self.line


@dataclass(frozen=True, slots=True)
class Figures:
    """How cells draw where they do not say so themselves; sizes are in inches."""

    width: float = 7
    height: float = 5
    dpi: int = 96
    format: str = "svg"


@dataclass(frozen=True, slots=True)
class Author:
    """One author of the book; `orcid` is the identifier without its address."""

    name: str
    affiliations: tuple[str, ...] = ()
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class HtmlFormat:
    """Options of `format: html`."""

    toc: bool = True
    toc_depth: int = 3
    code_fold: bool | str = False
    code_summary: str = "Code"
    css: tuple[str, ...] = ()
    include_in_header: tuple[str, ...] = ()


ACCESSIBLE = ("ua-1", "a-2a")
"""The standards that a PDF keeps to unless `pdf-standard` says otherwise: for every reader, for ever."""


@dataclass(frozen=True, slots=True)
class TypstFormat:
    """Options of `format: typst`."""

    toc: bool = True
    toc_depth: int = 2
    papersize: str = "a4"
    mainfont: str = "Libertinus Serif"
    fontsize: str = "11pt"
    pdf_standard: tuple[str, ...] = ACCESSIBLE
    margin_x: str = "3.8cm"
    margin_y: str = "3cm"
    keep_typ: bool = False
    echo: bool | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of `_quarto.yml`, checked. `root` is absolute; all other paths hang below it."""

    root: Path
    title: str
    subtitle: str
    authors: tuple[str, ...]
    date: str
    abstract: str
    repo_url: str
    repo_actions: tuple[str, ...]
    repo_folder: str
    site_url: str
    output_dir: str
    output_file: str
    entries: tuple[Entry, ...]
    bibliography: tuple[str, ...]
    csl: str
    lang: str
    kernel: str
    pre_render: tuple[str, ...]
    execute: dict[str, Any]
    number_sections: bool
    number_depth: int
    figures: Figures
    formats: tuple[str, ...]
    html: HtmlFormat
    typst: TypstFormat
    bylines: tuple[Author, ...] = ()
    doi: str = ""
    keywords: tuple[str, ...] = ()
    footer: tuple[tuple[str, str], ...] = ()
    downloads: tuple[str, ...] = ()
    crossref: dict[str, Any] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    located: Located = field(default_factory=lambda: Located({}), repr=False)
    """All of `_quarto.yml`, and its lines."""

    def of(self, own: Mapping[str, Any]) -> Config:
        """The configuration of a chapter, whose front matter says `own` of some options."""
        options = {key.replace("-", "_"): value for key, value in own.items()}
        html = {key: value for key, value in options.items() if key in {"toc", "toc_depth"}}
        return replace(self, html=replace(self.html, **html))

    def actions(self, page: str) -> list[tuple[str, str]]:
        """(words, address) of what `repo-actions` offers on a page, on a host that has GitHub's addresses."""
        made = {
            str(PurePosixPath(entry.path).with_suffix(".html")): entry.path
            for entry in self.entries
        }
        addresses = {
            "edit": ("Edit this page", f"edit/{self.repo_folder}{made[page]}"),
            "source": ("View source", f"blob/{self.repo_folder}{made[page]}"),
            "issue": ("Report an issue", "issues/new"),
        }
        asked = [
            addresses[name] for name in self.repo_actions if self.repo_url and name in addresses
        ]
        return [(words, f"{self.repo_url}/{address}") for words, address in asked]

    @property
    def pre_render_line(self) -> int | None:
        """Where `pre-render` stands."""
        return self.located.line("project", "pre-render")


def read_config(root: Path) -> Config:
    """The configuration of the book in `root`.

    Raises BookError with every fault found: no file, bad YAML, unknown keys, missing files.
    """
    file = root / PROJECT_FILE
    if not file.is_file():
        remedy = f"run press in the folder that holds {PROJECT_FILE}, or name that folder"
        raise BookError(Problem(f"there is no {PROJECT_FILE} in {root}", remedy=remedy))
    located, warnings = _checked(root, PROJECT_FILE)
    profiles = active(root, located)
    for name in reversed(profiles):
        if (root / file_of(name)).is_file():
            over, more = _checked(root, file_of(name))
            located, warnings = laid_over(located, over), [*warnings, *more]
    warnings += [*_other_downloads(located), *_other_themes(located)]
    entries = tuple(_entries(located))
    raise_if([*_required(located, entries), *_missing_files(root, located, entries)])
    told = sorted(warnings, key=lambda warning: (warning.path, warning.line or 0))
    return replace(_config(root, located, entries, tuple(told)), profiles=profiles)


def _checked(root: Path, name: str) -> tuple[Located, list[Problem]]:
    """One file of the project's YAML, and the warnings about its keys."""
    located = load(read_text(root, name), name)
    errors, warnings = check(located, PROJECT_KEYS, KNOWN_TO_QUARTO, name)
    raise_if(errors)
    return located, warnings


def read_text(root: Path, name: str) -> str:
    """The text of a source file. Raises BookError where it is not UTF-8, with the line."""
    data = (root / name).read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise BookError(Problem(what, name, line, "save the file as UTF-8")) from None


def _config(
    root: Path,
    located: Located,
    entries: tuple[Entry, ...],
    warnings: tuple[Problem, ...],
) -> Config:
    get = located.get
    title = str(get("book", "title"))
    formats = get("format", default={"html": {}})
    return Config(
        root=root.resolve(),
        title=title,
        subtitle=str(get("book", "subtitle", default="")),
        authors=tuple(author.name for author in _authors(get("book", "author"))),
        bylines=tuple(_authors(get("book", "author"))),
        doi=re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", str(get("book", "doi", default=""))),
        keywords=tuple(_listed(get("keywords"))),
        footer=tuple(_footer(get("book", "page-footer"))),
        downloads=tuple(_listed(get("book", "downloads"))),
        crossref=get("crossref", default={}),
        filters=tuple(name for name in _listed(get("filters")) if name != "quarto"),
        date=str(get("book", "date", default="")),
        abstract=str(get("book", "abstract", default=get("book", "description", default=""))),
        repo_url=str(get("book", "repo-url", default="")).rstrip("/"),
        repo_actions=tuple(_listed(get("book", "repo-actions"))),
        repo_folder="/".join(
            str(get("book", f"repo-{key}", default=usual)).strip("/") + "/"
            for key, usual in (("branch", "main"), ("subdir", ""))
        ).replace("//", "/"),
        site_url=str(get("book", "site-url", default="")).rstrip("/"),
        output_dir=str(get("project", "output-dir", default=DEFAULT_OUTPUT)),
        output_file=str(get("book", "output-file", default=_file_stem(title))),
        entries=entries,
        bibliography=tuple(_listed(get("bibliography"))),
        csl=str(get("csl", default="")),
        lang=str(get("lang", default="en")),
        kernel=str(get("jupyter", default="python3")),
        pre_render=tuple(_listed(get("project", "pre-render"))),
        execute=get("execute", default={}),
        number_sections=_either(located, "number-sections", default=True),
        number_depth=_either(located, "number-depth", default=3),
        figures=_figures(located),
        formats=(formats,) if isinstance(formats, str) else tuple(formats),
        html=HtmlFormat(**_html_options(root, located)),
        typst=TypstFormat(**_typst_options(located)),
        warnings=warnings,
        located=located,
    )


def _entries(located: Located) -> Iterator[Entry]:
    for role, key in (("chapter", "chapters"), ("appendix", "appendices")):
        for index, item in enumerate(located.get("book", key, default=[])):
            place = located.place("book", key, index)
            if _is_part(item):
                for number, name in enumerate(item["chapters"]):
                    file, inner = located.place("book", key, index, "chapters", number)
                    yield Entry(_posix(name), role, str(item["part"]), inner, file)  # type: ignore[arg-type]
            elif isinstance(item, str):
                yield Entry(_posix(item), role, "", place[1], place[0])  # type: ignore[arg-type]
            else:
                what = f"`book.{key}` holds {item!r}"
                remedy = 'list file names, or `- part: "Title"` with `chapters:` below it'
                raise BookError(Problem(what, *place, remedy))
        references = located.get("book", "references")
        if references and role == "chapter":
            file, inner = located.place("book", "references")
            yield Entry(_posix(references), role, "", inner, file)  # type: ignore[arg-type]


def _is_part(item: Any) -> bool:
    names = item.get("chapters") if isinstance(item, dict) and "part" in item else None
    return isinstance(names, list) and len(item) == 2 and all(isinstance(n, str) for n in names)


def _required(located: Located, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    if not located.get("book", "title"):
        place = located.place("book")
        yield Problem("the book has no title", *place, "write `title:` under `book:`")
    if not entries:
        place = located.place("book")
        yield Problem("the book has no chapters", *place, "list them in `chapters:`")
    elif entries[0].path != "index.qmd":
        remedy = "put index.qmd first: it becomes the home page"
        yield Problem("the first chapter is not index.qmd", *entries[0].place, remedy)
    output = str(located.get("book", "output-file", default=""))
    if re.search(r'[\\/:*?"<>|]', output):
        what = f"`book.output-file` is no name of a file: {output}"
        place = located.place("book", "output-file")
        yield Problem(what, *place, "give a name without a folder and an ending")
    if str(located.get("book", "date", default="")) in MOVING_DATES:
        what = "a date that moves would make each build another book"
        place = located.place("book", "date")
        yield Problem(what, *place, "write the date, such as 2026-11-24")
    drawn = _either(located, "fig-format", default="svg")
    if drawn not in FIGURE_FORMATS:
        what = f"`fig-format` should be {FIGURE_FORMATS_SAID}, found {drawn!r}"
        yield Problem(what, *located.place("fig-format"), "correct the value")
    for name in _listed(located.get("filters")):
        if not name.endswith(".lua") and name != "quarto":
            what = f"the filter {name} is not a Lua file"
            yield Problem(what, *located.place("filters"), "name a .lua file")
    seen: set[str] = set()
    for entry in entries:
        if entry.path in seen:
            what = f"the chapter {entry.path} is listed twice"
            yield Problem(what, *entry.place, "remove one of the two lines")
        seen.add(entry.path)
        if PurePosixPath(entry.path).suffix not in {".qmd", ".md", ".ipynb"}:
            what = f"the chapter {entry.path} is not a .qmd, .md or .ipynb file"
            yield Problem(what, *entry.place, "convert it to .qmd, or remove the line")


def _missing_files(root: Path, located: Located, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    named = [(entry.path, entry.place, "chapter") for entry in entries]
    for key in FILES:
        names = [name for name in _file_names(located.get(*key)) if name != "quarto"]
        named += [(name, located.place(*key), key[-1]) for name in names]
    theme = ("format", "html", "theme")
    named += [(name, located.place(*theme), "theme") for name in _themes(located) if _is_css(name)]
    for name, place, kind in named:
        inside = (root / name).resolve().is_relative_to(root.resolve())
        if not inside:
            what = f"the {kind} {name} lies outside the project"
            yield Problem(what, *place, "copy it into the project and name it there")
        elif not (root / name).is_file():
            what = f"the {kind} {name} does not exist"
            yield Problem(what, *place, f"create {name}, or correct or remove the line")
    yield from _output_outside(root, located)


def _output_outside(root: Path, located: Located) -> Iterator[Problem]:
    """The problem of a book that would be written elsewhere, by its name or by a link."""
    name = str(located.get("project", "output-dir", default=DEFAULT_OUTPUT))
    inside, output = root.resolve(), (root / name).resolve()
    if not output.is_relative_to(inside) and not inside.is_relative_to(output):
        what = f"the output-dir {name} lies outside the project"
        place = located.place("project", "output-dir")
        remedy = "name a folder inside the project, or build to another place with --output"
        yield Problem(what, *place, remedy)


def _either(located: Located, key: str, *, default: Any) -> Any:
    """An option at the top level or under `format: html`; both writers follow it."""
    return located.get(key, default=located.get("format", "html", key, default=default))


def _options(located: Located, name: str, record: type) -> dict[str, Any]:
    given = located.get("format", name, default={})
    fields = record.__dataclass_fields__  # type: ignore[attr-defined]
    options = {**located.value, **(given if isinstance(given, dict) else {})}
    named = {key.replace("-", "_"): value for key, value in options.items()}
    return {key: value for key, value in named.items() if key in fields and value is not None}


def _figures(located: Located) -> Figures:
    """What `fig-width`, … say; both formats show the same figures, so that of the site decides."""
    given = {name: _either(located, f"fig-{name}", default=None) for name in FIGURE_OPTIONS}
    return Figures(**{name: value for name, value in given.items() if value is not None})


def _html_options(root: Path, located: Located) -> dict[str, Any]:
    options = _options(located, "html", HtmlFormat)
    styles = filter(_is_css, _themes(located))
    options["css"] = (*_listed(located.get("format", "html", "css")), *styles)
    options["include_in_header"] = tuple(
        str(given["text"]) if isinstance(given, dict) and "text" in given else read_text(root, name)
        for given in _as_list(located.get("format", "html", "include-in-header"))
        for name in _file_names(given) or [""]
    )
    return options


def _themes(located: Located) -> list[str]:
    """Everything that `theme` names: one, several, or one for light and one for dark."""
    given = located.get("format", "html", "theme")
    pairs = given.values() if isinstance(given, dict) else [given]
    return [name for value in pairs for name in _listed(value)]


def _is_css(name: str) -> bool:
    return name.endswith(".css")


def _other_themes(located: Located) -> Iterator[Problem]:
    """A warning for each theme that is no CSS: press has a design of its own, in light and in dark."""
    for name in _themes(located):
        if not _is_css(name):
            what = f"`format.html.theme` names {name}, which press does not know; the real Quarto will use it"
            yield Problem(what, *located.place("format", "html", "theme"))


def _file_names(value: Any) -> list[str]:
    """The files that a value names, as such or as `file: name`; what is given as `text:` is none."""
    named = (item.get("file") if isinstance(item, dict) else item for item in _as_list(value))
    return [str(name) for name in named if name is not None]


def _as_list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _typst_options(located: Located) -> dict[str, Any]:
    options = _options(located, "typst", TypstFormat)
    standards = located.get("format", "typst", "pdf-standard")
    options["pdf_standard"] = ACCESSIBLE if standards is None else tuple(_listed(standards))
    for side in ("x", "y"):
        if located.get("format", "typst", "margin", side):
            options[f"margin_{side}"] = located.get("format", "typst", "margin", side)
    options["echo"] = located.get("format", "typst", "execute", "echo")
    return options


def _authors(value: Any) -> Iterator[Author]:
    """The authors, however they are written: names, or records with affiliations."""
    for item in value if isinstance(value, list) else [value] if value else []:
        record = item if isinstance(item, dict) else {"name": item}
        name = record.get("name", "")
        full = " ".join(map(str, name.values())) if isinstance(name, dict) else str(name)
        places = record.get("affiliations", record.get("affiliation"))
        found = places if isinstance(places, list) else [places] if places else []
        names = (place.get("name", "") if isinstance(place, dict) else place for place in found)
        orcid = str(record.get("orcid", "")).removeprefix("https://orcid.org/")
        yield Author(full, tuple(filter(None, map(str, names))), orcid)


def _footer(value: Any) -> Iterator[tuple[str, str]]:
    """(side, Markdown) of what stands at the foot of every page of the site."""
    given = value if isinstance(value, dict) else {"center": value}
    yield from ((side, str(given[side])) for side in ("left", "center", "right") if given.get(side))


def _other_downloads(located: Located) -> Iterator[Problem]:
    place = located.place("book", "downloads")
    for name in _listed(located.get("book", "downloads")):
        if name != "pdf":
            what = f"`book.downloads: {name}` is not honoured by press; the real Quarto will use it"
            yield Problem(what, *place)


def _listed(value: Any) -> list[str]:
    return list(map(str, _as_list(value)))


def _posix(name: str) -> str:
    return str(PurePosixPath(name))


def _file_stem(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", title).strip("-") or "book"
