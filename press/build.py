"""The plot of press: how a folder of sources becomes a book.

`build` is the whole program; every stage takes what the last one made and returns something new. The
output folder is complete or untouched: a book is made aside and swapped in at the end.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from press.cache import Cache, packages
from press.checks import check, lost_links
from press.citations import cite, works
from press.config import Config
from press.crossref import Index, index_of
from press.errors import BookError, Problem, raise_if, told_from
from press.executed import Executed, Limits, unchanged
from press.history import BUILD, record
from press.kept import BOOK, Kept
from press.notebooks import notebook_files
from press.parse import Chapter
from press.pdf import MAIN, pdf_of, tiny_tables, typst_files
from press.progress import Progress
from press.project import books_of, hashed_inputs, writable, write_files
from press.registers import as_json, build_json, installed, numbers_json
from press.sheets import Layer, Sheet, settled, side_by_side
from press.site import site_files, site_of
from press.sources import Sources, cache_of, origins_of, prepared, stale_of

if TYPE_CHECKING:
    from press.execute import Servers

NUMBERS = "numbers.json"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a build.

    `timeout` is in seconds and for each cell, `memory` in MB and for each kernel; `downloads` are the
    notebooks and sources of the chapters, which a site has beside its pages, and the book in one file;
    `site_url` is where this build will be published.
    """

    root: Path
    to: tuple[str, ...] = ("html", "pdf")
    output: Path | None = None
    jobs: int = os.cpu_count() or 1
    timeout: float = 600
    chapter_timeout: float = 3600
    memory: int = 4096
    cache: bool = True
    strict: bool = False
    downloads: bool = True
    remembered: bool = True
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A book that is computed and numbered: all that is left is to write it."""

    config: Config
    executed: Sequence[Executed]
    sheets: Sequence[Sheet]
    index: Index
    numbers: Sequence[dict[str, object]]
    cache: Cache
    """Which knows what the chapters have read."""


def build(options: Options, progress: Progress) -> Path:
    """The book of `options.root`, built; the folder that holds it is returned.

    Raises BookError where the sources or the data are at fault; the old book then stays as it was.
    """
    kept = Kept(options.root.resolve() if options.cache else None)
    with prepared(options, progress, kept) as sources:
        paths = [chapter.path for chapter in sources.chapters]
        output = destination(sources.config, options)
        try:
            book = compute(sources, options, progress)
            inputs = inputs_of(book, output)
            files = registered(book, write(book, options, progress), inputs, kept)
        except BookError:  # what was made before a chapter failed need not be made again
            kept.save(paths)
            raise
    publish(files, output)
    if options.remembered:
        remember(book, sources, options, output, inputs, progress)
        progress.stage(f"done: {len(files)} files in {output}")
    kept.save(paths)
    return output


def compute(sources: Sources, options: Options, progress: Progress) -> Book:
    """The book of some sources: executed where nothing cached holds, laid out and numbered."""
    config, chapters, cache = sources.config, sources.chapters, sources.cache
    layer = Layer(config, sources.kept)
    origins = origins_of(chapters)
    with told_from(origins):
        asked = cache if options.cache else None
        executed = run(config, chapters, options, progress, asked, sources.servers, layer)
    with told_from(origins):
        sheets = lay(layer, executed)
        sheets, index, numbers = settle(config, sheets, sources.kept, progress)
    return Book(config, executed, sheets, index, numbers, cache)


def destination(config: Config, options: Options) -> Path:
    """The folder that the book goes to.

    Raises BookError where something stands there that is no book, as a book replaces what it finds, or where
    nothing can be written.
    """
    output = (options.output or config.root / config.output_dir).resolve()
    if config.root.is_relative_to(output):
        what = f"the book would replace the project: {output}"
        raise BookError(Problem(what, remedy="name a folder inside the project, or beside it"))
    for name in (*(entry.path for entry in config.entries), *config.bibliography, config.csl):
        if (config.root / name).resolve().is_relative_to(output):
            what = f"the book would replace a source of its own: {name}"
            raise BookError(Problem(what, remedy="name another folder for the book"))
    empty = not output.exists() or (output.is_dir() and not any(output.iterdir()))
    if not empty and not (output / BUILD).is_file():
        what = f"what stands in {output} is not a book that press built, and would be lost"
        raise BookError(Problem(what, remedy="empty or remove it, or name another folder"))
    return writable(output)


def run(
    config: Config,
    chapters: Sequence[Chapter],
    options: Options,
    progress: Progress,
    cache: Cache | None = None,
    servers: Servers | None = None,
    then: Callable[[Executed], object] = lambda executed: None,
) -> list[Executed]:
    """The outputs of the chapters, executed where no cached ones hold; `then` as in `execute`."""
    cache = cache or (cache_of(config) if options.cache else None)
    progress.stage(f"execute {len(chapters)} chapters")
    if cache:
        cache.prune(chapters)
    if cache and not stale_of(chapters, cache):
        return [unchanged(chapter, cache.find(chapter)) for chapter in chapters]
    from press.execute import execute

    return execute(
        config.root,
        chapters,
        jobs=options.jobs,
        limits=Limits(options.timeout, options.chapter_timeout, options.memory),
        figures=config.figures,
        progress=progress.step,
        cache=cache,
        servers=servers,
        then=then,
    )


def lay(layer: Layer, executed: Sequence[Executed]) -> list[Sheet]:
    """The executed chapters as pages, their outputs and pictures in place.

    Raises BookError where a cell lacks what its label promises, or a picture is missing.
    """
    made = side_by_side(layer, executed)
    raise_if(p for failed in made if isinstance(failed, BookError) for p in failed.problems)
    return [sheet for sheet in made if isinstance(sheet, Sheet)]


def settle(
    config: Config, sheets: Sequence[Sheet], kept: Kept, progress: Progress
) -> tuple[list[Sheet], Index, list[dict[str, object]]]:
    """The pages with numbers, references and citations written in; the index; the printed numbers."""
    progress.stage("resolve references and citations")
    surveys = [sheet.survey for sheet in sheets]
    raise_if([*check(surveys, works(config, kept)), *lost_links(config.root, surveys)])
    depth = config.number_depth
    numbered = config.number_sections
    index = index_of(
        surveys,
        number_sections=numbered,
        depth=depth,
        words=config.words,
        by_chapter=config.by_chapter,
    )
    cited = cite(config, surveys, kept)
    done = side_by_side(partial(settled, config, index), sheets, cited)
    numbers = [entry for _, entries in done for entry in entries]
    return [sheet for sheet, _ in done], index, numbers


def write(book: Book, options: Options, progress: Progress) -> dict[str, bytes]:
    """Every file of the book in its formats, by its path below the output folder.

    Typst, which does the most of the work on a PDF, runs while the pages of the site are made.
    """
    config, sheets = book.config, book.sheets
    wanted = [kind for kind in ("HTML", "PDF") if kind.lower() in options.to]
    progress.stage(f"write {' and '.join(wanted)}")
    with ThreadPoolExecutor(max_workers=1) as aside:
        pdf = aside.submit(pdf_files, config, sheets) if "PDF" in wanted else None
        files: dict[str, bytes] = {}
        if "HTML" in wanted:
            files |= notebook_files(config, sheets, book.executed) if options.downloads else {}
            beside = {*files, *([f"{config.output_file}.pdf"] if pdf else [])}
            beside |= {f"{config.output_file}.html"} if options.downloads else set()
            files |= site_files(site_of(config, sheets, book.index, book.numbers, beside))
        made, tiny = pdf.result() if pdf else ({}, [])
    raise_if(tiny if options.strict else [])
    for problem in tiny:
        progress.warn(problem)
    return files | made


def pdf_files(config: Config, sheets: Sequence[Sheet]) -> tuple[dict[str, bytes], list[Problem]]:
    """The PDF, and its Typst source where it is kept; warnings about its print."""
    sources = typst_files(config, sheets)
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        write_files(Path(folder), sources)
        files = {f"{config.output_file}.pdf": pdf_of(config, Path(folder) / MAIN)}
    if config.typst.keep_typ:
        files[f"{config.output_file}.typ"] = sources[MAIN]
    return files, tiny_tables(config, sheets, sources[MAIN])


def inputs_of(book: Book, output: Path) -> dict[str, str]:
    """The hash of every file that the book was made from, books in the project left out.

    Of one that has changed since the build began it is that of before, so that the next build sees it.
    """
    root = book.config.root
    now = hashed_inputs(root, books_of(root, book.config.output_dir, output))
    return dict(sorted({**now, **book.cache.start}.items()))


def registered(
    book: Book, files: Mapping[str, bytes], inputs: Mapping[str, str], kept: Kept
) -> dict[str, bytes]:
    """The files of the book, made from `inputs`, with its two registers."""
    exhibits = [
        (sheet.survey.chapter, exhibit) for sheet in book.sheets for exhibit in sheet.exhibits
    ]
    whole = {**files, NUMBERS: as_json(numbers_json(book.numbers, exhibits, book.index))}
    made_with = kept.get(BOOK, "installed", packages(), installed)
    return {**whole, BUILD: as_json(build_json(made_with, inputs, whole))}


def publish(files: Mapping[str, bytes], output: Path) -> None:
    """Swap the finished book in for the old one."""
    try:
        _swap(output, files)
    except OSError as error:
        what = f"the book could not be written to {output}: {error.strerror or error}"
        remedy = "close what has its files open, make room, or name another folder with --output"
        raise BookError(Problem(what, remedy=remedy)) from None


def remember(
    book: Book,
    sources: Sources,
    options: Options,
    output: Path,
    inputs: Mapping[str, str],
    progress: Progress,
) -> None:
    """Note in `.press/` what this build was made from and what it executed, for the next one."""
    outside = None if sources.acted else book.cache.outside(sources.chapters)
    chapters = {r.chapter.path: {"executed": not r.cached, "why": r.why} for r in book.executed}
    asked = (options.output, options.site_url)
    root = book.config.root
    record(
        root,
        options.to,
        asked,
        inputs,
        output=str(output),
        books=sorted(map(str, books_of(root, book.config.output_dir, output))),
        outside=outside,
        seconds=round(progress.seconds, 2),
        chapters=chapters,
    )


def _swap(output: Path, files: Mapping[str, bytes]) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    try:
        aside.chmod(0o755)
        write_files(aside / "new", files, output)
        if output.exists():
            output.rename(aside / "old")
        (aside / "new").rename(output)
    finally:
        if (aside / "old").exists() and not output.exists():
            (aside / "old").rename(output)
        shutil.rmtree(aside, ignore_errors=True)
