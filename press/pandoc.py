"""The one door to Pandoc: text in, text or document tree out.

Blocks and inlines are Pandoc's JSON (`{"t": …, "c": …}`), as `pandoc -t json` writes them. The binary, which
the `pypandoc_binary` wheel carries, is slow to start: it stays, and answers what `assets/pandoc.lua` reads.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from queue import LifoQueue
from subprocess import DEVNULL, PIPE, Popen, check_output, run
from typing import Any

Node = dict[str, Any]

HOME = Path(__file__).parent / "assets"
"""Pandoc's data folder: ours, as abbreviations and styles of the user's own would change the book."""

READER = "markdown"
"""Pandoc's own Markdown, the dialect that Quarto reads."""

REMEMBERED = 512
"""Texts whose trees are remembered: the captions and tables of a chapter that is read again after an edit."""

ANNOTATION = re.compile(r"<\d+>")
"""What few pages have, and the others need not be walked through for."""

TAB = 4
"""How far apart the stops of tabs are: the programming interface of Pandoc expects them to be spaces."""

MOST = 4
"""How many stay at most, however many cores there are: each holds some 170 MB."""

_idle: LifoQueue[Popen[bytes] | None] = LifoQueue()
"""Every Pandoc that stays and is not at work, or None in its place before it is started: one for each core."""
for _ in range(min(os.cpu_count() or 1, MOST)):
    _idle.put(None)


class PandocError(RuntimeError):
    """Pandoc refused its input, which press should have made sound, or ended over it."""


@cache
def binary() -> str:
    """The path of the Pandoc that `pypandoc_binary` carries, whatever other one the machine may have."""
    package = importlib.util.find_spec("pypandoc")
    assert package is not None and package.origin, "the lock names pypandoc_binary"
    return str(Path(package.origin).parent / "files" / "pandoc")


@cache
def version() -> str:
    """Pandoc's version, such as `3.9`."""
    return check_output([binary(), "--version"], text=True).split()[1]


def read(text: str, *, reader: str = READER) -> list[Node]:
    """The blocks of `text`; no file or address that it names is opened."""
    return _blocks(_read(text, reader))


def write(blocks: Sequence[Node], writer: str, **options: str) -> str:
    """`blocks` in the format `writer`, with `options` as Pandoc's Lua interface names them."""
    return _ask(_document(blocks), "json", writer, options=options)


def shaped(
    blocks: Sequence[Node], writer: str, shapes: str, settings: Mapping[str, Any], **options: str
) -> str:
    """`blocks` in the format `writer`, in the shapes that a Lua filter of ours gives them under `settings`."""
    document = _document(blocks)
    names = ["annotations.lua", shapes] if ANNOTATION.search(document) else [shapes]
    filters = [str(HOME / name) for name in names]
    how = {"filters": filters, "meta": settings, "options": options}
    return _ask(document, "json", writer, **how)


def filtered(blocks: Sequence[Node], filters: Sequence[Path], target: str) -> list[Node]:
    """`blocks` after Lua `filters` have changed them, for the format `target`.

    They run in a process of their own, as they may do what they like to it; what they print is seen as they do.
    """
    how = {"filters": [str(path) for path in filters], "format": target}
    asked = _request(_document(blocks), "json", "json", **how)
    done = run(_command(), input=asked, stdout=PIPE, check=False, env=_environment())
    return _blocks(_told(done.stdout.partition(b"\n")[0]))


def cite(blocks: Sequence[Node], bibliography: Sequence[Path], csl: Path | None) -> list[Node]:
    """`blocks` with citations resolved and the list of references in the Div `refs` (citeproc)."""
    meta: dict[str, Any] = {"bibliography": [str(path.absolute()) for path in bibliography]}
    meta |= {"link-citations": True, **({"csl": str(csl.absolute())} if csl else {})}
    return _blocks(_ask(_document(blocks), "json", "json", meta=meta, cite=True))


def bibliography_keys(path: Path) -> set[str]:
    """The keys of a bibliography file (BibTeX, BibLaTeX or CSL JSON, by its ending)."""
    reader = {".json": "csljson", ".bibtex": "bibtex"}.get(path.suffix, "biblatex")
    text = path.read_text(encoding="utf-8")
    return {entry["id"] for entry in json.loads(_ask(text, reader, "csljson"))}


@lru_cache(REMEMBERED)
def _read(text: str, reader: str) -> str:
    return _ask(text, reader, "json")


def _blocks(told: str) -> list[Node]:
    blocks: list[Node] = json.loads(told)["blocks"]
    return blocks


def _document(blocks: Sequence[Node]) -> str:
    """The empty document with `blocks` in it; it names the version of the tree that this Pandoc reads."""
    return json.dumps({**json.loads(_read("", READER)), "blocks": list(blocks)})


def _command() -> list[str]:
    """The Pandoc that stays; before it serves it reads an empty document."""
    serve = ["--data-dir", str(HOME), "--lua-filter", str(HOME / "pandoc.lua"), "--quiet"]
    return [binary(), *serve, "--wrap=preserve", "-f", READER, "-t", "json", os.devnull]


def _environment() -> dict[str, str]:
    """The one of this process; on Linux Pandoc asks the locale how names of files are written, and `C` has no ä."""
    return {**os.environ, **({"LC_ALL": "C.UTF-8"} if sys.platform == "linux" else {})}


def _request(text: str, reader: str, writer: str, **how: Any) -> bytes:
    clean = text.replace("\r", "").expandtabs(TAB)
    return json.dumps({"text": clean, "reader": reader, "writer": writer, **how}).encode() + b"\n"


def _told(line: bytes) -> str:
    """What Pandoc answers. Raises PandocError with what it says of a fault."""
    try:
        answer = json.loads(line)
    except ValueError:
        raise PandocError("Pandoc ended, or wrote something else, before it answered") from None
    told: str = answer["told"]
    if not answer["done"]:
        raise PandocError(" ".join(told.partition("stack traceback:")[0].split()))
    return told if told.endswith("\n") else f"{told}\n"


def _ask(text: str, reader: str, writer: str, **how: Any) -> str:
    """What a Pandoc that stays writes of `text`; a thread waits where all are at work."""
    asked = _request(text, reader, writer, **how)
    worker, line = _idle.get(), b""
    try:
        if worker is None or worker.poll() is not None:
            _end(worker)
            worker = Popen(
                _command(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=HOME, env=_environment()
            )
        assert worker.stdin and worker.stdout
        with suppress(OSError):
            worker.stdin.write(asked)
            worker.stdin.flush()
            line = worker.stdout.readline()
    finally:
        # One that has ended, or that Ctrl-C kept from answering, would give the next request a wrong answer.
        if not line.endswith(b"\n"):
            _end(worker)
        _idle.put(worker)
    return _told(line)


def _end(worker: Popen[bytes] | None) -> None:
    """End a Pandoc that stays."""
    if worker:
        with suppress(OSError), worker:
            worker.kill()


@atexit.register
def end() -> None:
    """End every Pandoc that stays and is not at work; the next request starts another."""
    for worker in [_idle.get() for _ in range(_idle.qsize())]:
        _end(worker)
        _idle.put(worker)
