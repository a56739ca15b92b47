"""Runs the cells and the inline code of the chapters, each chapter in a kernel of its own.

Comes in: parsed chapters. Goes out: `Executed`, the outputs of every part. Chapters run side by side;
what one prints does not depend on the others, so neither does the book.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from press.cache import Cache, Found
from press.errors import Problem, raise_if
from press.executed import ANSI, Executed, Output, environment
from press.forking import ForkServer, can_fork
from press.jupyter import (
    CellFailed,
    CellTooLong,
    Kernel,
    KernelDied,
    KernelMissing,
)
from press.parse import Cell, Chapter, Inline

ERROR_LINES = 12
"""How many lines of a cell are shown around the one that failed."""

UNKNOWN = Found(None, "no cache was asked")

Progress = Callable[[str], None]


class _Stopped(Exception):
    """A part of a chapter failed; carries the problem that says so."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def execute(
    root: Path,
    chapters: Sequence[Chapter],
    *,
    jobs: int,
    timeout: float,
    figure_size: tuple[float, float],
    progress: Progress,
    cache: Cache | None = None,
) -> list[Executed]:
    """Every chapter executed, in the order given; at most `jobs` run at a time.

    `timeout` is in seconds and for each cell. With a `cache`, only chapters are run for which it has
    no outputs that still hold. Raises BookError that holds the failure of every
    chapter that has one.
    """
    found = {chapter.path: cache.find(chapter) if cache else UNKNOWN for chapter in chapters}
    stale = [c for c in chapters if c.executable and found[c.path].outputs is None]

    async def run_all(server: ForkServer | None) -> list[Executed | _Stopped]:
        turn = asyncio.Semaphore(jobs)

        async def run_one(chapter: Chapter) -> Executed | _Stopped:
            async with turn:
                try:
                    run = _Run(root, timeout, figure_size, progress, server, cache)
                    return await _run_chapter(run, chapter, found[chapter.path].why)
                except _Stopped as stopped:
                    return stopped

        return await asyncio.gather(*map(run_one, stale))

    results = _with_server(root, stale, figure_size, run_all) if stale else []
    raise_if(result.problem for result in results if isinstance(result, _Stopped))
    done = {r.chapter.path: r for r in results if isinstance(r, Executed)}
    return [done.get(c.path) or _unchanged(c, found[c.path]) for c in chapters]


def _unchanged(chapter: Chapter, found: Found) -> Executed:
    """A chapter that need not be executed."""
    why = found.why if chapter.executable else "it has nothing to execute"
    return Executed(chapter, found.outputs or {}, why, cached=True)


def _with_server(
    root: Path,
    chapters: Sequence[Chapter],
    figure_size: tuple[float, float],
    run_all: Callable[[ForkServer | None], Coroutine[None, None, list[Executed | _Stopped]]],
) -> list[Executed | _Stopped]:
    """What `run_all` gives, with kernels forked where this system can."""
    if not can_fork():
        return asyncio.run(run_all(None))
    codes = [cell.code for chapter in chapters for cell in chapter.cells if cell.options.eval]
    with ForkServer(root, codes, environment(figure_size)) as server:
        return asyncio.run(run_all(server))


@dataclass(frozen=True, slots=True)
class _Run:
    """What all chapters of one build share."""

    root: Path
    timeout: float
    figure_size: tuple[float, float]
    progress: Progress
    server: ForkServer | None
    cache: Cache | None


async def _run_chapter(run: _Run, chapter: Chapter, why: str) -> Executed:
    folder = (run.root / chapter.path).parent
    outputs: dict[int, list[Output]] = {}
    trace = None
    total = len(chapter.cells)
    done = 0
    try:
        kernel_of = Kernel(chapter.kernel, folder, run.timeout, run.figure_size, run.server)
        async with kernel_of as kernel:
            if run.cache:
                await kernel.begin_trace(run.root)
            for places in _batches(chapter):
                parts = [chapter.parts[place] for place in places]
                if isinstance(parts[0], Cell):
                    done += 1
                    run.progress(f"{chapter.path}: cell {done} of {total}")
                    outputs[places[0]] = await _run_cell(kernel, chapter, parts[0], run.timeout)
                else:
                    inlines = [part for part in parts if isinstance(part, Inline)]
                    values = await _run_inlines(kernel, chapter, inlines, run.timeout)
                    outputs |= zip(places, values, strict=True)
            if run.cache:
                trace = await kernel.trace()
    except KernelMissing as missing:
        what = f"there is no Jupyter kernel named `{missing}`"
        remedy = "list the kernels with `jupyter kernelspec list`; python3 comes with ipykernel"
        line = chapter.line_of(r"(?m)^jupyter:") or 1
        raise _Stopped(Problem(what, chapter.path, line, remedy)) from None
    except KernelDied as died:
        remedy = "try `jupyter run` on a small script to see why kernels do not start"
        what = f"the Jupyter kernel did not start: {died}"
        raise _Stopped(Problem(what, chapter.path, 1, remedy)) from None
    if run.cache:
        run.cache.keep(chapter, outputs, trace)
    return Executed(chapter, outputs, why)


async def _run_cell(kernel: Kernel, chapter: Chapter, cell: Cell, timeout: float) -> list[Output]:
    options = cell.options
    if not options.eval or not cell.code:
        return []
    sized = options.fig_width is not None or options.fig_height is not None
    try:
        if sized:
            await kernel.resize(options.fig_width, options.fig_height)
        outputs = await kernel.run(cell.code, tolerate_error=options.error)
        if sized:
            await kernel.resize(None, None)
    except (CellFailed, CellTooLong, KernelDied) as error:
        raise _Stopped(_problem(error, chapter, cell, timeout)) from None
    return outputs


async def _run_inlines(
    kernel: Kernel, chapter: Chapter, inlines: Sequence[Inline], timeout: float
) -> list[list[Output]]:
    """The value of each of some inline expressions between which there is no cell."""
    try:
        values = await kernel.evaluate([inline.code for inline in inlines])
    except (CellTooLong, KernelDied) as error:
        raise _Stopped(_problem(error, chapter, inlines[0], timeout)) from None
    for inline, value in zip(inlines, values, strict=True):
        if isinstance(value, CellFailed) and value.name != "SyntaxError":
            raise _Stopped(_problem(value, chapter, inline, timeout))
        if isinstance(value, CellFailed) or value["data"].get("text/plain") == "None":
            what = f"inline code `{inline.code}` gives no value"
            remedy = "write an expression whose value is printed, not a statement"
            raise _Stopped(Problem(what, chapter.path, inline.line, remedy))
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
    timeout: float,
) -> Problem:
    """The failure of a cell or an inline expression as one screen: place, name, error, lines."""
    inline = isinstance(part, Inline)
    name = f"inline code `{part.code}`" if inline else part.name  # type: ignore[union-attr]
    first = part.line if inline else part.code_line  # type: ignore[union-attr]
    shown = chapter.shown_from(first)
    if isinstance(error, CellTooLong):
        what = f"{name} did not end within {timeout:g} s"
        remedy = "make it end, or allow more with --timeout SECONDS"
        return Problem(what, chapter.path, part.line, remedy, _around(part.code, shown, None))
    if isinstance(error, KernelDied):
        what = f"{name} ended the kernel's process"
        remedy = "look for os._exit, a crash in native code, or too little memory"
        return Problem(what, chapter.path, part.line, remedy, _around(part.code, shown, None))
    within = _failing_line(error.traceback) if not inline else 1
    remedy = "mend the cell, or what it calls" if not inline else "mend the expression"
    detail = _around(part.code, shown, within) + "\n" + _called_from(error.traceback)
    line = first + (within or 1) - 1
    return Problem(f"{name}: {error}", chapter.path, line, remedy, detail.rstrip())


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
        if place and "site-packages" not in place["file"] and "/lib/python" not in place["file"]:
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
