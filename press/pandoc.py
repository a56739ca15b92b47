"""The one door to Pandoc: text in, text or document tree out.

Blocks and inlines are Pandoc's JSON (`{"t": …, "c": …}`), as `pandoc -t json` writes them. Every
call is one process of the binary that the `pypandoc_binary` wheel carries.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

Node = dict[str, Any]

HOME = Path(__file__).parent / "assets"
"""Pandoc's data folder: ours, as abbreviations and styles of the user's own would change the book."""

READER = "markdown"
"""Pandoc's own Markdown, the dialect that Quarto reads."""

REMEMBERED = 512
"""Texts whose trees are remembered: the captions and tables of a chapter that is read again after an edit."""


class PandocError(RuntimeError):
    """Pandoc refused its input, which press should have made sound."""


@cache
def binary() -> str:
    """The path of the Pandoc that `pypandoc_binary` carries, whatever other one the machine may have."""
    package = importlib.util.find_spec("pypandoc")
    assert package is not None and package.origin, "the lock names pypandoc_binary"
    return str(Path(package.origin).parent / "files" / "pandoc")


@cache
def version() -> str:
    """Pandoc's version, such as `3.9`."""
    return _run(["--version"], "").split()[1]


@cache
def api_version() -> tuple[int, ...]:
    """The version of the document tree that this Pandoc reads and writes."""
    empty = json.loads(_run(["-f", READER, "-t", "json"], ""))
    return tuple(empty["pandoc-api-version"])


def read(text: str, *, reader: str = READER) -> list[Node]:
    """The blocks of `text`; no file or address that it names is opened."""
    return _blocks(_read(text, reader))


def write(blocks: Sequence[Node], writer: str, *options: str) -> str:
    """`blocks` in the format `writer`."""
    return _run(["-f", "json", "-t", writer, "--wrap=preserve", *options], _document(blocks, {}))


def shaped(
    blocks: Sequence[Node], writer: str, shapes: str, settings: Mapping[str, Any], *options: str
) -> str:
    """`blocks` in the format `writer`, in the shapes that a Lua filter of ours gives them under `settings`."""
    arguments = ["-f", "json", "-t", writer, "--wrap=preserve", f"--lua-filter={HOME / shapes}"]
    return _run([*arguments, *options], _document(blocks, settings))


def filtered(blocks: Sequence[Node], filters: Sequence[Path], target: str) -> list[Node]:
    """`blocks` after Lua `filters` have changed them, for the format `target`."""
    settings = {"press-target": target, "press-filters": [str(path) for path in filters]}
    arguments = ["-f", "json", "-t", "json", f"--lua-filter={HOME / 'filters.lua'}"]
    return _blocks(_run(arguments, _document(blocks, settings)))


def cite(blocks: Sequence[Node], bibliography: Sequence[Path], csl: Path | None) -> list[Node]:
    """`blocks` with citations resolved and the list of references in the Div `refs` (citeproc)."""
    options = [f"--bibliography={path}" for path in bibliography]
    options += [f"--csl={csl}"] if csl else []
    arguments = ["-f", "json", "-t", "json", "--citeproc", *options]
    return _blocks(_run(arguments, _document(blocks, {"link-citations": True})))


def bibliography_keys(path: Path) -> set[str]:
    """The keys of a bibliography file (BibTeX, BibLaTeX or CSL JSON, by its ending)."""
    reader = {".json": "csljson", ".bibtex": "bibtex"}.get(path.suffix, "biblatex")
    text = path.read_text(encoding="utf-8")
    return {entry["id"] for entry in json.loads(_run(["-f", reader, "-t", "csljson"], text))}


@lru_cache(REMEMBERED)
def _read(text: str, reader: str) -> str:
    return _run(["-f", reader, "-t", "json", "--sandbox"], text)


def _blocks(told: str) -> list[Node]:
    blocks: list[Node] = json.loads(told)["blocks"]
    return blocks


def _document(blocks: Sequence[Node], settings: Mapping[str, Any]) -> str:
    meta = {key: _meta(value) for key, value in settings.items()}
    tree = {"pandoc-api-version": api_version(), "meta": meta, "blocks": list(blocks)}
    return json.dumps(tree)


def _meta(value: Any) -> Node:
    """A value as Pandoc's metadata."""
    if isinstance(value, Mapping):
        return {"t": "MetaMap", "c": {key: _meta(inner) for key, inner in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": list(map(_meta, value))}
    return {"t": "MetaBool" if isinstance(value, bool) else "MetaString", "c": value}


def _run(arguments: Sequence[str], text: str) -> str:
    command = [binary(), "--data-dir", str(HOME), *arguments]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if done.returncode != 0:
        message = re.sub(r"\s+", " ", done.stderr.decode(errors="replace")).strip()
        raise PandocError(f"pandoc {' '.join(arguments)}: {message}")
    return done.stdout.decode()
