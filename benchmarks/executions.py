"""A lower bound of Quarto's time: a script that executes a book's chapters as Quarto does, and does nothing else.

A plain Jupyter kernel for each chapter that computes anything, one after another, and all of it again for each
format. No chapter is read, no page is made.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from press.parse import Cell, Inline, Part
from press.progress import Progress
from press.sources import read_book

FORMATS = ("html", "typst")
SCRIPT = f"""\
import json
from pathlib import Path

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

root = Path(__file__).parent
for _ in {FORMATS}:
    for path, codes in json.loads((root / "executions.json").read_text(encoding="utf-8")):
        notebook = new_notebook(cells=[new_code_cell(code) for code in codes])
        client = NotebookClient(notebook, timeout=600, kernel_name="python3")
        client.execute(cwd=str((root / path).parent))
"""


def write_executions(root: Path) -> Path:
    """The script for the book in `root`."""
    _, chapters = read_book(root, Progress(quiet=True))
    codes = [(chapter.path, _codes(chapter.parts)) for chapter in chapters if chapter.executable]
    (root / "executions.json").write_text(json.dumps(codes), encoding="utf-8")
    script = root / "executions.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return script


def _codes(parts: tuple[Part, ...]) -> list[str]:
    """What the kernel is asked: each cell, and the inline expressions between two cells at once."""
    run = [p for p in parts if isinstance(p, Inline) or (isinstance(p, Cell) and p.options.eval)]
    asked: list[str] = []
    for inline, some in groupby(run, lambda part: isinstance(part, Inline)):
        codes = [part.code for part in some]
        asked += ["\n".join(codes)] if inline else codes
    return asked
