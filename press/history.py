"""What the last build was made from, and whether anything has changed since.

`.press/last-build.json` holds what differs between two runs (times, what was executed and why) and a
hash of everything that a build depends on. Where that hash, what was read outside the project, and the
finished book itself are as they were, a build has nothing to do, and finds that out by reading files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from press.cache import Cache
from press.entries import key_of
from press.kept import engine_key
from press.profiles import VARIABLE
from press.project import digest, hashed_inputs

LAST = Path(".press") / "last-build.json"
BUILD = "build.json"


def unchanged(root: Path, to: Sequence[str], asked: Sequence[object]) -> Path | None:
    """The folder of the finished book, if a build of `root` would make the same one again.

    `asked` is what else was asked of it: an output folder, an address.
    """
    root = root.resolve()
    try:
        last = json.loads((root / LAST).read_text(encoding="utf-8"))
        output = Path(last["output"])
        built = json.loads((output / BUILD).read_text(encoding="utf-8"))["outputs"]
        inputs = hashed_inputs(root, {*map(Path, last["books"])})
        same = last["state"] == _state(to, asked, inputs) and last["outside"] is not None
        known = same and not Cache(root, {}, inputs).changed(last["outside"])
        whole = known and all(digest((output / name).read_bytes()) == built[name] for name in built)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # no last build, or a record of it that is damaged: build
    return output if whole else None


def record(
    root: Path, to: Sequence[str], asked: Sequence[object], inputs: Mapping[str, str], **told: Any
) -> None:
    """Note a finished build: what it was made from, and what is `told` of it besides.

    That is the folder of its `output`, those of all `books` in the project, what was read `outside` of it, the
    `seconds` that it took, and of each of the `chapters` whether it was executed and why.
    """
    content = {"state": _state(to, asked, inputs), **told}
    path = root / LAST
    with suppress(OSError):  # the next build starts as the first one did
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _state(to: Sequence[str], asked: Sequence[object], inputs: Mapping[str, str]) -> str:
    """The hash of everything that a build depends on within the project, and the environment."""
    wanted = [sorted(to), *map(str, asked), os.environ.get(VARIABLE, "")]
    return key_of(engine_key(), inputs, wanted)
