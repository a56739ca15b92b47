"""The sources of a book as the steps of `pre-render` leave them, read and checked.

Comes in: the project's folder. Goes out: the configuration and the parsed chapters, with what is known of earlier
executions, and the processes that kernels will be forked from, which load their imports meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from press.cache import Cache
from press.checks import chapters_in_chapters, check, lost_links, missing_alternatives
from press.citations import works
from press.config import Config, read_config, read_project
from press.errors import BookError, Place, Problem, raise_if, told_from
from press.executed import environment
from press.faults import DEFAULT_OUTPUT, of_front_matter
from press.kept import Kept
from press.located import Located
from press.parse import Chapter, parse
from press.prepare import prepare
from press.progress import Progress
from press.project import books_of, hashed_inputs
from press.sheets import book_key, drafted, side_by_side
from press.shortcodes import read_source

if TYPE_CHECKING:
    from press.build import Options
    from press.execute import Servers


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources that could be read, and what a build of them begins with."""

    config: Config
    chapters: Sequence[Chapter]
    cache: Cache
    """Which knows how the files of the project were before they were read."""
    kept: Kept
    """What of the pages made before can be trusted."""
    servers: Servers | None
    problems: Sequence[Problem] = ()
    """What does not hold between the chapters; there is none in sources that a build goes on with."""
    acted: bool = False
    """Whether a step of `pre-render` did more than read, so that it has to run before the next build, too."""


@contextmanager
def prepared(options: Options, progress: Progress, kept: Kept) -> Iterator[Sources]:
    """The sources of `options.root`; a context that ends what kernels are forked from.

    The steps run when all has been read, so that one that only looks at the data costs no time of its own. Where
    one did more, it may have written what was read, or what was missing: all is read again. Raises BookError
    where a step fails or the sources are at fault.
    """
    root = options.root.resolve()
    project, start = _found(options)
    with ExitStack() as stack:
        started = stack.enter_context(ExitStack())
        sources = _read(options, start, progress, kept, started)
        try:
            acted = prepare(root, project, progress, Cache(root, {}, start), kept)
        except BookError as error:
            raise BookError([*error.problems, *sources.problems]) from None
        if acted:
            started.close()
            _, start = _found(options)
            sources = _read(options, start, progress, kept, stack)
        if isinstance(sources, BookError):
            raise sources
        _warn(sources.config, sources.chapters, progress, strict=options.strict)
        raise_if(sources.problems)
        yield replace(sources, acted=acted)


def _found(options: Options) -> tuple[Located, dict[str, str]]:
    """The project's YAML, and the hash of each file of the project as it is now, without books."""
    project, *_ = read_project(options.root)
    root = options.root.resolve()
    folder = str(project.get("project", "output-dir", default=DEFAULT_OUTPUT))
    return project, hashed_inputs(root, books_of(root, folder, options.output))


def _read(
    options: Options, start: Mapping[str, str], progress: Progress, kept: Kept, stack: ExitStack
) -> Sources | BookError:
    """The sources as they are now, or what is wrong with them where they cannot be read."""
    sources = None
    try:
        config, chapters = read_sources(options.root, progress)
        config = replace(config, site_url=options.site_url.rstrip("/") or config.site_url)
        if config.filters or any(chapter.files("filters") for chapter in chapters):
            kept = Kept(None)  # what a filter reads cannot be seen, so no page can be trusted
        cache = cache_of(config, start)
        known = cache if options.cache else None
        servers = stack.enter_context(_servers_of(config, chapters, known))
        sources = Sources(config, chapters, cache, kept, servers)
        check_sources(config, chapters, kept)
    except BookError as error:
        return replace(sources, problems=error.problems) if sources else error
    return sources


def read_book(
    root: Path, progress: Progress, *, strict: bool = False
) -> tuple[Config, list[Chapter]]:
    """The configuration and the parsed chapters, everything in them checked that needs no execution.

    With `strict` a warning is an error. No step of `pre-render` is run.
    """
    config, chapters = read_sources(root, progress)
    _warn(config, chapters, progress, strict=strict)
    check_sources(config, chapters, Kept(None))
    return config, chapters


def read_sources(root: Path, progress: Progress) -> tuple[Config, list[Chapter]]:
    """The configuration and the parsed chapters, each checked by itself."""
    progress.stage("read")
    config = read_config(root)
    chapters: list[Chapter] = []
    problems: list[Problem] = []
    folder = "." if config.execute_dir == "project" else None
    for entry in config.entries:
        try:
            source = read_source(config.root, entry.path, config.located.value)
            defaults = config.execute, config.kernel
            chapters.append(parse(entry.path, source.text, *defaults, source.origins, folder))
        except BookError as error:
            problems.extend(error.problems)
    raise_if([*problems, *of_front_matter(config.root, chapters)])
    return config.with_works_of(chapters), chapters


def _warn(config: Config, chapters: Sequence[Chapter], progress: Progress, *, strict: bool) -> None:
    """Tell the warnings. With `strict` they are errors: raises BookError."""
    warnings = [*config.warnings, *(w for chapter in chapters for w in chapter.warnings)]
    raise_if(warnings if strict else [])
    for warning in warnings:
        progress.warn(warning)


def check_sources(config: Config, chapters: Sequence[Chapter], kept: Kept) -> None:
    """Raises BookError with what is wrong between the chapters: labels, references, citations, links."""
    drafts = side_by_side(
        partial(drafted, config, book_key(config), kept), config.entries, chapters
    )
    with told_from(origins_of(chapters)):
        within = chapters_in_chapters(drafts) if config.number_sections else ()
        unseen = [problem for draft in drafts for problem in missing_alternatives(draft)]
        lost = lost_links(config.root, drafts, executed=False)
        found = check(drafts, works(config, kept), executed=False)
        raise_if([*found, *lost, *within, *unseen])


def origins_of(chapters: Sequence[Chapter]) -> dict[str, tuple[Place, ...]]:
    """Where the lines of each chapter that includes others came from."""
    return {chapter.path: chapter.origins for chapter in chapters if chapter.origins}


def cache_of(config: Config, start: Mapping[str, str] | None = None) -> Cache:
    """The cache of the book, for kernels as this configuration starts them, wherever press lies.

    `start` has the hash of each file of the project as it was before any was read.
    """
    settings = environment(config.figures)
    del settings["MATPLOTLIBRC"]  # a place within press; what stands there is part of its hash
    if start is None:
        start = hashed_inputs(config.root, books_of(config.root, config.output_dir, None))
    return Cache(config.root, settings, start)


@contextmanager
def _servers_of(
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
