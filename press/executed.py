"""What an executed chapter is, and under which variables it was executed, known without loading Jupyter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.cache import Found
from press.config import Figures
from press.parse import Chapter

Output = dict[str, Any]
"""One of Jupyter's own records of what a cell gave (`nbformat`)."""

ANSI = re.compile(r"\x1b\[[0-9;]*m")

MATPLOTLIBRC = Path(__file__).parent / "assets" / "matplotlibrc"
FIXED = {
    # What would otherwise differ between two runs of the same cells.
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "MATPLOTLIBRC": str(MATPLOTLIBRC),
    "TZ": "UTC",
}

ROOT = "QUARTO_PROJECT_ROOT"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a cell and a chapter may take, in seconds; how much memory a kernel may ask for, in MB."""

    cell: float = 600
    chapter: float = 3600
    memory: int = 4096


@dataclass(frozen=True, slots=True)
class Executed:
    """A chapter with the outputs of each of its parts (by place in `chapter.parts`).

    `why` says why it was executed, or, where it is `cached`, why not.
    """

    chapter: Chapter
    outputs: dict[int, list[Output]]
    why: str = ""
    cached: bool = False


def said_of(error: Output) -> str:
    """What Python's last line says of an error: its name, and its words where it has any."""
    return ": ".join(filter(None, (error.get("ename", ""), error.get("evalue", ""))))


def unchanged(chapter: Chapter, found: Found) -> Executed:
    """A chapter that need not be executed."""
    why = found.why if chapter.executable else "it has nothing to execute"
    return Executed(chapter, found.outputs or {}, why, cached=True)


def environment(figures: Figures) -> dict[str, str]:
    """The variables that every kernel of a book is given, whatever the shell says."""
    return {**FIXED, **wanted(figures)}


def document(root: Path, chapter: Chapter) -> dict[str, str]:
    """The variables in which Quarto tells a kernel which document it executes."""
    file = root / chapter.path
    told = {"QUARTO_DOCUMENT_PATH": str(file.parent), "QUARTO_DOCUMENT_FILE": file.name}
    return {ROOT: str(root), **told}


def wanted(figures: Figures) -> dict[str, str]:
    """The variables through which Quarto tells plotnine and others how it wants figures."""
    return {
        "QUARTO_FIG_WIDTH": str(figures.width),
        "QUARTO_FIG_HEIGHT": str(figures.height),
        "QUARTO_FIG_DPI": str(figures.dpi),
        "QUARTO_FIG_FORMAT": figures.format,
    }
