"""Runs the steps that a project names in `pre-render`, and spares those that could only say the same again.

A step in Python is traced as chapters are (`trace.py`). If it only read, it is not run again as long as
nothing that it read has changed, and no file of the project came or went. A step that wrote something,
asked the network or started another program, and one that is no Python, is run before every build.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from press.cache import FOLDER, Cache
from press.config import Config
from press.entries import Damaged, key_of, read_entry, write_entry
from press.errors import BookError, Problem
from press.hooks import finished
from press.kept import engine_key
from press.progress import Progress
from press.project import source_files

STEPS = FOLDER / "steps" / "pre-render.json"
TRACED = "press.traced"


def prepare(config: Config, progress: Progress, cache: Cache | None) -> bool:
    """Run the steps in the project's root, but with a `cache` not those that it knows to be done.

    Returns whether one of them did more than read. Raises BookError where one fails.
    """
    acted = False
    done = _done(config.root) if cache else {}
    kept = {}
    names = sorted(
        path.relative_to(config.root).as_posix() for path in source_files(config.root, ())
    )
    for command in config.pre_render:
        key = key_of(engine_key(), command, names)
        step = done.get(command)
        if step and step["key"] == key and cache and not cache.changed(step["read"]):
            kept[command] = step
            continue
        progress.stage(f"pre-render: {command}")
        trace = _run(config, command)
        acted = acted or trace is None
        if trace and cache:
            kept[command] = {"key": key, "read": cache.state(trace)}
    if kept != done:
        write_entry(config.root / STEPS, kept)
    return acted


def _done(root: Path) -> dict[str, Any]:
    """What is known of the steps that only read, by their commands."""
    with suppress(OSError, Damaged):
        steps: dict[str, Any] = read_entry(root / STEPS)
        return steps
    return {}


def _run(config: Config, command: str) -> Mapping[str, Any] | None:
    """What a step read; None where it did more than read, or where that is not known."""
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        told = Path(folder) / "trace.json"
        through = ["-m", TRACED, str(told), str(config.root)]
        done = finished(config.root, command, through=through)
        if done.returncode != 0:
            what = f"the pre-render step `{command}` failed"
            detail = (done.stderr + done.stdout).strip()
            remedy = "mend what it reports; the book was not touched"
            place = config.located.place("project", "pre-render")
            raise BookError(Problem(what, *place, remedy, detail))
        trace: dict[str, Any] | None = json.loads(told.read_bytes()) if told.exists() else None
        return trace
