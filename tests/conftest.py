"""The real book: its sources, and one build of it that the tests of all rooms share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from press.build import Options, build
from press.config import Config
from press.parse import Chapter
from press.progress import Progress
from press.project import source_files
from press.sources import read_book
from tests.book.conftest import ROOT, Book

# A shell has what runs in its background ignore Ctrl-C; tests that send it would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def sources() -> tuple[Config, list[Chapter]]:
    """The configuration and the chapters of the project, parsed and checked, not executed."""
    return read_book(ROOT, Progress(quiet=True))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, sources: tuple[Config, list[Chapter]]) -> Book:
    """The whole book, built once."""
    folder = build(
        Options(ROOT, output=tmp_path_factory.mktemp("book") / "_book", cache=False),
        Progress(quiet=True),
    )
    return Book(folder, sources[0], tuple(sources[1]))


@pytest.fixture(scope="session")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that was built once where all is otherwise: folder, time zone, language, hashes, jobs."""
    root = tmp_path_factory.mktemp("abroad")
    for path in source_files(ROOT, ()):
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build_abroad(root, seed="7", jobs=1)
    return root


PLAIN = "C" if sys.prefix.isascii() else "C.UTF-8"
"""The plainest locale: under C, Python 3.11 cannot read where an environment stands whose path is not ASCII."""


def build_abroad(root: Path, *, seed: str, jobs: int) -> None:
    """Build the copy in `root`; its own `analysis` goes before the installed one."""
    other = {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": PLAIN, "COLUMNS": "40"}
    env = {**os.environ, **other, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
    options = ["--project", str(root), "--jobs", str(jobs), "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "press", "build", *options], cwd=ROOT, env=env, check=True
    )
