"""The plot of press: how a folder of sources becomes a book.

`build` is the whole program; every stage takes what the last one made and returns something new. The
output folder is complete or untouched: a book is made aside and swapped in at the end.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from press.cache import Cache, packages
from press.checks import check, lost_links, missing_alternatives
from press.citations import cite, works
from press.config import Config, read_config
from press.crossref import Index, index_of
from press.errors import BookError, Place, Problem, raise_if, told_from
from press.executed import Executed, Limits, environment, unchanged
from press.faults import of_front_matter
from press.history import BUILD, record
from press.kept import BOOK, Kept
from press.notebooks import notebook_files
from press.parse import Chapter, parse
from press.pdf import MAIN, pdf_of, typst_files
from press.prepare import prepare
from press.progress import Progress
from press.project import project_inputs, write_files
from press.registers import as_json, build_json, installed, numbers_json
from press.sheets import Layer, Sheet, book_key, drafted, settled, side_by_side
from press.shortcodes import read_source
from press.site import site_files, site_of

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
    config, chapters = read_sources(options.root, progress, strict=options.strict)
    output = destination(config, options)
    kept, paths = (
        Kept(options.root.resolve() if options.cache else None),
        [chapter.path for chapter in chapters],
    )
    try:
        book = compute(config, chapters, options, progress, kept)
        files = registered(book, write(book, options, progress), output, kept)
    except BookError:  # what was made before a chapter failed need not be made again
        kept.save(paths)
        raise
    publish(files, output, progress)
    if options.remembered:
        remember(book, options, output, progress)
    kept.save(paths)
    return output


def compute(
    config: Config, chapters: Sequence[Chapter], options: Options, progress: Progress, kept: Kept
) -> Book:
    """The book of some chapters: checked, executed where nothing cached holds, laid out and numbered.

    What was `kept` of an earlier build is used again.
    """
    steps = kept
    if config.filters or any(chapter.files("filters") for chapter in chapters):
        kept = Kept(None)  # what a filter reads cannot be seen, so nothing of a page can be trusted
    config = replace(config, site_url=options.site_url.rstrip("/") or config.site_url)
    cache = cache_of(config) if options.cache else None
    with servers_of(config, chapters, cache) as servers:
        check_sources(config, chapters, kept)
        known = cache or cache_of(config)
        if prepare(config, progress, known, steps):  # what was loaded may be another now
            cache = cache_of(config) if options.cache else None
            if servers:
                servers.stop()
        layer = Layer(config, kept)
        with told_from(origins_of(chapters)):
            executed = run(config, chapters, options, progress, cache, servers, layer)
    with told_from(origins_of(chapters)):
        sheets = lay(layer, executed)
        sheets, index, numbers = settle(config, sheets, kept, progress)
    return Book(config, executed, sheets, index, numbers, cache or cache_of(config))


def read_book(
    root: Path, progress: Progress, *, strict: bool = False
) -> tuple[Config, list[Chapter]]:
    """The configuration and the parsed chapters, everything in them checked that needs no execution.

    With `strict` a warning is an error.
    """
    config, chapters = read_sources(root, progress, strict=strict)
    check_sources(config, chapters, Kept(None))
    return config, chapters


def read_sources(
    root: Path, progress: Progress, *, strict: bool = False
) -> tuple[Config, list[Chapter]]:
    """The configuration and the parsed chapters, each checked by itself."""
    progress.stage("read")
    config = read_config(root)
    chapters: list[Chapter] = []
    problems: list[Problem] = []
    for entry in config.entries:
        try:
            source = read_source(config.root, entry.path, config.located.value)
            origins = source.origins
            chapters.append(parse(entry.path, source.text, config.execute, config.kernel, origins))
        except BookError as error:
            problems.extend(error.problems)
    raise_if([*problems, *of_front_matter(config.root, chapters)])
    warnings = [*config.warnings, *(w for chapter in chapters for w in chapter.warnings)]
    raise_if(warnings if strict else [])
    for warning in warnings:
        progress.warn(warning)
    return config.with_works_of(chapters), chapters


def check_sources(config: Config, chapters: Sequence[Chapter], kept: Kept) -> None:
    """Raises BookError with what is wrong between the chapters: labels, references, citations, links."""
    drafts = side_by_side(partial(drafted, book_key(config), kept), config.entries, chapters)
    with told_from(origins_of(chapters)):
        unseen = [problem for draft in drafts for problem in missing_alternatives(draft)]
        raise_if([*check(drafts, works(config, kept)), *lost_links(config.root, drafts), *unseen])


def origins_of(chapters: Sequence[Chapter]) -> dict[str, tuple[Place, ...]]:
    """Where the lines of each chapter that includes others came from."""
    return {chapter.path: chapter.origins for chapter in chapters if chapter.origins}


def destination(config: Config, options: Options) -> Path:
    """The folder that the book goes to.

    Raises BookError where something stands there that is no book, as a book replaces what it finds.
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
    return output


def cache_of(config: Config) -> Cache:
    """The cache of the book, for kernels as this configuration starts them, wherever press lies."""
    settings = environment(config.figures)
    del settings["MATPLOTLIBRC"]  # a place within press; what stands there is part of its hash
    return Cache(config.root, settings)


@contextmanager
def servers_of(
    config: Config, chapters: Sequence[Chapter], cache: Cache | None
) -> Iterator[Servers | None]:
    """What kernels are forked from, at work on its imports while the sources are checked.

    None where nothing is to be executed, for which Jupyter need not be loaded.
    """
    stale = stale_of(chapters, cache)
    if not stale:
        yield None
        return
    from press.execute import Servers

    with Servers(config.root, config.figures) as servers:
        servers.start(stale)
        yield servers


def stale_of(chapters: Sequence[Chapter], cache: Cache | None) -> list[Chapter]:
    """The chapters that have to be executed."""
    running = (chapter for chapter in chapters if chapter.executable)
    return [c for c in running if cache is None or cache.find(c).outputs is None]


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
        return files | (pdf.result() if pdf else {})


def pdf_files(config: Config, sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """The PDF, and its Typst source where it is kept."""
    sources = typst_files(config, sheets)
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        write_files(Path(folder), sources)
        files = {f"{config.output_file}.pdf": pdf_of(config, Path(folder) / MAIN)}
    if config.typst.keep_typ:
        files[f"{config.output_file}.typ"] = sources[MAIN]
    return files


def registered(
    book: Book, files: Mapping[str, bytes], output: Path, kept: Kept
) -> dict[str, bytes]:
    """The files of the book with its two registers; books that stand in the project are no inputs of it."""
    root = book.config.root
    exhibits = [
        (sheet.survey.chapter, exhibit) for sheet in book.sheets for exhibit in sheet.exhibits
    ]
    whole = {**files, NUMBERS: as_json(numbers_json(book.numbers, exhibits, book.index))}
    inputs = project_inputs(root, {output, root / book.config.output_dir})
    made_with = kept.get(BOOK, "installed", packages(), installed)
    return {**whole, BUILD: as_json(build_json(made_with, inputs, whole))}


def publish(files: Mapping[str, bytes], output: Path, progress: Progress) -> None:
    """Swap the finished book in for the old one."""
    try:
        _swap(output, files)
    except OSError as error:
        what = f"the book could not be written to {output}: {error.strerror or error}"
        remedy = "close what has its files open, make room, or name another folder with --output"
        raise BookError(Problem(what, remedy=remedy)) from None
    progress.stage(f"done: {len(files)} files in {output}")


def remember(book: Book, options: Options, output: Path, progress: Progress) -> None:
    """Note in `.press/` what this build was made from and what it executed, for the next one."""
    outside = book.cache.outside(result.chapter for result in book.executed)
    chapters = {r.chapter.path: {"executed": not r.cached, "why": r.why} for r in book.executed}
    asked = (options.output, options.site_url)
    record(book.config.root, options.to, asked, output, outside, chapters, progress.seconds)


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
