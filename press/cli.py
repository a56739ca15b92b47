"""The command line: `python -m press VERB`.

Exit codes: 0 done; 1 the sources or the data are at fault; 2 the command was not understood; 3 a fault
of press itself, shown with its traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from press.errors import BookError

FORMATS = ("html", "pdf")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BookError as error:
        count = len(error.problems)
        print(f"{error}\n\n{count} problem{'s' if count > 1 else ''}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the old book is untouched", file=sys.stderr)
        return 130
    except Exception:  # noqa: BLE001 - a fault of press: the traceback is what its maintainer needs
        traceback.print_exc()
        print(
            "This is a fault of press, not of the book; please report it.",
            file=sys.stderr,
        )
        return 3


def _build(options: argparse.Namespace) -> int:
    from press.build import Options, build
    from press.progress import Progress

    asked = Options(options.project, options.to, options.output, options.jobs, options.timeout)
    with Progress(quiet=options.quiet) as progress:
        build(asked, progress)
    return 0


def _check(options: argparse.Namespace) -> int:
    from press.build import read_book
    from press.progress import Progress

    with Progress(quiet=options.quiet) as progress:
        read_book(options.project, progress)
    if not options.quiet:
        print("the sources hold: every chapter, label, reference and citation was found")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="press", description="Build a Quarto book.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    build = verbs.add_parser("build", help="execute the book and write HTML and PDF")
    build.add_argument("--to", type=_formats, default=FORMATS, metavar="html,pdf")
    build.add_argument("--output", type=Path, metavar="DIR", help="instead of the project's own")
    build.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N")
    build.add_argument(
        "--timeout",
        type=_seconds,
        default=600,
        metavar="SECONDS",
        help="for each cell (600)",
    )
    build.set_defaults(run=_build)
    check = verbs.add_parser("check", help="check the sources without executing them")
    check.set_defaults(run=_check)
    for verb in (build, check):
        verb.add_argument("--project", type=Path, default=Path(), metavar="DIR", help="(.)")
        verb.add_argument("--quiet", action="store_true", help="say nothing but errors")
    return parser


def _formats(text: str) -> tuple[str, ...]:
    formats = tuple(name.strip() for name in text.split(","))
    if not set(formats) <= set(FORMATS):
        raise argparse.ArgumentTypeError(f"expected some of {', '.join(FORMATS)}; found {text!r}")
    return formats


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1; found {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number of seconds above 0; found {text!r}")
    return seconds
