"""Runs the cells and the inline code of the chapters, each chapter in a kernel of its own.

Comes in: parsed chapters. Goes out: `Executed`, the outputs of every part. Chapters run side by side;
what one prints does not depend on the others, so neither does the book.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from press.cache import Cache, Found
from press.config import FIGURE_OPTIONS, Figures
from press.errors import Problem, raise_if
from press.executed import ANSI, ROOT, Executed, Limits, Output, document, environment, unchanged
from press.forking import ForkServer, can_fork, own_imports
from press.jupyter import CellFailed, CellTooLong, Kernel, KernelDied, KernelMissing
from press.notices import noticed
from press.parse import Cell, Chapter, Inline
from press.withheld import REMEDY, Held, Withheld, below, said, withheld

WATCHING = str(Path(__file__).with_name("withheld.py"))
"""Whose own lines say nothing of a cell that it refused."""
ERROR_LINES = 12
"""How many lines of a cell are shown around the one that failed."""

UNKNOWN = Found(None, "no cache was asked")

Progress = Callable[[str], None]


class _Stopped(Exception):
    """A part of a chapter failed, or several side by side; carries the problems that say so."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


def execute(
    root: Path,
    chapters: Sequence[Chapter],
    *,
    jobs: int,
    limits: Limits,
    figures: Figures,
    progress: Progress,
    cache: Cache | None = None,
    servers: Servers | None = None,
    then: Callable[[Executed], object] = lambda executed: None,
) -> list[Executed]:
    """Every chapter executed, in the order given; at most `jobs` run at a time.

    With a `cache`, only chapters are run for which it has no outputs that still hold, those with the most
    cells first, so that none is left to run long when all others are done. `servers` may have been started
    before. `then` is called, in a thread, with each chapter that was run, when no other waits for its place
    any more. Raises BookError that holds the failure of every chapter that has one.
    """
    found = {chapter.path: cache.find(chapter) if cache else UNKNOWN for chapter in chapters}
    stale = [c for c in chapters if c.executable and found[c.path].outputs is None]
    longest_first = sorted(stale, key=lambda chapter: len(chapter.cells), reverse=True)
    held = withheld(root) if stale else []

    async def run_all(servers: Servers) -> list[Executed | _Stopped]:
        turn = asyncio.Semaphore(jobs)  # whoever waits longest is the next

        async def run_one(chapter: Chapter) -> Executed | _Stopped:
            async with turn:
                try:
                    server = servers.get(chapter.path)
                    run = _Run(root, limits, figures, progress, server, cache, held)
                    executed = await _run_chapter(run, chapter, found[chapter.path].why)
                except _Stopped as stopped:
                    return stopped
            async with turn:
                await asyncio.to_thread(then, executed)
            return executed

        return await asyncio.gather(*map(run_one, longest_first))

    with servers or Servers(root, figures) as started:
        started.start(stale)
        results = asyncio.run(run_all(started)) if stale else []
    stopped = (result for result in results if isinstance(result, _Stopped))
    raise_if(problem for one in stopped for problem in one.problems)
    done = {r.chapter.path: r for r in results if isinstance(r, Executed)}
    return [done.get(c.path) or unchanged(c, found[c.path]) for c in chapters]


class Servers:
    """The processes from which the kernels of some chapters are forked, where this system can.

    Chapters with the same kernel that import the same modules of the project share one; what such a module does
    to a library when it is imported is never seen by a chapter that does not import it. A context that ends them all.
    """

    def __init__(self, root: Path, figures: Figures) -> None:
        self._root, self._env = root, {**environment(figures), ROOT: str(root)}
        self._started: dict[str, ForkServer] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._started.clear()
        self._stack.close()

    def start(self, chapters: Sequence[Chapter]) -> None:
        """Start what is not there yet: to load the imports of `chapters` takes seconds, and is not waited for."""
        groups: dict[tuple[str, tuple[str, ...]], list[Chapter]] = {}
        for chapter in chapters if can_fork() else ():
            if chapter.path not in self._started:
                folder = self._root / chapter.folder
                own = own_imports(self._root, folder, _codes([chapter]))
                groups.setdefault((chapter.kernel, own), []).append(chapter)
        for members in groups.values():
            server = self._stack.enter_context(ForkServer(self._root, _codes(members), self._env))
            self._started |= {chapter.path: server for chapter in members}

    def get(self, chapter: str) -> ForkServer | None:
        """The one for the chapter at this path."""
        return self._started.get(chapter)


def _codes(chapters: Sequence[Chapter]) -> list[str]:
    return [cell.code for chapter in chapters for cell in chapter.cells if cell.options.eval]


@dataclass(frozen=True, slots=True)
class _Run:
    """What all chapters of one build share."""

    root: Path
    limits: Limits
    figures: Figures
    progress: Progress
    server: ForkServer | None
    cache: Cache | None
    held: Sequence[Held]


async def _run_chapter(run: _Run, chapter: Chapter, why: str) -> Executed:
    folder, about = run.root / chapter.folder, document(run.root, chapter)
    outputs: dict[int, list[Output]] = {}
    trace = None
    at: Cell | Inline | None = None
    clock = asyncio.timeout(run.limits.chapter)
    try:
        how = (chapter.kernel, folder, run.limits, run.figures, run.server, about)
        kernel_of = Kernel(*how, root=run.root, held=run.held)
        async with clock, kernel_of as kernel:
            if not await kernel.begin_trace() and run.held:
                raise _Stopped(_not_watched(run, chapter))
            for places in _batches(chapter):
                parts = [chapter.parts[place] for place in places]
                at = parts[0] if isinstance(parts[0], Cell | Inline) else at
                run.progress(f"{chapter.path}: part {places[0] + 1} of {len(chapter.parts)}")
                if isinstance(parts[0], Cell):
                    outputs[places[0]] = await _run_cell(kernel, chapter, parts[0], run)
                else:
                    inlines = [part for part in parts if isinstance(part, Inline)]
                    values = await _run_inlines(kernel, chapter, inlines, run.limits)
                    outputs |= zip(places, values, strict=True)
            trace = await kernel.trace()
    except (TimeoutError, KernelMissing, KernelDied, _Stopped) as error:
        if clock.expired():  # however what was cancelled took it
            raise _Stopped(_chapter_too_long(chapter, at, run.limits)) from None
        if isinstance(error, KernelMissing | KernelDied):
            raise _Stopped(_not_started(chapter, error)) from None
        raise
    notices, told_by = noticed(run.root, trace)
    place = min(outputs, default=0)
    outputs[place] = [*outputs.get(place, []), *notices]
    if run.cache:
        seen = trace and {**trace, "parts": [*trace["parts"], *told_by]}
        run.cache.keep(chapter, outputs, seen)
    return Executed(chapter, outputs, why)


def _chapter_too_long(chapter: Chapter, at: Cell | Inline | None, limits: Limits) -> Problem:
    """The problem of a chapter that did not end, where `at` was running."""
    running = f"{_named(at)} was running" if at else "its kernel was starting"
    what = f"the chapter did not end within {limits.chapter:g} s; {running}"
    remedy = "make it do less, or allow more with --chapter-timeout SECONDS"
    return Problem(what, chapter.path, at.line if at else 1, remedy)


def _not_started(chapter: Chapter, error: KernelMissing | KernelDied) -> Problem:
    """The problem of a chapter whose kernel is not there, or does not start."""
    if isinstance(error, KernelDied):
        remedy = "try `jupyter run` on a small script to see why kernels do not start"
        return Problem(f"the Jupyter kernel did not start: {error}", chapter.path, 1, remedy)
    remedy = "list the kernels with `jupyter kernelspec list`; python3 comes with ipykernel"
    what = f"there is no Jupyter kernel named `{error}`"
    return Problem(what, chapter.path, chapter.line_of(r"(?m)^jupyter:") or 1, remedy)


def _not_watched(run: _Run, chapter: Chapter) -> Problem:
    """The problem of a chapter whose kernel cannot keep from it what is withheld."""
    file, evidence, _ = run.held[0]
    why = said(below(run.root, file), evidence)
    what = f"what its kernel reads cannot be watched, and {why}"
    remedy = "run it in a kernel of the Python that has press, or without these data"
    return Problem(what, chapter.path, chapter.line_of(r"(?m)^jupyter:") or 1, remedy)


async def _run_cell(kernel: Kernel, chapter: Chapter, cell: Cell, run: _Run) -> list[Output]:
    if not cell.options.eval or not cell.code:
        return []
    given = {name: getattr(cell.options, f"fig_{name}") for name in FIGURE_OPTIONS}
    own = {name: value for name, value in given.items() if value is not None}
    try:
        if own:
            await kernel.draw(**own)
        outputs = await kernel.run(cell.code, tolerate_error=cell.options.error)
        if own:
            await kernel.draw()
    except (CellFailed, CellTooLong, KernelDied) as error:
        raise _Stopped(_problem(error, chapter, cell, run.limits)) from None
    return outputs


async def _run_inlines(
    kernel: Kernel, chapter: Chapter, inlines: Sequence[Inline], limits: Limits
) -> list[list[Output]]:
    """The value of each of some inline expressions between which there is no cell."""
    try:
        values = await kernel.evaluate([inline.code for inline in inlines])
    except (CellTooLong, KernelDied) as error:
        raise _Stopped(_problem(error, chapter, inlines[error.place], limits)) from None
    problems = []
    failed: dict[str, tuple[CellFailed, list[Inline]]] = {}
    for inline, value in zip(inlines, values, strict=True):
        if isinstance(value, CellFailed) and value.name != "SyntaxError":
            failed.setdefault(str(value), (value, []))[1].append(inline)
        elif isinstance(value, CellFailed) or value["data"].get("text/plain") == "None":
            what = f"{_named(inline)} gives no value"
            remedy = "write an expression whose value is printed, not a statement"
            problems.append(Problem(what, chapter.path, inline.line, remedy))
    for value, (inline, *others) in failed.values():  # one cause may fail many a sentence
        problem = _problem(value, chapter, inline, limits)
        also = [
            f"  so does `{other.code}` in line {chapter.shown_from(other.line)}" for other in others
        ]
        problems.append(replace(problem, detail="\n".join([problem.detail, *also])))
    if problems:
        raise _Stopped(*problems)
    return [[value] for value in values if not isinstance(value, CellFailed)]


def _batches(chapter: Chapter) -> Iterator[list[int]]:
    """The places of the parts to run, in order: a cell by itself, inline code up to the next cell."""
    batch: list[int] = []
    for place, part in enumerate(chapter.parts):
        if isinstance(part, Inline):
            batch.append(place)
        elif isinstance(part, Cell):
            if batch:
                yield batch
            batch = []
            yield [place]
    if batch:
        yield batch


def _problem(
    error: CellFailed | CellTooLong | KernelDied,
    chapter: Chapter,
    part: Cell | Inline,
    limits: Limits,
) -> Problem:
    """The failure of a cell or an inline expression as one screen: place, name, error, lines."""
    inline, name = isinstance(part, Inline), _named(part)
    first = part.line if isinstance(part, Inline) else part.code_line
    shown = chapter.shown_from(first)
    bound = f"the bound of {limits.memory} MB a kernel (--memory MB)"
    if isinstance(error, CellTooLong):
        what = f"{name} did not end within {limits.cell:g} s"
        remedy = "make it end, or allow more with --timeout SECONDS"
        return Problem(what, chapter.path, part.line, remedy, _around(part.code, shown, None))
    if isinstance(error, KernelDied):
        what = f"{name} ended the kernel's process"
        remedy = f"look for os._exit, a crash in native code, or more memory than {bound}"
        return Problem(what, chapter.path, part.line, remedy, _around(part.code, shown, None))
    within = _failing_line(error.traceback) if not inline else 1
    remedy = (
        "mend the cell, or what it calls" if not inline else "mend the expression, or what it calls"
    )
    what = f"{name}: {error}"
    if error.name == Withheld.__name__:
        what, remedy = f"{name}: {error.value}", REMEDY
    if error.name.endswith("MemoryError"):
        remedy = f"let it use less at a time, or raise {bound}"
    detail = _around(part.code, shown, within) + "\n" + _called_from(error.traceback)
    line = first + (within or 1) - 1
    return Problem(what, chapter.path, line, remedy, detail.rstrip())


def _named(part: Cell | Inline) -> str:
    """How a message calls a part of a chapter."""
    if isinstance(part, Inline):
        return f"inline code `{part.code}`"
    return part.name


def _failing_line(traceback: Sequence[str]) -> int | None:
    """The line of the cell (from 1) at which the traceback enters it."""
    for frame in map(_without_colour, traceback):
        if frame.startswith(("Cell In[", "  Cell In[", "File <ipython")):
            found = re.search(r"(?:line (\d+)|-+> ?(\d+))", frame)
            if found:
                return int(found[1] or found[2])
    return None


def _called_from(traceback: Sequence[str]) -> str:
    """Where in the project's own modules the error arose, innermost last; library frames left out."""
    frames = []
    for frame in map(_without_colour, traceback):
        place = re.match(r"File (?P<file>[^\s:]+):(?P<line>\d+), in (?P<name>\w+)", frame)
        outside = ("site-packages", "/lib/python", WATCHING)
        if place and not any(part in place["file"] for part in outside):
            frames.append(f"    called from {place['file']}:{place['line']}, in {place['name']}")
    return "\n".join(frames[-4:])


def _around(code: str, first: int, failing: int | None) -> str:
    """The cell's lines with their numbers in the file, the failing one marked."""
    lines = code.split("\n")
    middle = failing or 1
    start = max(0, middle - 1 - ERROR_LINES // 2)
    shown = []
    for offset, text in enumerate(lines[start : start + ERROR_LINES], start=start):
        mark = ">" if failing == offset + 1 else " "
        shown.append(f"  {mark} {first + offset:>4} | {text}")
    return "\n".join(shown)


def _without_colour(text: str) -> str:
    return ANSI.sub("", text)
