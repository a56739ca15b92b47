"""Files that check themselves: content as JSON under its own hash, written whole or not at all.

Any of them can be deleted, cut short or exchanged at any time, also by another build that runs: what
does not agree with its hash is said to be damaged, and whoever asks makes it anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from press.project import digest


class Damaged(Exception):
    """An entry is not what was written."""


def key_of(*parts: Any) -> str:
    """The hash of what something is made from."""
    return digest(json.dumps(parts, sort_keys=True, default=str).encode())


def read_entry(path: Path) -> Any:
    """The content of an entry. Raises FileNotFoundError, another OSError, or Damaged."""
    checksum, _, data = path.read_bytes().partition(b"\n")
    if checksum != digest(data).encode():
        raise Damaged
    return json.loads(data)


def write_entry(path: Path, content: Any) -> None:
    """Put `content` in the place of what `path` held.

    Where its folder is deleted meanwhile, or nothing can be written, there is no entry, as may be at any time.
    """
    data = json.dumps(content).encode()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(digest(data).encode() + b"\n" + data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)


def drop_entries(folder: Path, kept: Iterable[Path]) -> None:
    """Delete the entries of `folder` that are not among those `kept`, where there is such a folder and it may be changed."""
    with suppress(OSError):
        for path in {path for path in folder.iterdir() if path.suffix == ".json"} - {*kept}:
            path.unlink(missing_ok=True)
