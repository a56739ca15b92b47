"""Runs a command and measures it from outside: seconds, seconds of all processors, and memory of the whole tree."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.1
"""Seconds between two looks at the memory."""
MEGABYTE = 2**20


class Failed(RuntimeError):
    """A command that was to be measured failed; holds what it said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command needed: `wall` and `cpu` in seconds, `memory` in megabytes at its highest."""

    wall: float
    cpu: float
    memory: float


def measured(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Usage:
    """What `command` needs in `folder`, with `env` over the variables of this process. Raises Failed."""
    started = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    highest: list[float] = [0.0]
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, highest, ended))
    watch.start()
    said, _ = process.communicate()
    wall = time.perf_counter() - started
    after = os.times()  # of this process's children, and of theirs as far as they were waited for
    ended.set()
    watch.join()
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)}\n{said.decode(errors='replace')[-2000:]}")
    cpu = after.children_user + after.children_system
    return Usage(wall, cpu - before.children_user - before.children_system, highest[0] / MEGABYTE)


def _watch(pid: int, highest: list[float], ended: threading.Event) -> None:
    """Keep in `highest` the most that the process and its descendants held at one time."""
    while not ended.wait(EVERY):
        highest[0] = max(highest[0], _held(pid))


def _held(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        return float(sum(map(_share, (root, *root.children(recursive=True)))))
    except psutil.Error:
        return 0.0


def _share(process: psutil.Process) -> int:
    """The memory of one process; what several share (as forked ones do) is divided among them."""
    try:
        return int(getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss)
    except psutil.Error:
        return 0
