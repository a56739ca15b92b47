"""Commands of the project's own: what `pyproject.toml` names under `[tool.press]`, run in the project's root.

So press has a fork or an archive filled with what a project computes with, and need not know what that is.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tomllib
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
    words = shlex.split(command)
    words[0] = sys.executable if words[0] in {"python", "python3"} else words[0]
    done = subprocess.run(
        [*words, *arguments],
        cwd=root,
        input=text,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        remedy = "mend what it reports; nothing was written"
        what = f"`{command}` could not {lacking}"
        raise BookError(Problem(what, path, None, remedy, done.stderr.strip()))
