"""The command line: `python -m press VERB`.

Exit codes: 0 done; 1 the sources or the data are at fault; 2 the command was not understood, or
this Python lacks what press needs; 3 a fault of press itself, shown with its traceback.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from press.errors import BookError

if TYPE_CHECKING:
    from press.build import Options
    from press.progress import Progress

T = TypeVar("T", int, float)

FORMATS = ("html", "pdf")
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}
OPEN = "see that press may read and write there and has room, or name another place"
OURS = (
    "use that of the project, `.nox/project/bin/python -m press`, or nox, `python -m nox -s book`"
)
NO_BOUND = "--memory has no effect here: only Linux holds a kernel to a bound; watch it yourself"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if getattr(options, "profile", None):
            # The cells may ask for it, as under Quarto.
            os.environ["QUARTO_PROFILE"] = options.profile
        with _all_signals_interrupt():
            return int(options.run(options))
    except BookError as error:
        count = len(error.problems)
        print(f"{error}\n\n{count} problem{'s' if count > 1 else ''}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was there is untouched", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        if (error.name or "press").partition(".")[0] == "press":
            return _fault()
        print(f"this Python has no {error.name}\n  What next: {OURS}", file=sys.stderr)
        return 2
    except OSError as error:
        if error.errno not in CLOSED:
            return _fault()
        place = f"{error.filename}: " if error.filename else ""  # a full disk has no name
        print(f"{place}{error.strerror}\n  What next: {OPEN}", file=sys.stderr)
        return 1
    except Exception:  # noqa: BLE001 - a fault of press: the traceback is what its maintainer needs
        return _fault()


def _fault() -> int:
    traceback.print_exc()
    print("This is a fault of press, not of the book; please report it.", file=sys.stderr)
    return 3


@contextmanager
def _all_signals_interrupt() -> Iterator[None]:
    """Let what would end press at once end it as Ctrl-C does: kernels and folders go first."""
    numbers = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    main_thread = threading.current_thread() is threading.main_thread()
    before = {
        number: signal.signal(number, _interrupt)
        for number in (numbers if main_thread else ())
        if number and signal.getsignal(number) is not signal.SIG_IGN  # as nohup has it
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    """End as Ctrl-C does, also where that is not heeded: a shell has what runs in the background ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def _build(options: argparse.Namespace) -> int:
    from press.history import unchanged

    fast = options.cache and not options.strict
    wanted = (options.output, options.site_url)
    finished = unchanged(options.project, options.to, wanted) if fast else None
    if finished:
        if not options.quiet:
            print(f"nothing has changed: the book is in {finished}", file=sys.stderr)
        return 0

    from press.build import build

    with _progress(options) as progress:
        build(_asked(options), progress)
    return 0


def _check(options: argparse.Namespace) -> int:
    from press.sources import read_book

    with _progress(options) as progress:
        read_book(options.project, progress, strict=options.strict)
    if not options.quiet:
        print("the sources hold: every chapter, label, reference and citation was found")
    return 0


def _why(options: argparse.Namespace) -> int:
    from press.fork import chapter_called
    from press.progress import Progress
    from press.sources import cache_of, read_book

    config, chapters = read_book(options.project, Progress(quiet=True))
    chapter = chapter_called(options.chapter, chapters)
    found = cache_of(config).find(chapter)
    verb = "would not be executed" if found.outputs is not None else "would be executed"
    said = f"{verb}: {found.why}" if chapter.executable else "has nothing to execute"
    print(f"{chapter.path} {said}")
    return 0


def _fork(options: argparse.Namespace) -> int:
    from press.fork import fork
    from press.inside import fork_inside

    with _progress(options) as progress:
        if options.inside:
            fork_inside(options.project, options.chapter, options.inside, progress)
        else:
            fork(options.project, options.chapter, options.dest, progress)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from press.verify import verify

    with _progress(options) as progress:
        report = verify(_asked(options), options.published, progress, twice=options.twice)
    print(report)
    return 1 if report.differences else 0


def _archive(options: argparse.Namespace) -> int:
    from press.archive import archive

    with _progress(options) as progress:
        archive(_asked(options), options.dest, progress)
    return 0


def _preview(options: argparse.Namespace) -> int:
    from press.preview import preview

    asked = _asked(options)
    with suppress(KeyboardInterrupt):
        preview(asked, options.port, lambda words: print(words, file=sys.stderr, flush=True))
    return 0


def _asked(options: argparse.Namespace) -> Options:
    """What the command line asks of a build."""
    from press.build import Options

    if options.memory and not sys.platform.startswith("linux"):
        print(NO_BOUND, file=sys.stderr)
    given = {name: value for name, value in vars(options).items() if value is not None}
    return Options(
        options.project, **{k: v for k, v in given.items() if k in Options.__dataclass_fields__}
    )


def _progress(options: argparse.Namespace) -> Progress:
    from press.progress import Progress

    return Progress(quiet=options.quiet)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="press", description="Build a Quarto book.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    build = _verb(verbs, _build, "execute the book and write HTML and PDF")
    build.add_argument("--to", type=_formats, default=FORMATS, metavar="html,pdf", help="(both)")
    build.add_argument("--output", type=Path, metavar="DIR", help="instead of the project's own")
    published = "where this build is published, for its sitemap"
    build.add_argument("--site-url", default="", metavar="URL", help=published)
    build.add_argument(
        "--no-cache", dest="cache", action="store_false", help="execute every chapter anew"
    )
    preview = _verb(verbs, _preview, "show the book in a browser and follow its sources")
    preview.add_argument(
        "--port", type=_port, default=4848, metavar="N", help="(4848; 0: any free)"
    )
    check = _verb(verbs, _check, "check the sources without executing them")
    why = _verb(verbs, _why, "say why a chapter would be executed, or why not")
    why.add_argument("chapter", metavar="CHAPTER", help="such as x, or chapters/x.qmd")
    fork = _verb(verbs, _fork, "make a project of one chapter, or a copy within the book")
    fork.add_argument("chapter", metavar="CHAPTER", help="such as x, or chapters/x.qmd")
    place = fork.add_mutually_exclusive_group(required=True)
    place.add_argument("dest", nargs="?", type=Path, metavar="DEST", help="a folder, new or empty")
    place.add_argument("--inside", metavar="NAME", help="the name of a copy in this book instead")
    verify = _verb(verbs, _verify, "compute a published book anew and compare every number")
    verify.add_argument("published", type=Path, metavar="PUBLISHED_DIR", help="the built book")
    verify.add_argument(
        "--twice", action="store_true", help="build two times, and compare the bytes"
    )
    archive = _verb(verbs, _archive, "put sources, data and book into one zip for others to check")
    archive.add_argument("dest", type=Path, metavar="DEST", help="a .zip, or the folder for it")
    for verb in (build, verify, archive, preview):
        jobs = os.cpu_count() or 1
        verb.add_argument(
            "--jobs", type=_positive, default=jobs, metavar="N", help="at once (the cores)"
        )
        for name, default, what in (("", 600, "cell"), ("chapter-", 3600, "chapter")):
            words = f"for each {what} ({default})"
            option = f"--{name}timeout"
            verb.add_argument(option, type=_seconds, default=default, metavar="SECONDS", help=words)
        bound = "that each kernel may ask for (4096)"
        verb.add_argument("--memory", type=_positive, metavar="MB", help=bound)
    for verb in (build, why, fork, verify, archive, preview, check):
        verb.add_argument(
            "--project", type=Path, default=Path(), metavar="DIR", help="of the book (.)"
        )
        verb.add_argument("--profile", metavar="NAMES", help="of `_quarto-NAME.yml`, with commas")
    for verb in (build, fork, verify, archive, check):
        verb.add_argument("--quiet", action="store_true", help="say nothing but errors")
    for verb in (build, check):
        verb.add_argument("--strict", action="store_true", help="take warnings for errors")
    return parser


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    run: Callable[[argparse.Namespace], int],
    words: str,
) -> argparse.ArgumentParser:
    """The parser of what `run` does; `words` say it, in the list of all verbs and in the verb's own help."""
    name = run.__name__.removeprefix("_")
    parser = verbs.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
    parser.set_defaults(run=run)
    return parser


def _formats(text: str) -> tuple[str, ...]:
    formats = tuple(name.strip() for name in text.split(","))
    if not set(formats) <= set(FORMATS):
        raise argparse.ArgumentTypeError(f"expected some of {', '.join(FORMATS)}; found {text!r}")
    return formats


def _number(kind: type[T], least: T, most: T, words: str) -> Callable[[str], T]:
    """What reads a number of a `kind` within bounds, which `words` say."""

    def read(text: str) -> T:
        with suppress(ValueError):
            if least <= (number := kind(text)) <= most:
                return number
        raise argparse.ArgumentTypeError(f"expected {words}; found {text!r}")

    return read


_positive = _number(int, 1, sys.maxsize, "a whole number from 1")
_port = _number(int, 0, 65535, "a port from 0 to 65535")
_seconds = _number(float, sys.float_info.min, sys.float_info.max, "a number of seconds above 0")
