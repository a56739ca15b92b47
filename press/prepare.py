"""Runs the steps that a project names in `pre-render`, and spares those that could only say the same again.

A step in Python is traced as chapters are (`trace.py`). If it only read, it is not run again as long as
nothing that it read has changed, and no file of the project came or went. A step that wrote something,
asked the network or started another program, and one that is no Python, is run before every build.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from press.cache import Cache, Read
from press.entries import key_of
from press.errors import BookError, Problem
from press.hooks import finished
from press.kept import BOOK, Kept, engine_key
from press.located import Located
from press.progress import Progress

TRACED = "press.traced"


def prepare(root: Path, project: Located, progress: Progress, cache: Cache, kept: Kept) -> bool:
    """Run the steps of a `project` in its `root`, but not those of which it is `kept` that they are done.

    Returns whether one of them did more than read. Raises BookError where one fails.
    """
    acted = False

    def run(command: str) -> Read | None:
        progress.stage(f"pre-render: {command}")
        trace = _run(root, project, command)
        return cache.state(trace) if trace else None

    def done(read: Read | None) -> bool:
        return read is not None and not cache.changed(read)

    for command in project.listed("project", "pre-render"):
        key = key_of(engine_key(), command, sorted(cache.start))
        read = kept.get(BOOK, f"pre-render: {command}", key, partial(run, command), done)
        acted = acted or read is None
    return acted


def _run(root: Path, project: Located, command: str) -> Mapping[str, Any] | None:
    """What a step read; None where it did more than read, or where that is not known."""
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        told = Path(folder) / "trace.json"
        through = ["-m", TRACED, str(told), str(root)]
        done = finished(root, command, through=through)
        if done.returncode != 0:
            what = f"the pre-render step `{command}` failed"
            detail = (done.stderr + done.stdout).strip()
            remedy = "mend what it reports; the book was not touched"
            place = project.place("project", "pre-render")
            raise BookError(Problem(what, *place, remedy, detail))
        trace: dict[str, Any] | None = json.loads(told.read_bytes()) if told.exists() else None
        return trace
