"""Runs a program of Python and tells what it read: `python -m press.traced FILE ROOT (-m MODULE | FILE.py) …`.

The program runs as it would by itself. What it read is written to FILE if it ended well and did nothing
but read, and all that it read was seen.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from press import trace

ACTS = {
    *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"),
    *("os.symlink", "os.truncate", "os.utime", "shutil.copyfile", "shutil.move", "shutil.rmtree"),
    *("socket.bind", "socket.connect", "socket.getaddrinfo", "sqlite3.connect"),
}
"""Audit events of a program that does more than read."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
UNSEEN = (sys.pycache_prefix or "__pycache__", os.devnull, tempfile.gettempdir())
"""Where writing does not count: compiled modules, nowhere, and what is thrown away."""


def main(told: str, root: str, *words: str) -> None:
    """Run the program in `words`, and tell what it read in the file `told`."""
    acted: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if not acted and _acts(event, arguments):
            acted.append(event)

    sys.addaudithook(watch)
    trace.start(root)
    _run(list(words))
    read = trace.finish()
    if not acted and not read["coarse"]:
        Path(told).write_text(json.dumps(read), encoding="utf-8")


def _acts(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        if isinstance(arguments[0], int):
            return False  # a file that was opened before, and looked at then
        flags = arguments[2] if len(arguments) > 2 else 0
        writes = isinstance(flags, int) and flags & WRITES
        return bool(writes) and not any(place in str(arguments[0]) for place in UNSEEN)
    return event in ACTS and not any(place in str(arguments) for place in UNSEEN)


def _run(words: list[str]) -> None:
    """Run `words` as Python would; ends this process where they fail."""
    try:
        if words[0] == "-m":
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = words
            sys.path[0] = str(Path(words[0]).absolute().parent)
            runpy.run_path(words[0], run_name="__main__")
    except SystemExit as ended:
        if ended.code not in {None, 0}:
            raise
    except BaseException as error:  # noqa: BLE001 - told as Python tells it, without the frames of this module
        traceback.print_exception(error.with_traceback(_own(error.__traceback__)))
        sys.exit(1)


def _own(trace: TracebackType | None) -> TracebackType | None:
    """A traceback from where the program itself begins."""
    while trace and trace.tb_frame.f_code.co_filename in {__file__, "<frozen runpy>"}:
        trace = trace.tb_next
    return trace


if __name__ == "__main__":
    main(*sys.argv[1:])
