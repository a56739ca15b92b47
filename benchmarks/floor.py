"""The floor: a script that runs the cells and the inline code of a book in one bare process of Python.

It imports, computes and draws what the book shows, and writes nothing: no kernel, no Pandoc, no page.
"""

from __future__ import annotations

import json
from pathlib import Path

from press.parse import Cell, Inline
from press.progress import Progress
from press.sources import read_book

SCRIPT = """\
import ast, io, json, os, sys
from pathlib import Path


def show(value):
    for name in ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_"):
        if getattr(value, name, None):
            return getattr(value, name)()
    return repr(value)


def run(code, names):
    body = ast.parse(code).body
    last = body.pop().value if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    value = eval(compile(ast.Expression(last), "cell", "eval"), names) if last else None
    if value is not None:
        show(value)
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        pyplot.figure(number).savefig(io.BytesIO(), format="svg")
        pyplot.close(number)


root = Path(__file__).parent
for path, codes in json.loads((root / "floor.json").read_text(encoding="utf-8")):
    os.chdir((root / path).parent)
    names = {"__name__": "__main__"}
    for code in codes:
        run(code, names)
"""


def write_floor(root: Path) -> Path:
    """The script for the book in `root`."""
    _, chapters = read_book(root, Progress(quiet=True))
    codes = [
        (
            chapter.path,
            [
                part.code
                for part in chapter.parts
                if isinstance(part, Inline) or (isinstance(part, Cell) and part.options.eval)
            ],
        )
        for chapter in chapters
    ]
    (root / "floor.json").write_text(json.dumps(codes), encoding="utf-8")
    script = root / "floor.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return script
