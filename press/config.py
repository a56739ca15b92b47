"""What `_quarto.yml` asks for, read once into frozen records.

Comes in: the project's folder. Goes out: `Config`, with every file that it names known to exist, and
the warnings about keys that press does not honour.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from press.chapters import PROJECT_FILE, Entry, entries
from press.errors import BookError, Problem, raise_if
from press.faults import (
    DEFAULT_OUTPUT,
    FOOTER,
    date_format,
    faults,
    files_of,
    is_css,
    themes,
    unread,
    warned,
)
from press.keys import KNOWN_TO_QUARTO, PROJECT_KEYS, REPO_ACTIONS, check, kernel_of
from press.language import iso_date, words_of, written_date
from press.located import Located, as_list, load
from press.parse import Chapter
from press.profiles import active, file_of, laid_over
from press.shapes import named, plain_words

SIDES = {"left": "x", "right": "x", "top": "y", "bottom": "y"}
"""The sides of a page, and the axis by which a margin may say two of them."""
FIGURE_OPTIONS = ("width", "height", "dpi", "format")
OWN = {"lang", "callout_appearance", "callout_icon", "fig_cap_location", "tbl_cap_location"}
OWN_HTML = {"toc", "toc_depth"}
"""Options that a chapter may want otherwise: of both formats, and of the site."""


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
    margin_left: str = "3.8cm"
    margin_right: str = "3.8cm"
    margin_top: str = "3cm"
    margin_bottom: str = "3cm"
    keep_typ: bool = False
    echo: bool | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of `_quarto.yml`, checked. `root` is absolute; all other paths hang below it."""

    root: Path
    title: str
    subtitle: str
    bylines: tuple[Author, ...]
    date: str
    printed_date: str
    abstract: str
    doi: str
    keywords: tuple[str, ...]
    footer: tuple[tuple[str, str], ...]
    repo_url: str
    repo_actions: tuple[str, ...]
    repo_folder: str
    site_url: str
    output_dir: str
    output_file: str
    entries: tuple[Entry, ...]
    bibliography: tuple[str, ...]
    csl: str
    nocite: tuple[tuple[str, str, int | None], ...]
    """The keys of works to be listed that need not be cited, `*` for all, each with the place that names it."""
    by_chapter: bool
    """Whether figures are counted anew in each chapter."""
    filters: tuple[str, ...]
    lang: str
    words: dict[str, str]
    kernel: str
    execute_dir: str
    """`file` where cells run in the folder of their chapter, `project` where in the root."""
    pre_render: tuple[str, ...]
    execute: dict[str, Any]
    number_sections: bool
    number_depth: int
    figures: Figures
    callout_appearance: str
    callout_icon: bool
    fig_cap_location: str
    """Whether figures have their captions at the `top` or `bottom`; empty for where these usually stand."""
    tbl_cap_location: str
    html: HtmlFormat
    typst: TypstFormat
    profiles: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    located: Located = field(default_factory=lambda: Located({}), repr=False)
    """All of `_quarto.yml`, and its lines."""

    def of(self, own: Mapping[str, Any]) -> Config:
        """The configuration of a chapter, whose front matter says `own` of some options."""
        return replace(self, **_fields(own, OWN), html=replace(self.html, **_fields(own, OWN_HTML)))

    def with_works_of(self, chapters: Sequence[Chapter]) -> Config:
        """The configuration with the bibliographies, and the works to be listed, that chapters bring beside the book's own."""
        brought = (name for chapter in chapters for name in chapter.files("bibliography"))
        asked = (
            (key, chapter.path, chapter.line_of("(?m)^nocite:"))
            for chapter in chapters
            for key in named(chapter.own.get("nocite", ""))
        )
        return replace(
            self,
            bibliography=tuple(dict.fromkeys([*self.bibliography, *brought])),
            nocite=(*self.nocite, *asked),
        )

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the authors."""
        return tuple(author.name for author in self.bylines)

    def actions(self, source: str) -> list[tuple[str, str]]:
        """(words, address) of what `repo-actions` offers on the page of a chapter."""
        asked = [name for name in self.repo_actions if name in REPO_ACTIONS]
        addresses = [REPO_ACTIONS[name].format(f"{self.repo_folder}{source}") for name in asked]
        words = [self.words[f"repo-action-links-{name}"] for name in asked]
        return list(zip(words, (f"{self.repo_url}/{path}" for path in addresses), strict=True))


def read_config(root: Path) -> Config:
    """The configuration of the book in `root`.

    Raises BookError with every fault found: no file, bad YAML, unknown keys, missing files.
    """
    located, warnings, profiles = read_project(root)
    chapters = tuple(entries(located))
    warnings += [*warned(located), *unread(root, chapters)]
    raise_if(faults(root, located, chapters))
    told = sorted(warnings, key=lambda warning: (warning.path, warning.line or 0))
    config = _config(root, located)
    return replace(config, entries=chapters, warnings=tuple(told), profiles=profiles)


def read_project(root: Path) -> tuple[Located, list[Problem], tuple[str, ...]]:
    """`_quarto.yml` with its profiles laid over it, the warnings about its keys, and the active profiles.

    Raises BookError where it is not there, or is no YAML of keys that are known.
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
    from press.shortcodes import carried_out  # which reads files as this module does

    return carried_out(root, located), warnings, profiles


def _checked(root: Path, name: str) -> tuple[Located, list[Problem]]:
    """One file of the project's YAML, and the warnings about its keys."""
    located = load(read_text(root, name), name)
    errors, warnings = check(located, PROJECT_KEYS, KNOWN_TO_QUARTO)
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


def _config(root: Path, located: Located) -> Config:
    """What the keys say, with Quarto's defaults for what they do not say."""
    get, listed = located.get, located.listed

    def book(key: str, usual: str = "") -> str:
        return str(get("book", key, default=usual))

    title, lang = plain_words(book("title")), str(get("lang", default="en"))
    words = words_of(lang, _own_words(root, located), get("crossref", default={}))
    folders = [book("repo-branch", "main"), *filter(None, [book("repo-subdir").strip("/")])]
    return Config(
        root=root.resolve(),
        title=title,
        subtitle=plain_words(book("subtitle")),
        bylines=tuple(_authors(get("book", "author"), get("affiliations"))),
        date=iso_date(book("date")),
        printed_date=written_date(book("date"), date_format(located), lang),
        abstract=book("abstract", book("description")),
        doi=re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", book("doi")),
        keywords=tuple(listed("keywords")),
        footer=tuple(_footer(get("book", "page-footer"))),
        repo_url=book("repo-url").rstrip("/"),
        repo_actions=tuple(listed("book", "repo-actions")) if book("repo-url") else (),
        repo_folder="".join(f"{folder}/" for folder in folders),
        site_url=book("site-url").rstrip("/"),
        output_dir=str(get("project", "output-dir", default=DEFAULT_OUTPUT)),
        output_file=book("output-file", re.sub(r"[^A-Za-z0-9.]+", "-", title).strip("-") or "book"),
        entries=(),
        bibliography=tuple(listed("bibliography")),
        csl=str(get("csl", default="")),
        nocite=tuple((key, *located.place("nocite")) for key in named(get("nocite", default=""))),
        by_chapter=get("crossref", "chapters", default=True),
        filters=tuple(files_of(located, "filters")),
        lang=lang,
        words=words,
        kernel=kernel_of(get("jupyter", default="python3")),
        execute_dir=str(get("project", "execute-dir", default="file")),
        pre_render=tuple(listed("project", "pre-render")),
        execute=get("execute", default={}),
        number_sections=located.either("number-sections", default=True),
        number_depth=located.either("number-depth", default=3),
        figures=_figures(located),
        callout_appearance=located.either("callout-appearance", default="default"),
        callout_icon=located.either("callout-icon", default=True),
        fig_cap_location=located.either("fig-cap-location", default=""),
        tbl_cap_location=located.either("tbl-cap-location", default=""),
        html=HtmlFormat(**{"code_summary": words["code-summary"], **_html_options(root, located)}),
        typst=TypstFormat(**_typst_options(located)),
        located=located,
    )


def _own_words(root: Path, located: Located) -> dict[str, Any]:
    """What `language` says: words as such, or a file that holds them."""
    given = located.get("language", default={})
    return given if isinstance(given, dict) else load(read_text(root, str(given)), str(given)).value


def _fields(given: Mapping[str, Any], names: Container[str]) -> dict[str, Any]:
    """Those of some options that are fields of a record, by these `names`."""
    named = {key.replace("-", "_"): value for key, value in given.items() if value is not None}
    return {key: value for key, value in named.items() if key in names}


def _options(located: Located, name: str) -> dict[str, Any]:
    """What the file says for one format or for all."""
    given = located.get("format", name, default={})
    return {**located.value, **(given if isinstance(given, dict) else {})}


def _figures(located: Located) -> Figures:
    """What `fig-width`, … say; both formats show the same figures, so that of the site decides."""
    given = {name: located.either(f"fig-{name}", default=None) for name in FIGURE_OPTIONS}
    return Figures(**_fields(given, FIGURE_OPTIONS))


def _html_options(root: Path, located: Located) -> dict[str, Any]:
    options = _fields(_options(located, "html"), HtmlFormat.__dataclass_fields__)
    styles = filter(is_css, themes(located))
    options["css"] = (*located.listed("format", "html", "css"), *styles)
    given = as_list(located.get("format", "html", "include-in-header"))
    header = (item if isinstance(item, dict) else {"file": item} for item in given)
    options["include_in_header"] = tuple(
        str(item["text"] if "text" in item else read_text(root, str(item["file"])))
        for item in header
    )
    return options


def _typst_options(located: Located) -> dict[str, Any]:
    margins = located.get("format", "typst", "margin", default={})
    given = _options(located, "typst")
    given |= {
        f"margin-{side}": margins.get(side, margins.get(axis)) for side, axis in SIDES.items()
    }
    options = _fields(given, TypstFormat.__dataclass_fields__)
    if "pdf_standard" in options:
        options["pdf_standard"] = tuple(map(str, as_list(options["pdf_standard"])))
    options["echo"] = located.get("format", "typst", "execute", "echo")
    if "papersize" in options:  # as LaTeX, or else Typst, calls it
        paper = str(options["papersize"]).removesuffix("paper")
        options["papersize"] = f"us-{paper}" if paper in {"letter", "legal"} else paper
    return options


def _authors(value: Any, shared: Any) -> Iterator[Author]:
    """The authors, however they are written: names, or records with affiliations, some of them `shared`."""
    records = [item if isinstance(item, dict) else {"name": item} for item in as_list(value)]
    places = [as_list(one.get("affiliations", one.get("affiliation"))) for one in records]
    every = (place for given in (as_list(shared), *places) for place in given)
    named = {one["id"]: one.get("name") for one in every if isinstance(one, dict) and "id" in one}

    def name_of(place: Any) -> str:
        record = place if isinstance(place, dict) else {"name": place}
        referred = record.get("ref")
        return str(record.get("name") or named.get(referred) or referred or "")

    for record, given in zip(records, places, strict=True):
        name = record.get("name", "")
        full = " ".join(map(str, name.values())) if isinstance(name, dict) else str(name)
        orcid = str(record.get("orcid", "")).removeprefix("https://orcid.org/")
        yield Author(full, tuple(filter(None, map(name_of, given))), orcid)


def _footer(value: Any) -> Iterator[tuple[str, str]]:
    """(side, Markdown) of what stands at the foot of every page of the site: text, or links beside one another."""
    given = value if isinstance(value, dict) else {"center": value}
    for side in FOOTER:
        if items := as_list(given.get(side)):
            yield side, " · ".join(map(_footer_item, items))


def _footer_item(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    words = next((str(item[key]) for key in ("text", "aria-label", "icon") if item.get(key)), "")
    return f"[{words or item.get('href')}]({item['href']})" if item.get("href") else words
