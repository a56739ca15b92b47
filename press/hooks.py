"""Commands of the project's own, run in its root: what `pyproject.toml` names under `[tool.press]`, and other steps.

So press has a fork or an archive filled with what a project computes with, and need not know what that is.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from press.config import read_text
from press.errors import BookError, Problem

PYPROJECT = "pyproject.toml"


def command_of(root: Path, name: str) -> str:
    """The command that the project names for `name`; empty where there is none."""
    if not (root / PYPROJECT).is_file():
        return ""
    try:
        settings = tomllib.loads(read_text(root, PYPROJECT))
    except tomllib.TOMLDecodeError as error:
        problem = Problem(f"this is not valid TOML: {error}", PYPROJECT, None, "mend the line")
        raise BookError(problem) from None
    return str(settings.get("tool", {}).get("press", {}).get(name, ""))


def run(root: Path, command: str, *arguments: str, lacking: str, path: str, text: str = "") -> None:
    """Run `command` with `text` on its standard input.

    Raises BookError where it fails: `lacking` says what it could not do, for the file `path`.
    """
    done = finished(root, command, *arguments, text=text)
    if done.returncode:
        remedy = "mend what it reports; nothing was written"
        what = f"`{command}` could not {lacking}"
        raise BookError(Problem(what, path, None, remedy, done.stderr.strip()))


def finished(
    root: Path, command: str, *arguments: str, text: str = "", through: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """`command`, run to its end; one that cannot be run has failed.

    Python and `.py` files are run by the Python that runs press, a module or a file `through` other words.
    """
    try:
        first, *rest = words = shlex.split(command)
        if first.endswith(".py"):
            first, rest = "python", words
        if first in {"python", "python3"}:
            module = rest[:1] == ["-m"] and len(rest) > 1
            program = module or (rest and rest[0].endswith(".py"))
            words = [sys.executable, *(through if program else ()), *rest]
        return subprocess.run(
            [*words, *arguments],
            cwd=root,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except (OSError, ValueError) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))
